"""Writes of responsibility: what is loaded from reviewed text, drafts of it, and their trials."""

from cityloop.responsibility.operations.loading import Keys, load_duty_list, load_service_types

__all__ = ["Keys", "load_duty_list", "load_service_types"]
