"""Rules of core: plain Python, no Django, no clock, no database."""
