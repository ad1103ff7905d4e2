"""Pictures for posters: judged by their content, never by their name, and painted anew."""

import warnings
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from PIL import Image, ImageOps, UnidentifiedImageError

BYTES_LIMIT = 10 * 1024 * 1024
PIXELS_LIMIT = 40_000_000
LONG_SIDE = 1600  # pixels; enough for a poster on a projector and in print at A4
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")

# What Pillow raises on files that break off or lie about themselves.
_BROKEN = (OSError, SyntaxError, ValueError, LookupError, EOFError, ArithmeticError, TypeError)


def repainted(upload: UploadedFile[bytes]) -> ContentFile[bytes]:
    """The picture as WebP, at most 1600 pixels long, upright, and with nothing else in the file.

    Raises ValidationError with a sentence when it is no picture, or too large.
    """
    if (upload.size or 0) > BYTES_LIMIT:
        raise ValidationError(
            gettext("This picture is %(size)s MB. There is room for 10 MB.")
            % {"size": -(-(upload.size or 0) // (1024 * 1024))}
        )
    data = upload.read()
    try:
        with _opened(data) as picture:
            return ContentFile(_as_webp(picture), name="picture.webp")
    except UnidentifiedImageError:
        raise ValidationError(_not_a_picture(data)) from None
    except _BROKEN:
        raise ValidationError(
            gettext("This picture is damaged or breaks off. Save it anew and try again.")
        ) from None


def _opened(data: bytes) -> Image.Image:
    """Reads the head of the file only: its size is known before a single pixel is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise ValidationError(
            gettext("This picture has far more than 40 megapixels. Make it smaller first.")
        ) from None
    if picture.width * picture.height > PIXELS_LIMIT:
        raise ValidationError(
            gettext(
                "This picture has %(width)s × %(height)s pixels, which is more than 40 megapixels."
                " Make it smaller first."
            )
            % {"width": picture.width, "height": picture.height}
        )
    return picture


def _as_webp(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG can be unpacked at a smaller scale
    upright = ImageOps.exif_transpose(picture)
    painted = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    painted.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    file = BytesIO()
    painted.save(file, "WEBP", quality=82)
    return file.getvalue()


def _not_a_picture(data: bytes) -> str:
    if data[4:12] in _HEIC:
        return gettext("HEIC pictures can't be shown everywhere. Save it as JPEG or PNG first.")
    return gettext("This file isn't a picture, whatever its name says. JPEG, PNG, WebP or GIF fit.")
