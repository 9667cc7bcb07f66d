"""Rules of agencies: plain Python, no Django, no clock, no database."""
