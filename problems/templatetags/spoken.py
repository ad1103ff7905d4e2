from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from problems.printing.letters import direction_of, language_of

register = template.Library()


@register.filter
def spoken(text: str) -> SafeString:
    """The attributes dir and lang for an element with this text, as far as its letters tell.

    dir="auto" would do in a browser; a PDF is made without one.
    """
    told = {"dir": direction_of(text), "lang": language_of(text)}
    return format_html_join(" ", '{}="{}"', ((name, word) for name, word in told.items() if word))
