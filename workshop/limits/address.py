"""Which address a request comes from. It is only ever counted by, never kept or logged."""

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64  # what one line gets; whoever holds it holds all addresses in it


def address_of(request: HttpRequest) -> str:
    return visitor(
        request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    )


def address_of_scope(scope: dict[str, Any]) -> str:
    """The same for a bare ASGI request."""
    peer = scope.get("client") or ("", 0)
    forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return visitor(str(peer[0]), b",".join(forwarded).decode("latin-1"))


def visitor(peer: str, forwarded: str) -> str:
    """The address before PROXIES proxies of our own, an IPv6 one by its /64 network.

    Each proxy adds its visitor at the end of X-Forwarded-For. What stands further in front was
    said by the visitor, so it does nothing; a request past the proxies counts by its connection.
    """
    said = [part.strip() for part in forwarded.split(",")] if forwarded else []
    given = said[-settings.PROXIES] if 0 < settings.PROXIES <= len(said) else peer
    return network(given) or network(peer) or "unknown"


def network(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)
