"""Departments, sub-district offices, committees, stations, utilities and joint bodies."""
