"""Answers and services people can be told about at once."""
