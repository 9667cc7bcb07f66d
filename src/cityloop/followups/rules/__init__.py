"""Rules of followups: plain Python, no Django, no clock, no database."""
