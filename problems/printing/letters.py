"""Which scripts texts are written in, which way they run, and whether a font here has them."""

import ctypes
import ctypes.util
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The first word of a character's Unicode name, and whose letters those are.
OWNERS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "KATAKANA-HIRAGANA": "ja", "HANGUL": "ko", "CJK": "zh",
    "ARABIC": "ar", "HEBREW": "he", "CYRILLIC": "cyrillic", "GREEK": "el", "THAI": "th",
    "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta",
}  # fmt: skip
# Scripts that are used for one language above all; Cyrillic says nothing about it.
LANGUAGES = {"ja", "ko", "zh", "ar", "he", "el", "th", "hi", "bn", "ta"}
NAMES: dict[str, str | Promise] = {
    "ja": _("Japanese letters"),
    "ko": _("Korean letters"),
    "zh": _("Chinese letters"),
    "ar": _("Arabic letters"),
    "he": _("Hebrew letters"),
    "cyrillic": _("Cyrillic letters"),
    "el": _("Greek letters"),
    "th": _("Thai letters"),
    "hi": _("Devanagari letters"),
    "bn": _("Bengali letters"),
    "ta": _("Tamil letters"),
    "emoji": _("emoji"),
    "": _("rare letters or signs"),
}
PACKAGES = {
    "ja": "fonts-noto-cjk", "ko": "fonts-noto-cjk", "zh": "fonts-noto-cjk",
    "emoji": "fonts-noto-color-emoji",
}  # fmt: skip
OTHER_PACKAGE = "fonts-noto-core"
# What the font that comes with Ten Doors has (workshop/management/commands/fonts.py), roughly.
OURS_UP_TO = 0x2117
EMOJI = range(0x1F000, 0x20000)


@dataclass(frozen=True)
class Missing:
    """Letters that no font here has, and the Debian package that brings one."""

    name: str | Promise
    package: str


def direction_of(text: str) -> str:
    """As its first letter with a direction says: "rtl", "ltr", or "" where none has one."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return ""


def language_of(text: str) -> str:
    """The language that most likely goes with its script, as a BCP 47 tag; "" for Latin."""
    owners = [owner for letter in text if (owner := owner_of(letter)) in LANGUAGES]
    if "ja" in owners:
        return "ja"
    enough = owners and len(owners) * 2 >= len(text.split())
    return max(owners, key=owners.count) if enough else ""


def owner_of(letter: str) -> str:
    """A key of NAMES; "" where it is anybody's."""
    if ord(letter) in EMOJI:
        return "emoji"
    return OWNERS.get(unicodedata.name(letter, "").split(" ")[0], "")


def missing(texts: Iterable[str]) -> list[Missing]:
    """What to say of letters in `texts` that no font installed here has.

    Nothing where fontconfig isn't there to be asked.
    """
    found: dict[str, Missing] = {}
    texts = list(texts)
    lacking = without_font({letter for text in texts for letter in text if is_foreign(letter)})
    for text in texts:
        kana = any(owner_of(letter) == "ja" for letter in text)
        for letter in lacking.intersection(text):
            owner = owner_of(letter)
            if owner == "zh" and kana:
                owner = "ja"
            found[owner] = Missing(NAMES[owner], PACKAGES.get(owner, OTHER_PACKAGE))
    return list(found.values())


def is_foreign(letter: str) -> bool:
    """Not in the font that comes with Ten Doors, and to be seen."""
    latin = ord(letter) < OURS_UP_TO and owner_of(letter) == ""
    return not latin and letter.isprintable() and not letter.isspace()


class FontSet(ctypes.Structure):
    """FcFontSet of fontconfig.h."""

    _fields_ = [
        ("count", ctypes.c_int),
        ("room", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    ]


def without_font(letters: set[str]) -> set[str]:
    """Those that no installed font has. Asks fontconfig anew: a font may have come meanwhile."""
    name = ctypes.util.find_library("fontconfig")
    if not letters or not name:
        return set()
    fontconfig = ctypes.CDLL(name)
    fontconfig.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(FontSet)
    fontconfig.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fontconfig.FcConfigDestroy.argtypes = [ctypes.c_void_p]
    fontconfig.FcPatternGetCharSet.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p),
    ]  # fmt: skip
    fontconfig.FcCharSetHasChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    config = fontconfig.FcInitLoadConfigAndFonts()
    if not config:
        return set()
    try:
        lacking, system = set(letters), fontconfig.FcConfigGetFonts(config, 0)
        for place in range(system.contents.count if system else 0):
            signs = ctypes.c_void_p()
            font = system.contents.fonts[place]
            if fontconfig.FcPatternGetCharSet(font, b"charset", 0, ctypes.byref(signs)) == 0:
                lacking = {x for x in lacking if not fontconfig.FcCharSetHasChar(signs, ord(x))}
        return lacking
    finally:
        fontconfig.FcConfigDestroy(config)
