"""Rules of intake: plain Python, no Django, no clock, no database."""
