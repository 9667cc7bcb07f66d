"""Reads of work orders."""
