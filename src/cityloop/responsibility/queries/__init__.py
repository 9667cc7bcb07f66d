"""Reads of responsibility lists, calendars and time limits."""
