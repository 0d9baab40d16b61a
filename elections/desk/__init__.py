"""The newsroom's desk without its pages: who may do what, drafts, the board, what a decision would change."""
