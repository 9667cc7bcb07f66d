"""Cityloop runs a city for its people in one closed loop."""
