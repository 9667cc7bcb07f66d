"""The knowledge base for the staff: looked up by many, kept by its owners."""
