"""Rules of accounts: plain Python, no Django, no clock, no database."""
