"""Rules of evaluation: plain Python, no Django, no clock, no database."""
