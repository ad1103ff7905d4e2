"""What a server process does once, before its first visitor."""

import gc
from importlib import import_module

from django.conf import settings


def warm_up() -> None:
    """Load the code of all pages, and keep the garbage collector away from what is loaded by now:
    it would look through all of that every few thousand pages, and everybody would wait for a
    tenth of a second."""
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
