"""Telephone switches: what they announce becomes calls of the desk."""
