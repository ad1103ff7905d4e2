"""Pages and stream in one ASGI application; /live/ never enters Django's request cycle."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from servestatic import ServeStaticASGI

from workshop.static import HASHED

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workshop.settings")
django_pages = get_asgi_application()

from workshop.limits.body import (  # noqa: E402  (these need the apps)
    bounded_asgi,
    headers_fit,
    refuse_headers,
)
from workshop.live.stream import handles, lifespan, stream  # noqa: E402
from workshop.metrics import with_metrics_asgi  # noqa: E402
from workshop.warm import warm_up  # noqa: E402

with_files: Any = (
    ASGIStaticFilesHandler(django_pages)
    if settings.DEBUG
    else ServeStaticASGI(
        django_pages,
        root=str(settings.STATIC_ROOT),
        prefix=settings.STATIC_URL,
        immutable_file_test=HASHED,
    )
)


pages = with_metrics_asgi(bounded_asgi(with_files))
warm_up()


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and not headers_fit(scope):
        await refuse_headers(send)
    elif handles(scope):
        await stream(scope, receive, send)
    elif scope["type"] == "http":
        await pages(scope, receive, send)
