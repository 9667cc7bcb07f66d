"""People and the roles that they hold."""
