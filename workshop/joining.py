"""The way into a room: its address and the QR code that leads there."""

import io
from base64 import b64encode

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from workshop.models import Workshop


def join_url(workshop: Workshop, poster: int | None = None) -> str:
    """The absolute address that takes a seat in this room, and then leads to a poster of it."""
    door = f"{settings.SITE_URL}{reverse('join', args=[workshop.spoken_code])}"
    return door if poster is None else f"{door}?poster={poster}"


def qr_svg(address: str) -> SafeString:
    """An inline SVG without styles; css gives it its size and keeps it dark on light."""
    return mark_safe(drawn(address).decode())  # noqa: S308  (drawn by segno from our own address)


def qr_picture(address: str) -> str:
    """The same as an address for <img src>, so that it can have a text for those who can't see."""
    return f"data:image/svg+xml;base64,{b64encode(drawn(address)).decode()}"


def drawn(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True,
        svgclass="qr", lineclass="qr-dots", dark="#15222b", light=None,
    )  # fmt: skip
    return out.getvalue()
