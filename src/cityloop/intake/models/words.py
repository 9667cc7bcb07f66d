"""The index of what people said, beside the table of requests."""

from cityloop.core.search import WordIndex

# A report of wrongdoing has no words in it, so that no search, count or excerpt can tell of it.
REQUEST_WORDS = WordIndex(
    table="intake_requestwords",
    source="intake_servicerequest",
    texts=("title", "text", "address"),
    moment="received_at",
    hidden="shielded",
)
