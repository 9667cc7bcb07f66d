"""Rates, scores and bands."""
