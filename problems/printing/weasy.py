"""WeasyPrint: tagged PDF, and not a byte from anywhere but here.

Importing this module fails where WeasyPrint or Pango is missing; press.py asks.
"""

import io
import mimetypes
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from PIL import Image, ImageFile
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from problems.models import Picture
from problems.printing.sheets import IdeaCards, Poster, Sheet

# WeasyPrint lets Pillow take pictures that break off, in the whole process: uploads may not.
ImageFile.LOAD_TRUNCATED_IMAGES = False

LONG_SIDE = 1200  # pixels: 160 dpi over a sheet of A4
JPEG_QUALITY = 80
STATIC_FOLDERS = ("css/", "fonts/")

Drawing = Callable[[list[Sheet]], str]


class Refused(Exception):
    """An address that is none of the document's own."""


class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Opens our styles and fonts, and the pictures and codes of these sheets. Nothing else.

    It asks none of the handlers that it inherits: no way leads from here to the network or to
    other files.
    """

    def __init__(self, sheets: list[Sheet]) -> None:
        super().__init__(allowed_protocols=())
        posters = [sheet for sheet in sheets if isinstance(sheet, Poster)]
        pictures = [picture for poster in posters for picture in poster.pictures]
        self.pictures = {picture.get_absolute_url(): picture for picture in pictures}
        self.codes = {sheet.code.picture for sheet in sheets if not isinstance(sheet, IdeaCards)}

    def fetch(self, url: str, _headers: object = None) -> URLFetcherResponse:
        """Raises Refused for whatever does not belong to the document."""
        if url in self.codes:
            _head, data = url.split(",", 1)
            return answer(url, b64decode(data), "image/svg+xml")
        path = urlsplit(url).path
        if not url.startswith(f"{settings.SITE_URL}/"):
            raise Refused(url)
        if path in self.pictures:
            return answer(url, for_paper(self.pictures[path]), "image/jpeg")
        if path.startswith(settings.STATIC_URL):
            file = static_file(unquote(path.removeprefix(settings.STATIC_URL)))
            return answer(url, file.read_bytes(), mimetypes.guess_type(file.name)[0] or "")
        raise Refused(url)


def answer(url: str, data: bytes, kind: str) -> URLFetcherResponse:
    return URLFetcherResponse(url, data, {"Content-Type": kind} if kind else {})


def static_file(name: str) -> Path:
    """Where a style or font lies: collected, or in its source while nothing is collected.

    Raises Refused where there is none, and Django's SuspiciousFileOperation for a way out.
    """
    if not name.startswith(STATIC_FOLDERS):
        raise Refused(name)
    collected = Path(staticfiles_storage.path(name))
    if collected.is_file():
        return collected
    source = finders.find(name)
    if not isinstance(source, str):
        raise Refused(name)
    return Path(source)


def for_paper(picture: Picture) -> bytes:
    """A JPEG of 1200 pixels at most, on white."""
    with picture.image.open() as file, Image.open(file) as opened:
        opened.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        colours = opened.convert("RGBA")
        paper = Image.new("RGB", colours.size, "white")
        paper.paste(colours, mask=colours)
        out = io.BytesIO()
        paper.save(out, "JPEG", quality=JPEG_QUALITY)
        return out.getvalue()


def pressed(draw: Drawing, sheets: list[Sheet]) -> bytes:
    """A PDF/UA of the sheets. Type that turns out too large for its page is made smaller."""
    files, letters = OwnFiles(sheets), FontConfiguration()
    seen: dict[str, object] = {}  # pictures, read once for all layouts

    def laid_out(some: list[Sheet]) -> Document:
        page = HTML(string=draw(some), base_url=f"{settings.SITE_URL}/", url_fetcher=files)
        return page.render(font_config=letters, cache=seen)

    def too_large(document: Document, some: list[Sheet]) -> list[Sheet]:
        return [sheet for sheet in running_over(document, some) if not sheet.fit.is_smallest]

    while large := too_large(document := laid_out(sheets), sheets):
        while large:
            for sheet in large:
                sheet.fit.shrink()
            large = too_large(laid_out(large), large)
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return made


def running_over(document: Document, sheets: list[Sheet]) -> list[Sheet]:
    """Sheets that begin on one page and end on another."""
    pages = enumerate(document.pages)
    # The first page of each: what runs over is named on its second page again.
    begins = {anchor: place for place, page in reversed(list(pages)) for anchor in page.anchors}
    starts = [begins[sheet.anchor] for sheet in sheets]
    ends = [*starts[1:], len(document.pages)]
    return [
        sheet for sheet, start, end in zip(sheets, starts, ends, strict=True) if end - start > 1
    ]
