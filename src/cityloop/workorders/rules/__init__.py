"""Rules of workorders: plain Python, no Django, no clock, no database."""
