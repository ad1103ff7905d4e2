"""Who may listen to a room: a seat on the phones, the wall's link, a facilitator's sign-in."""

from collections.abc import Sequence
from functools import partial
from hashlib import blake2b
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from workshop.live.access import Admission, Connect
from workshop.models import Participant, Workshop
from workshop.people.models import Membership, Role, User
from workshop.people.tokens import token_digest
from workshop.seat import cookie_name

ROOM, WALL, COCKPIT = "room", "wall", "cockpit"
WALLS = 40  # screens that one link may show at once


class Seat(NamedTuple):
    pk: int
    team: int


def authorise(connects: Sequence[Connect]) -> list[Admission | None]:
    """What each connect may listen to, or None: six queries for any number of them."""
    users = signed_in({c.cookies.get(settings.SESSION_COOKIE_NAME, "") for c in connects})
    digests = [token_digest(c.cookies.get(cookie_name(c.room), "")) for c in connects]
    here = Participant.objects.here()
    seats = {
        (workshop, digest): Seat(*seat)
        for workshop, digest, *seat in here.filter(digest__in=set(digests)).values_list(
            "workshop", "digest", "pk", "team"
        )
    }
    own_seats = {
        (workshop, user): Seat(*seat)
        for workshop, user, *seat in here.filter(user__in=users.values()).values_list(
            "workshop", "user", "pk", "team"
        )
    }
    facilitating = set(
        Membership.objects.filter(
            user__in=users.values(), role__in=(Role.ADMIN, Role.FACILITATOR)
        ).values_list("organisation", "user")
    )
    workshops = {
        workshop.pk: workshop
        for workshop in Workshop.objects.select_related("stream").filter(
            pk__in={c.room for c in connects}
        )
    }

    def admission(connect: Connect, digest: str) -> Admission | None:
        workshop = workshops.get(connect.room)
        if workshop is None:
            return None
        user = users.get(connect.cookies.get(settings.SESSION_COOKIE_NAME, ""))
        opens = partial(Admission, workshop.stream_id, revision=workshop.stream.revision)
        if connect.audience == ROOM:
            if seat := seats.get((workshop.pk, digest)):
                holder = holder_of(seat)
                return opens(holder, seat.team, opened_by=f"seat {holder}")
            if user and (seat := own_seats.get((workshop.pk, user))):
                holder = holder_of(seat)
                opened_by = f"seat {holder}"
                return opens(holder, seat.team, opened_by=opened_by, ends_silently=True)
        elif connect.audience == WALL:
            if constant_time_compare(connect.key, workshop.wall_token):
                return opens(opened_by=f"wall {workshop.stream_id}", most=WALLS)
        elif connect.audience == COCKPIT and (workshop.organisation_id, user) in facilitating:
            return opens(opened_by=f"user {user}", ends_silently=True)
        return None

    return [admission(*asked) for asked in zip(connects, digests, strict=True)]


def holder_of(seat: Seat) -> str:
    """Something that is the same in every process, and leads back to no seat without our key."""
    key = settings.SECRET_KEY.encode()[:64]
    return blake2b(str(seat.pk).encode(), key=key, digest_size=8).hexdigest()


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
