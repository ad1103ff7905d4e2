"""What a server process does once, before its first visitor."""

import gc

from django.urls import get_resolver


def warm_up() -> None:
    """Load the code of all pages, and keep the garbage collector away from what is loaded by now:
    it would look through all of that every few thousand pages, and everybody would wait for a
    tenth of a second."""
    get_resolver().url_patterns  # noqa: B018  (read for what it imports)
    gc.collect()
    gc.freeze()
