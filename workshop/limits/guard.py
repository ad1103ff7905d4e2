"""What a request meets before its view: how often it may come, in our own words if it may not."""

import math
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from workshop.limits.address import address_of
from workshop.limits.body import MIB, TOO_LARGE
from workshop.limits.rates import (
    ADDRESS_JOINS,
    ADDRESS_POSTS,
    ADDRESS_WRONG_CODES,
    ADDRESS_WRONG_LINKS,
    ALL_WRONG_CODES,
    PERSON_POSTS,
    ROOM_JOINS,
    ROOM_POSTS,
    SEAT_POSTS,
    counts,
)

Respond = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
ROOM = re.compile(r"^/room/(\d{1,18})/")
READS = {"GET", "HEAD", "OPTIONS", "TRACE"}


def guard(get_response: Respond) -> Respond:
    """Middleware, the last one: it needs to know who is signed in and in which language."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        limit = getattr(request, "scope", request.META).get(TOO_LARGE)
        if limit:
            return too_large(request, limit)
        if request.method in READS:
            return get_response(request)
        found = ROOM.match(request.path_info)
        room = str(int(found[1])) if found else ""  # 07 is the same room
        wait = (
            (counts.wait(ROOM_POSTS, room) if room else 0)
            or counts.take(ADDRESS_POSTS, address_of(request))
            or take_of_visitor(request, room)
        )
        if wait:
            return too_often(request, wait)
        response = get_response(request)
        # Whoever has no seat here doesn't use up what those inside may write.
        if room and response.status_code != 404:
            counts.take(ROOM_POSTS, room)
        return response

    return guarded


def take_of_visitor(request: HttpRequest, room: str) -> int:
    """Seconds to wait. A sign-in counts before a seat, which any cookie may claim to hold."""
    rate = SEAT_POSTS if room else PERSON_POSTS
    if request.user.is_authenticated:
        return counts.take(rate, f"user {request.user.pk}")
    seat = request.COOKIES.get(f"seat-{room}", "")
    return counts.take(rate, f"seat {seat}") if seat else 0


def by_code(view: View) -> View:
    """For the view that takes a room's code. It tells wrong_code() of every wrong one."""

    @wraps(view)
    def limited(request: HttpRequest, code: str) -> HttpResponseBase:
        address = address_of(request)
        wait = counts.wait(ADDRESS_WRONG_CODES, address) or counts.wait(ALL_WRONG_CODES, "")
        if not wait and request.method not in READS:
            wait = counts.take(ADDRESS_JOINS, address) or counts.take(ROOM_JOINS, code)
        return too_often(request, wait) if wait else view(request, code)

    return cast("View", limited)


def wrong_code(request: HttpRequest) -> None:
    counts.take(ADDRESS_WRONG_CODES, address_of(request))
    counts.take(ALL_WRONG_CODES, "")


def by_secret_link(view: View) -> View:
    """For views whose address holds a secret: whoever tries many wrong ones has to wait."""

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        address = address_of(request)
        wait = counts.wait(ADDRESS_WRONG_LINKS, address)
        if wait:
            return too_often(request, wait)
        try:
            return view(request, *args, **kwargs)
        except Http404:
            counts.take(ADDRESS_WRONG_LINKS, address)
            raise

    return cast("View", limited)


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """429. `wait` in seconds."""
    response = refusal(request, 429, {"minutes": math.ceil(wait / 60)})
    response["Retry-After"] = str(wait)
    return response


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """413. `limit` in bytes."""
    return refusal(request, 413, {"megabytes": limit // MIB})


def refusal(request: HttpRequest, status: int, context: dict[str, int]) -> HttpResponse:
    """A page, or just its words where a script asks."""
    asks_by_script = "X-Compose" in request.headers or "HX-Request" in request.headers
    name = f"_{status}.html" if asks_by_script else f"{status}.html"
    response = render(request, name, context, status=status)
    add_never_cache_headers(response)
    return response
