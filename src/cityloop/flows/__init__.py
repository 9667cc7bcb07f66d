"""The story: one transaction per use, in which order the apps act."""
