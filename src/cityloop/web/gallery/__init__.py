"""Every component in every state, for those who build pages; not part of a deployment."""
