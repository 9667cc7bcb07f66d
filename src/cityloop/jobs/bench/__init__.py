"""Measurements, outside the test suite: each on a database of its own."""
