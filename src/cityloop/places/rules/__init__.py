"""Rules of places: plain Python, no Django, no clock, no database."""
