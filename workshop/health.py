"""Says whether this process can do its work, for proxies and whoever watches the service."""

from collections.abc import Callable
from secrets import token_hex

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except DatabaseError:
        return False


def cache_answers() -> bool:
    """What is put into the cache comes out again; with REDIS_URL this asks Redis."""
    value = token_hex(4)
    try:
        cache.set(f"health-{value}", value, timeout=10)
        return bool(cache.get(f"health-{value}") == value)
    except (RedisError, OSError):
        return False


CHECKS: dict[str, Callable[[], bool]] = {"database": database_answers, "cache": cache_answers}


@login_not_required
@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 and {"fails": []}, or 503 with the names of what does not answer."""
    fails = [name for name, answers in CHECKS.items() if not answers()]
    return JsonResponse({"fails": fails}, status=503 if fails else 200)
