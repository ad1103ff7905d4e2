"""Plain text as people type, paste and dictate it, made safe to keep and to show."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# Control characters, and halves of surrogate pairs, which no database takes. Embeddings, overrides
# and isolates, which turn the text around them; the marks LRM, RLM and ALM, which languages written
# from the right need, may stay; so may the joiners inside emoji.
DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# Blank in every font, though Unicode counts them among letters and symbols.
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
UNSEEN = {"Cc", "Cf", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"}
# At either end of a text there is nothing for these to join or to part.
ENDS = (
    " \n\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
    "\u205f\u3000\u00ad\u180e\u200b\u2060\ufeff" + BLANKS
)


def tidy(text: str, *, multiline: bool) -> str:
    """NFC; lines end in \\n; no control characters; "" where nothing could be seen."""
    text = unicodedata.normalize("NFC", re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", text))
    text = DROPPED.sub("", text)
    if not multiline:
        text = re.sub(r"[\n\t]+", " ", text)
    return text.strip(ENDS) if any(map(is_seen, text)) else ""


def is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in UNSEEN and letter not in BLANKS


class PlainText(forms.CharField):
    """Text without markup. What is too long is sent back whole; nothing is cut off.

    For that the widget has no `maxlength`: browsers would shorten a paste without a word.
    `hints` says what is written here (title, goal, poster, letter or idea), for static/js/hints.js.
    """

    default_error_messages = {
        "required": _("Some words are missing here."),
        "max_length": _("This is %(show_value)d characters. There is room for %(limit_value)d."),
    }

    def __init__(self, *, multiline: bool = False, hints: str = "", **options: Any) -> None:
        self.multiline = multiline
        self.hints = hints
        if multiline:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**options)

    def to_python(self, value: object) -> str:
        return tidy(str(value), multiline=self.multiline) if value is not None else ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        if self.hints:
            attrs["data-hints"] = self.hints
        return attrs
