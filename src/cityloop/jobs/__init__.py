"""Commands for the terminal and the scheduler."""
