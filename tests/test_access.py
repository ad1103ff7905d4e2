"""Every address × the cast. An address that is not in the table fails.

Strangers get 404, never 403; without a sign-in one is led to it; a seat opens one room only.
"""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from problems.models import Build, Commitment, Problem, Solution
from problems.models.import_draft import ImportDraft
from tests.conftest import take_seat
from workshop.followup.models import CheckIn
from workshop.models import Workshop
from workshop.people.models import ColleagueInvitation, Role

CAST = ("anonymous", "sam", "pat", "mia", "fay", "ada")

# Who gets in. Everybody else who is signed in gets 404; anonymous is led to the sign-in.
EVERYBODY = set(CAST)
SIGNED_IN = {"sam", "mia", "fay", "ada"}
MEMBERS = {"mia", "fay", "ada"}
FACILITATORS = {"fay", "ada"}
ADMINS = {"ada"}
SEAT = {"pat"}


@dataclass
class World:
    """Something of everything, all of it in one organisation that is not sam's."""

    workshop: Workshop
    problem: Problem
    solution: Solution
    build: Build
    commitment: Commitment
    check_in: CheckIn
    draft: ImportDraft
    seat: Any
    membership: Any
    team: Any
    invitation: ColleagueInvitation
    invitation_token: str
    picture: Any


GET, POST = "GET", "POST"
w = "workshop"  # the argument is the workshop's number

TABLE: dict[str, tuple[str, set[str], tuple[Any, ...]]] = {
    # name: (method, who gets in, arguments by attribute of the world)
    "health": (GET, EVERYBODY, ()),
    "home": (GET, EVERYBODY, ()),
    "set_language": (POST, EVERYBODY, ()),
    "code": (GET, EVERYBODY, ()),
    "join": (GET, EVERYBODY, ("code",)),
    "wall": (GET, EVERYBODY, ("wall_token",)),
    "colleague-accept": (GET, EVERYBODY, ("invitation_token",)),
    "check-in": (GET, EVERYBODY, ("check_in_token",)),
    "check-in-unsubscribe": (GET, EVERYBODY, ("check_in_token",)),
    "mail-shown": (GET, EVERYBODY, ()),  # not in production
    "account": (GET, SIGNED_IN, ()),
    "organisation-found": (GET, SIGNED_IN, ()),
    "invitation-accept": (POST, set(), ("invitation",)),
    "organisation": (GET, MEMBERS, ("slug",)),
    "organisation-archive": (GET, MEMBERS, ("slug",)),
    "organisation-leave": (GET, MEMBERS, ("slug",)),
    "organisation-settings": (GET, ADMINS, ("slug",)),
    "audit": (GET, ADMINS, ("slug",)),
    "people": (GET, MEMBERS, ("slug",)),
    "member-role": (POST, ADMINS, ("slug", "membership")),
    "member-remove": (GET, ADMINS, ("slug", "membership")),
    "invitation-resend": (POST, ADMINS, ("slug", "invitation")),
    "invitation-withdraw": (POST, ADMINS, ("slug", "invitation")),
    "teams": (GET, FACILITATORS, ("slug",)),
    "team-presets": (POST, FACILITATORS, ("slug",)),
    "team-edit": (GET, FACILITATORS, ("slug", "team")),
    "team-move": (POST, FACILITATORS, ("slug", "team")),
    "team-retire": (POST, FACILITATORS, ("slug", "team")),
    "team-return": (POST, FACILITATORS, ("slug", "team")),
    "team-delete": (POST, FACILITATORS, ("slug", "team")),
    "workshop-new": (GET, FACILITATORS, ("slug",)),
    "workshop": (GET, MEMBERS, (w,)),
    "workshop-edit": (GET, FACILITATORS, (w,)),
    "workshop-copy": (GET, FACILITATORS, (w,)),
    "workshop-open": (POST, FACILITATORS, (w,)),
    "workshop-archive": (POST, FACILITATORS, (w,)),
    "workshop-unarchive": (POST, FACILITATORS, (w,)),
    "workshop-change-code": (POST, FACILITATORS, (w,)),
    "seat-send-out": (POST, FACILITATORS, (w, "seat")),
    "seat-let-back-in": (POST, FACILITATORS, (w, "seat")),
    "problems": (GET, FACILITATORS, (w,)),
    "problem-new": (GET, FACILITATORS, (w,)),
    "problem-order": (POST, FACILITATORS, (w,)),
    "problem-import": (GET, FACILITATORS, (w,)),
    "problem-import-sample": (POST, FACILITATORS, (w,)),
    "problem-import-template": (GET, FACILITATORS, (w,)),
    "problem-import-columns": (GET, {"fay"}, (w, "draft")),
    "problem-import-preview": (GET, {"fay"}, (w, "draft")),
    "problem": (GET, MEMBERS, ("problem",)),
    "problem-edit": (GET, FACILITATORS, ("problem",)),
    "problem-delete": (GET, FACILITATORS, ("problem",)),
    "picture": (GET, MEMBERS | SEAT, ("picture",)),
    "room": (GET, SEAT, (w,)),
    "poster": (GET, SEAT, (w, "problem")),
    "build": (GET, SEAT, (w, "solution")),
    "commit": (GET, SEAT, (w, "solution")),
    "commitment-edit": (GET, set(), (w, "commitment")),  # only who wrote it down
    "own-edit": (GET, SEAT, (w, "ideas", "solution")),
    "own-withdraw": (POST, SEAT, (w, "builds", "build")),
    "own-put-back": (POST, SEAT, (w, "builds", "build")),
    "cockpit": (GET, FACILITATORS, (w,)),
    "workshop-start": (POST, FACILITATORS, (w,)),
    "workshop-pause": (GET, FACILITATORS, (w,)),
    "workshop-resume": (POST, FACILITATORS, (w,)),
    "workshop-close": (GET, FACILITATORS, (w,)),
    "enter": (GET, FACILITATORS, (w,)),
    "cockpit-poster": (GET, FACILITATORS, (w, "problem")),
    "spotlight": (POST, FACILITATORS, (w, "problem")),
    "spotlight-off": (POST, FACILITATORS, (w,)),
    "not-ours-yet": (GET, FACILITATORS, (w, "problem")),
    "ours-again": (POST, FACILITATORS, (w, "problem")),
    "moderate": (POST, FACILITATORS, (w, "ideas", "solution", "hide")),
    "cockpit-commit": (GET, FACILITATORS, (w, "solution")),
    "cockpit-commitment": (GET, FACILITATORS, (w, "commitment")),
    "commitment-take-back": (POST, FACILITATORS, (w, "commitment")),
    "outcomes": (GET, MEMBERS, ("slug",)),
    "workshop-outcomes": (GET, MEMBERS, (w,)),
    "workshop-outcomes-mail-again": (POST, FACILITATORS, (w, "check_in")),
}

