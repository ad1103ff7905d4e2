"""Who may listen to a room: a seat on the phones, the wall's link, a facilitator's sign-in."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from workshop.live.access import Connect
from workshop.models import Participant, Workshop
from workshop.people.models import Membership, Role, User
from workshop.people.tokens import token_digest
from workshop.seat import cookie_name

ROOM, WALL, COCKPIT = "room", "wall", "cockpit"


def authorise(connects: Sequence[Connect]) -> list[int | None]:
    """The stream each connect may listen to, or None: five queries for any number of them."""
    users = signed_in({c.cookies.get(settings.SESSION_COOKIE_NAME, "") for c in connects})
    digests = [token_digest(c.cookies.get(cookie_name(c.room), "")) for c in connects]
    seats = set(
        Participant.objects.here().filter(digest__in=set(digests)).values_list("workshop", "digest")
    )
    own_seats = set(
        Participant.objects.here().filter(user__in=users.values()).values_list("workshop", "user")
    )
    facilitating = set(
        Membership.objects.filter(
            user__in=users.values(), role__in=(Role.ADMIN, Role.FACILITATOR)
        ).values_list("organisation", "user")
    )
    workshops = {
        workshop.pk: workshop
        for workshop in Workshop.objects.filter(pk__in={c.room for c in connects})
    }

    def stream_of(connect: Connect, digest: str) -> int | None:
        workshop = workshops.get(connect.room)
        if workshop is None:
            return None
        user = users.get(connect.cookies.get(settings.SESSION_COOKIE_NAME, ""))
        allowed = {
            ROOM: (workshop.pk, digest) in seats or (workshop.pk, user) in own_seats,
            WALL: constant_time_compare(connect.key, workshop.wall_token),
            COCKPIT: (workshop.organisation_id, user) in facilitating,
        }
        return workshop.stream_id if allowed.get(connect.audience) else None

    return [stream_of(*asked) for asked in zip(connects, digests, strict=True)]


def signed_in(session_keys: set[str]) -> dict[str, int]:
    """The user of each session that is still good. Nonsense is left out, before the database
    refuses it together with everybody who asks at the same moment."""
    sessions: dict[str, dict[str, Any]] = {
        session.session_key: session.get_decoded()
        for session in Session.objects.filter(
            session_key__in=[key for key in session_keys if key.isalnum()],
            expire_date__gt=timezone.now(),
        )
    }
    wanted: set[str] = {data[SESSION_KEY] for data in sessions.values() if SESSION_KEY in data}
    users = {str(user.pk): user for user in User.objects.filter(pk__in=wanted, is_active=True)}
    good = {}
    for key, data in sessions.items():
        user = users.get(data.get(SESSION_KEY, ""))
        if (
            user
            and BACKEND_SESSION_KEY in data
            and constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
        ):
            good[key] = user.pk
    return good
