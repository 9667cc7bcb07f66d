"""Audit, errors, periods, working time, transitions and the outbox."""
