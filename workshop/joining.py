"""The way into a room: its address and the QR code that leads there."""

import io

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from workshop.models import Workshop


def join_url(workshop: Workshop) -> str:
    """The absolute address that takes a seat in this room."""
    return f"{settings.SITE_URL}{reverse('join', args=[workshop.spoken_code])}"


def qr_svg(address: str) -> SafeString:
    """An inline SVG without styles; css gives it its size and keeps it dark on light."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True,
        svgclass="qr", lineclass="qr-dots", dark="#15222b", light=None,
    )  # fmt: skip
    return mark_safe(out.getvalue().decode())  # noqa: S308  (drawn by segno from our own address)
