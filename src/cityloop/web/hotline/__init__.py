"""Pages of the hotline centre: taking, answering and dispatching requests."""
