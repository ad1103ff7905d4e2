"""Says whether this process can do its work, for proxies and whoever watches the service."""

from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from workshop.live.hub import hub

ANSWERS_IN = 0.5  # seconds; whoever asks has more to do than to wait for Redis
# Without Redis rooms go on: screens look at the log, limits are counted by each process.
CAN_DO_WITHOUT = {"redis"}


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def redis_answers() -> bool:
    if not settings.REDIS_URL:
        return True
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=ANSWERS_IN,
            socket_connect_timeout=ANSWERS_IN,
            retry=Retry(NoBackoff(), 0),
        ) as asked:
            return bool(asked.ping())
    except (redis.RedisError, OSError):
        return False


def hub_lives() -> bool:
    return not hub.is_running or hub.dead() == 0


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "redis": redis_answers,
    "hub": hub_lives,
}


@login_not_required
@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200, or 503 where this process cannot do its work; as JSON the names of what does not
    answer and, where it serves the live stream, how that is."""
    fails = [name for name, answers in CHECKS.items() if not answers()]
    said: dict[str, Any] = {"fails": fails}
    if hub.is_running:
        said["live"] = {
            "streams": hub.audiences().total(),
            "rooms": len(hub.rooms),
            "lag": round(hub.lag, 3),
            "seconds_since_look": round(hub.since_look(), 1),
        }
    return JsonResponse(said, status=503 if set(fails) - CAN_DO_WITHOUT else 200)