# Rooms are open to whoever holds the seat's cookie, without a sign-in: others get 404 at once.
WITHOUT_SIGN_IN = {
    "room", "poster", "build", "commit", "commitment-edit", "own-edit", "own-withdraw",
    "own-put-back", "picture", "mail-shown",
}  # fmt: skip
# What the first takes back is not there for the next.
ONCE = {"commitment-take-back"}
# The sign-in library's own pages; its rules are its own, ours is only who sees them signed out.
LIBRARY = ("account_", "mfa_", "socialaccount_", "openid_connect_")
LIBRARY_PUBLIC = {
    "account_login", "account_signup", "account_inactive", "account_email_verification_sent",
    "account_confirm_email", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn",
    "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup",
    "openid_connect_login", "openid_connect_callback", "account_logout",
}  # fmt: skip


def addresses(patterns: list[URLPattern | URLResolver] | None = None) -> list[str]:
    found = []
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns)
        elif pattern.name:
            found.append(pattern.name)
    return found


OURS = sorted({name for name in addresses() if not name.startswith(LIBRARY)})


@pytest.fixture
def world(live, problem, pat, sales, development, mia, fay, ada, organisation) -> World:
    now = datetime.now(UTC)
    key = "a-key-for-the-post"
    solution = Solution.post(problem, pat.seat, "Say how many rows", key, now)
    build = Build.post(solution, pat.seat, "and in the file name", key, now)
    commitment = Commitment(
        solution=solution, lead="Pat", lead_email="pat@example.org", lead_team=sales,
        partner="Tom", partner_email="tom@example.org", partner_team=development, cue="if",
        step="then", first_step_on=date(2030, 2, 7), serves_goal="so", belief="that",
        test="this", change_mind="that", confidence=50,
    )  # fmt: skip
    commitment.make(now)
    check_in = CheckIn.objects.create(
        commitment=commitment, question="first-step", part="lead", due_at=now, next_try_at=now
    )
    invitation, token = ColleagueInvitation.ask(
        organisation, "new@example.org", Role.MANAGER, ada.user, now
    )
    return World(
        live, problem, solution, build, commitment, check_in,
        make_draft(live, fay), take_seat(live, "Pia", sales).seat,
        organisation.memberships.get(user=mia.user), development, invitation, token,
        problem.pictures.create(image=ContentFile(a_picture(), "a.webp")),
    )  # fmt: skip


def a_picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP")
    return out.getvalue()


