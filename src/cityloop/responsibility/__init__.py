"""Responsibility lists: who must do what, with which money, by when."""
