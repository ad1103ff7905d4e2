"""{% lucide "lock" class="…" %}: icons, each drawn once a process."""

from functools import lru_cache
from typing import Any

from django import template
from lucide.templatetags.lucide import lucide as drawn

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1024)
def lucide(name: str, *, size: int = 24, **attributes: str) -> Any:
    """The icon as inline SVG. It names no colour and no id, so the same serves everywhere."""
    return drawn(name, size=size, **attributes)