def make_draft(workshop: Workshop, fay: Any) -> ImportDraft:
    answer = fay.client.post(reverse("problem-import-sample", args=[workshop.pk]))
    assert answer.status_code == 302
    return ImportDraft.objects.get()


def arguments_of(world: World, names: tuple[Any, ...]) -> list[Any]:
    special = {
        "slug": world.workshop.organisation.slug,
        "code": world.workshop.code,
        "wall_token": world.workshop.wall_token,
        "check_in_token": world.check_in.token,
        "invitation_token": world.invitation_token,
    }
    return [
        special[name] if name in special
        else getattr(world, name).pk if hasattr(world, name)
        else name
        for name in names
    ]  # fmt: skip


def outcome(answer: HttpResponse) -> str:
    if answer.status_code == 302 and "/accounts/login/" in answer["Location"]:
        return "sign-in"
    return "no" if answer.status_code in (403, 404, 405) else "in"


def test_every_address_is_in_the_table():
    assert set(OURS) == set(TABLE)


@pytest.mark.parametrize("name", OURS)
def test_everybody_at_every_address(name, world, request, mia, fay, ada, sam, pat):
    method, allowed, names = TABLE[name]
    address = reverse(name, args=arguments_of(world, names))
    clients = {
        "anonymous": Client(), "sam": sam.client, "pat": pat.client,
        "mia": mia.client, "fay": fay.client, "ada": ada.client,
    }  # fmt: skip
    for person in sorted(EVERYBODY - allowed):
        answer = clients[person].generic(method, address)
        signed_out = person in ("anonymous", "pat")
        wanted = "sign-in" if signed_out and name not in WITHOUT_SIGN_IN else "no"
        assert outcome(answer) == wanted, f"{person} at {address}: {answer.status_code}"
        assert wanted == "sign-in" or answer.status_code == 404, f"{person} learns of {address}"
        for secret in ("Say how many rows", world.workshop.goal, world.workshop.code):
            assert secret not in answer.content.decode(errors="replace")
    for person in sorted(allowed)[: 1 if name in ONCE else None]:
        answer = clients[person].generic(method, address)
        assert outcome(answer) == "in", f"{person} at {address}: {answer.status_code}"
    if (
        method == POST and name != "set_language"
    ):  # the framework's; it redirects and writes nothing
        for person in allowed:
            answer = clients[person].get(address)
            assert answer.status_code == 405, f"{address} writes on GET"


@pytest.mark.parametrize("name", sorted({n for n in addresses() if n.startswith(LIBRARY)}))
def test_the_sign_in_pages_are_public_only_where_they_must_be(name, db):
    arguments = {
        "account_confirm_email": ["none"],
        "account_reset_password_from_key": ["1", "none"],
        "mfa_remove_webauthn": [1],
        "mfa_edit_webauthn": [1],
        "openid_connect_login": ["none"],
        "openid_connect_callback": ["none"],
    }
    answer = Client().get(reverse(name, args=arguments.get(name, [])))
    led_to_sign_in = outcome(answer) == "sign-in"
    assert led_to_sign_in or name in LIBRARY_PUBLIC


def test_a_seat_of_another_room_opens_nothing_here(world, sam, organisation, sales, development):
    other = Workshop.create(
        organisation, [sales, development], title="Another", goal="Another goal",
        date=date(2030, 3, 1), start=world.workshop.start, time_zone="Europe/Stockholm",
    )  # fmt: skip
    other.open_for_joining()
    guest = take_seat(other, "Kim", sales)
    # Even with the token under the name of this room's cookie.
    guest.client.cookies[f"seat-{world.workshop.pk}"] = guest.client.cookies[
        f"seat-{other.pk}"
    ].value
    for name, (method, allowed, names) in TABLE.items():
        if allowed >= SEAT and allowed != EVERYBODY:
            address = reverse(name, args=arguments_of(world, names))
            assert guest.client.generic(method, address).status_code == 404, address


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row[2]))
def test_a_number_that_cannot_be_is_not_found(name, world, fay, pat):
    """Numbers beyond every database column lead to 404, never to an error."""
    method, _allowed, names = TABLE[name]
    arguments = arguments_of(world, names)
    for place, argument in enumerate(arguments):
        if isinstance(argument, int):
            huge = [*arguments[:place], 10**18 - 1, *arguments[place + 1 :]]
            address = reverse(name, args=huge)
            longer = address.replace("9" * 18, "9" * 30)
            for client, at in itertools.product((fay.client, pat.client), (address, longer)):
                answer = client.generic(method, at)
                assert answer.status_code in (302, 404), answer.status_code
                if answer.status_code == 302:
                    assert "/accounts/login/" in answer["Location"]
