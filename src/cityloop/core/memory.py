"""What a process that answers pages keeps for good is not searched for garbage again and again."""

import gc

from django.urls import get_resolver


def settle() -> None:
    """Load every page, then leave what was loaded out of garbage collection.

    Each twentieth page or so waited for a search of the whole program, 120 to 170 ms: that was the
    p95. What a page makes is searched as before.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
