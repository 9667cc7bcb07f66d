"""Rules of responsibility: plain Python, no Django, no clock, no database."""
