"""Search of the staff: by number, phone or words."""
