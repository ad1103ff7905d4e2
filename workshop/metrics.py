"""/metrics in Prometheus' text format, for whoever has METRICS_TOKEN; for all others it is a 404.

It stands before Django: a scrape names a container, not the address people type. Each process
tells its own figures. Where several workers share a port, PROMETHEUS_MULTIPROC_DIR names an empty
folder in which they add them up.
"""

import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from workshop.live.hub import hub

PATH = "/metrics"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
Respond = Callable[[HttpRequest], HttpResponseBase]

seconds = Histogram(
    "ten_doors_page_seconds",
    "Time for a page, by the name of its address and whether something was sent.",
    ["view", "method"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
answers = Counter("ten_doors_pages", "Answers by status.", ["status"])


def timed(get_response: Respond) -> Respond:
    """Middleware, the first one: how long a page takes, all others included."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        view = (match.view_name if match else "") or "none"
        method = "POST" if request.method == "POST" else "GET"
        seconds.labels(view, method).observe(time.perf_counter() - began)
        answers.labels(str(response.status_code)).inc()
        return response

    return respond


class HubNow(Collector):
    """What is so at this moment in this process' hub."""

    def collect(self) -> Iterable[Metric]:
        return gauges() if hub.is_running else []


def gauges() -> Iterator[Metric]:
    streams = GaugeMetricFamily(
        "ten_doors_streams_open", "Open streams, by who listens.", labels=["audience"]
    )
    for audience, count in hub.audiences().items():
        streams.add_metric([audience], count)
    yield streams
    for name, words, value in (
        ("rooms_open", "Rooms that somebody listens to, or did a minute ago.", len(hub.rooms)),
        ("followers", "Open streams that do not keep up at the moment.", hub.followers()),
        ("database_away", "1 while the hub cannot read the log.", hub.database_away),
        ("redis_away", "1 while the hub hears no wake-ups from Redis.", hub.redis_away),
        ("hub_tasks_dead", "Tasks of the hub that ended and should not have.", hub.dead()),
        ("seconds_since_look", "Since the hub compared its rooms with the log.", hub.since_look()),
    ):
        yield GaugeMetricFamily(f"ten_doors_{name}", words, value=float(value))


REGISTRY.register(HubNow())


def figures() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    together.register(HubNow())
    return generate_latest(together)


def is_asked_for(path: str, authorization: str) -> bool:
    """Whoever asks without the token is led on to Django, which knows no such page."""
    token = settings.METRICS_TOKEN
    return bool(path == PATH and token and constant_time_compare(authorization, f"Bearer {token}"))


def with_metrics_asgi(app: Application) -> Application:
    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        shown = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        if not is_asked_for(scope["path"], shown):
            await app(scope, receive, send)
            return
        headers = [(b"content-type", CONTENT_TYPE.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": figures()})

    return application


def with_metrics_wsgi(app: WSGIApplication) -> WSGIApplication:
    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not is_asked_for(environ["PATH_INFO"], environ.get("HTTP_AUTHORIZATION", "")):
            return app(environ, start_response)
        headers = [("Content-Type", CONTENT_TYPE), ("Cache-Control", "no-store")]
        start_response("200 OK", headers)
        return [figures()]

    return application
