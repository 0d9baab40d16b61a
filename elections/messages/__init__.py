"""The paste box: a result as it comes by message, in English or Urdu, read into the form's figures. Pure.

It fills in what is certain, marks the rest with a reason and saves nothing. It never guesses.
"""

from .parts import Message, Piece, Problem
from .reading import read_message

__all__ = ["Message", "Piece", "Problem", "read_message"]
