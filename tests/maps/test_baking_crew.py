"""The processes that bake: each thing is made once, and none is waited for that does not come."""

import os
import signal
import time
from contextlib import contextmanager
from multiprocessing import active_children

import pytest

from maps.baking import BakeRefused
from maps.baking.crew import CHUNK, each

PATIENCE = 20  # seconds, where the right answer takes less than one


@contextmanager
def interrupted(seconds: float, error: type[BaseException]):
    """The main process meets this error after so many seconds."""

    def stop(*about):
        raise error

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def is_killed(thing):
    if thing == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return thing


def sleeps(thing):
    time.sleep(PATIENCE)


def fails(thing):
    if thing:
        time.sleep(PATIENCE)
    raise BakeRefused("The site answers 500.")


@pytest.mark.parametrize("processes", [1, 2])
def test_each_thing_is_made_once(processes):
    things = range(3 * CHUNK + 1)
    assert sorted(each(lambda thing: thing * 2, things, processes)) == [thing * 2 for thing in things]


def test_a_process_that_is_killed_is_a_sentence_and_no_endless_wait():
    with interrupted(PATIENCE, TimeoutError), pytest.raises(BakeRefused, match="was killed.*fewer --processes"):
        list(each(is_killed, range(5 * CHUNK), 2))
    assert active_children() == []


@pytest.mark.parametrize(("work", "seconds", "error"), [(sleeps, 1, KeyboardInterrupt), (fails, PATIENCE, BakeRefused)])
def test_who_stops_and_what_fails_waits_for_no_other_process(work, seconds, error):
    began = time.monotonic()
    with interrupted(seconds, KeyboardInterrupt), pytest.raises(error):
        list(each(work, range(2 * CHUNK), 2))
    assert time.monotonic() - began < PATIENCE
    assert active_children() == []
