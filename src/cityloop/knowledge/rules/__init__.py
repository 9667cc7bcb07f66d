"""Rules of knowledge: plain Python, no Django, no clock, no database."""
