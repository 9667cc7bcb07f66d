"""Adapters to the outside: files, wires and their fakes."""
