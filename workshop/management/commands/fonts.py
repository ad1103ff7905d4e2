from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from fontpkg_schibsted_grotesk import ROOT
from fontTools.subset import Options, Subsetter, load_font, save_font

FONTS = {
    "schibsted-grotesk.woff2": ROOT / "files" / "SchibstedGrotesk[wght].ttf",
    "schibsted-grotesk-italic.woff2": ROOT / "files" / "SchibstedGrotesk-Italic[wght].ttf",
}
# Latin, its extensions, combining accents, punctuation, currencies, arrows and a few signs.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x2B0, 0x370),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2060),
    *range(0x20A0, 0x20C1),
    *range(0x2190, 0x2194),
    0x2116,
    0x2122,
    0x2212,
    0x2248,
    0x2260,
    0x2264,
    0x2265,
]


def subset(source: Path, target: Path) -> None:
    """Write the letters that pages need as WOFF2; the weight axis stays variable."""
    options = Options(flavor="woff2", hinting=False, notdef_outline=True)
    options.layout_features = [*options.layout_features, "tnum"]
    font = load_font(source, options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    save_font(font, target, options)


class Command(BaseCommand):
    help = "Makes the web fonts from the font package, where they are missing or older."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        recipe = Path(__file__).stat().st_mtime
        for name, source in FONTS.items():
            target = settings.BUILT_STATIC / "fonts" / name
            if target.exists() and target.stat().st_mtime > max(source.stat().st_mtime, recipe):
                continue
            subset(source, target)
            self.stdout.write(f"{name}: {target.stat().st_size // 1024} KiB")
