"""What came in, in the requester's own words."""
