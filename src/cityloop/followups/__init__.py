"""The call-back."""
