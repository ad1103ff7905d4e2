"""Every address × the cast. An address that is not in the table fails.

Strangers get 404, never 403; without a sign-in one is led to it; a seat opens one room only.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from problems.models import (
    Build,
    Commitment,
    Concern,
    Gift,
    Problem,
    Solution,
    Takeaway,
)
from problems.models.import_draft import ImportDraft
from problems.models.marked import marks
from problems.rehearsal.copy import rehearse
from tests.conftest import take_seat
from workshop.followup.models import (
    Answer,
    CheckIn,
    DoorRequest,
    HandOver,
    Learning,
    Recipient,
    Reply,
)
from workshop.models import (
    Contact,
    GoalDraft,
    Invitation,
    InvitationQuestion,
    Phase,
    Workshop,
    agenda,
)
from workshop.models.goal_draft import goal_mark
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
    learning: Learning
    door_request: DoorRequest
    hand_over: HandOver
    draft: ImportDraft
    seat: Any
    membership: Any
    team: Any
    invitation: ColleagueInvitation
    invitation_token: str
    picture: Any
    guest: Invitation
    guest_question: InvitationQuestion
    phase: Phase
    takeaway: Takeaway
    contact: Contact
    rehearsal: Workshop
    later: CheckIn
    concern: Concern
    gift: Gift
    goal_draft: GoalDraft


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
    "letter-unsubscribe": (GET, EVERYBODY, ("letter_token",)),
    "check-in-data": (GET, EVERYBODY, ("check_in_token",)),
    "hand-over-data": (GET, EVERYBODY, ("hand_over_token",)),
    "door-request-data": (GET, EVERYBODY, ("door_token",)),
    "check-in-pause": (POST, EVERYBODY, ("check_in_token",)),
    "check-in-go-on": (POST, EVERYBODY, ("check_in_token",)),
    "workshop-after": (GET, FACILITATORS, (w,)),
    "check-in-reopen": (GET, EVERYBODY, ("check_in_token",)),
    "check-in-door": (GET, EVERYBODY, ("check_in_token",)),
    "door-request": (GET, EVERYBODY, ("door_token",)),
    "pulse-before": (GET, EVERYBODY, ("guest_token",)),
    "network-before": (GET, EVERYBODY, ("guest_token",)),
    "pulse-close": (GET, SEAT, (w,)),
    "pulse-later": (GET, EVERYBODY, ("later_token",)),
    "network-later": (GET, EVERYBODY, ("later_token",)),
    "check-in-board": (GET, EVERYBODY, ("check_in_token",)),
    "check-in-end-links": (GET, EVERYBODY, ("check_in_token",)),
    "check-in-hand-over": (GET, EVERYBODY, ("check_in_token",)),
    "check-in-renew": (GET, set(), ("check_in_token",)),  # after ninety days
    "hand-over": (GET, EVERYBODY, ("hand_over_token",)),
    "room-board": (GET, set(), (w,)),  # a seat, after the close: tests/followup/test_board.py
    "workshop-board": (GET, set(), (w,)),  # facilitators, after the close
    "workshop-board-shut": (POST, set(), (w,)),
    "recipient-links-end": (POST, set(), (w, "recipient")),
    "carry-over": (GET, set(), (w,)),  # facilitators, before the start
    "mail-shown": (GET, EVERYBODY, ()),  # not in production
    "mail-events": (POST, set(), ("postmark",)),  # for a provider that has the secret
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
    "invitations": (GET, FACILITATORS, (w,)),
    "invitations-progress": (GET, FACILITATORS, (w,)),
    "invitations-add": (GET, FACILITATORS, (w,)),
    "invitations-letter": (GET, FACILITATORS, (w,)),
    "invitations-letter-shown": (GET, FACILITATORS, (w,)),
    "invitations-send": (POST, FACILITATORS, (w,)),
    "invitations-remind": (POST, FACILITATORS, (w,)),
    "invitations-tell": (POST, FACILITATORS, (w,)),
    "invitations-again": (POST, FACILITATORS, (w,)),
    "invited": (GET, FACILITATORS, (w, "guest")),
    "invited-mend": (POST, FACILITATORS, (w, "guest")),
    "invited-again": (POST, FACILITATORS, (w, "guest")),
    "invited-reply": (POST, FACILITATORS, (w, "guest", "guest_question")),
    "invited-take-back": (POST, FACILITATORS, (w, "guest")),
    "invited-delete": (POST, FACILITATORS, (w, "guest")),
    "invited-answer": (GET, EVERYBODY, ("guest_token",)),
    "invited-question": (POST, EVERYBODY, ("guest_token",)),
    "invited-seat": (GET, EVERYBODY, ("guest_token",)),
    "invited-stop": (GET, EVERYBODY, ("guest_token",)),
    "invited-data": (GET, EVERYBODY, ("guest_token",)),
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
    "print": (GET, MEMBERS, (w,)),
    "print-pdf": (GET, MEMBERS, (w, "posters")),
    "print-page": (GET, MEMBERS, (w, "posters")),
    "room": (GET, SEAT, (w,)),
    "room-posters": (GET, SEAT, (w,)),
    "poster": (GET, SEAT, (w, "problem")),
    "build": (GET, SEAT, (w, "solution")),
    "concern": (GET, SEAT, (w, "solution")),
    "repair": (GET, SEAT, (w, "concern")),
    "gift-pass": (POST, SEAT, (w, "gift")),
    "note": (GET, SEAT, (w, "problem", "hard")),
    "commit": (GET, SEAT, (w, "solution")),
    "commitment-edit": (GET, SEAT, (w, "commitment")),
    "feel": (GET, SEAT, (w, "problem")),
    "room-walk": (GET, SEAT, (w,)),
    "dots": (GET, SEAT, (w,)),
    "rules-accept": (POST, SEAT, (w,)),
    "good-thing": (POST, SEAT, (w,)),
    "own-edit": (GET, SEAT, (w, "ideas", "solution")),
    "own-withdraw": (POST, SEAT, (w, "builds", "build")),
    "own-put-back": (POST, SEAT, (w, "builds", "build")),
    "ready": (POST, SEAT, (w,)),
    "prompts": (GET, SEAT, (w,)),
    "goal": (GET, SEAT, (w,)),
    "goal-mine": (GET, SEAT, (w,)),
    "goal-own": (POST, SEAT, (w,)),
    "goal-sit": (POST, SEAT, (w,)),
    "goal-drafts": (GET, SEAT, (w,)),
    "goal-together": (POST, SEAT, (w, "goal_draft")),
    "goal-reword": (GET, FACILITATORS, (w,)),
    "goal-forward": (POST, FACILITATORS, (w, "goal_draft")),
    "vote": (POST, SEAT, (w, "solution")),
    "votes-enter": (GET, FACILITATORS, (w,)),
    "cockpit": (GET, FACILITATORS, (w,)),
    "agenda": (GET, FACILITATORS, (w,)),
    "agenda-plan": (POST, FACILITATORS, (w,)),
    "agenda-add": (POST, FACILITATORS, (w,)),
    "agenda-order": (POST, FACILITATORS, (w,)),
    "agenda-book": (POST, FACILITATORS, (w,)),
    "agenda-keep": (POST, FACILITATORS, (w,)),
    "phase-change": (POST, FACILITATORS, (w, "phase")),
    "phase-skip": (POST, FACILITATORS, (w, "phase")),
    "phase-delete": (POST, FACILITATORS, (w, "phase")),
    "turn-next": (POST, FACILITATORS, (w,)),
    "turn-back": (POST, FACILITATORS, (w,)),
    "turn-to": (POST, FACILITATORS, (w, "phase")),
    "undo": (POST, FACILITATORS, (w,)),
    "quiet": (GET, FACILITATORS, (w,)),
    "prompt": (GET, FACILITATORS, (w,)),
    "gather": (POST, FACILITATORS, (w,)),
    "read-aloud": (GET, SEAT, (w, "commitment")),
    "first-step": (GET, SEAT, (w, "commitment")),
    "consent": (POST, SEAT, (w,)),
    "takeaway": (POST, SEAT, (w, "what")),
    "takeaway-back": (POST, SEAT, (w, "takeaway")),
    "contact": (POST, SEAT, (w,)),
    "wish": (POST, SEAT, (w, "contact")),
    "next-meeting": (POST, FACILITATORS, (w,)),
    "rehearse": (POST, FACILITATORS, (w,)),
    "rehearsal-delete": (POST, FACILITATORS, (w, "rehearsal")),
    "tables-mix": (POST, FACILITATORS, (w,)),
    "merge": (GET, FACILITATORS, (w, "solution")),
    "merge-apart": (POST, FACILITATORS, (w, "solution")),
    "timer-start": (POST, FACILITATORS, (w,)),
    "timer-extend": (POST, FACILITATORS, (w,)),
    "timer-stop": (POST, FACILITATORS, (w,)),
    "ready-again": (POST, FACILITATORS, (w,)),
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
    "learnings": (GET, MEMBERS, ("slug",)),
    "learning-useful": (POST, MEMBERS, ("learning",)),
    "learning-reopen": (GET, FACILITATORS, ("learning",)),
    "outcomes": (GET, MEMBERS, ("slug",)),
    "workshop-outcomes": (GET, MEMBERS, (w,)),
    "workshop-outcomes-mail-again": (POST, FACILITATORS, (w, "recipient")),
    "workshop-outcomes-letter-again": (POST, FACILITATORS, (w, "letter")),
}

# Rooms are open to whoever holds the seat's cookie, without a sign-in: others get 404 at once.
WITHOUT_SIGN_IN = {
    "room", "room-posters", "poster", "build", "concern", "repair", "gift-pass", "note", "commit",
    "commitment-edit", "own-edit", "own-withdraw", "read-aloud", "first-step", "consent",
    "takeaway", "takeaway-back", "contact", "wish", "own-put-back", "ready", "pulse-close",
    "picture", "mail-shown", "mail-events", "room-board", "check-in-renew", "goal", "goal-mine", "goal-own",
    "goal-sit", "goal-drafts", "goal-together", "vote", "feel", "room-walk", "dots",
    "rules-accept", "good-thing", "prompts",
}  # fmt: skip
# What the first takes back is not there for the next.
ONCE = {"commitment-take-back", "invited-delete", "phase-delete", "rehearsal-delete"}
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
        **marks(pat.seat, live.key, key),
    )  # fmt: skip
    commitment.make(now)
    recipient = Recipient.objects.create(
        organisation=organisation, email="pat@example.org", language="en", next_mail_at=now
    )
    check_in = CheckIn.objects.create(
        workshop=live, recipient=recipient, commitment=commitment, question="first-step",
        part="lead", due_at=now,
    )  # fmt: skip
    learned = {"text": "Say how many rows, they said", "decision": "keep"}
    said = {"reply": Reply.HAPPENED, "noticed": "", "new_step": ""}
    Answer.give(check_in, said, learned, now)
    invitation, token = ColleagueInvitation.ask(
        organisation, "new@example.org", Role.MANAGER, ada.user, now
    )
    pause = agenda.add(live, "break", 15)
    concern = Concern.post(solution, pat.seat, "It has to be quick", "Time it", key, now)
    gift = Gift.objects.create(phase=pause, round=1, mark="a-mark", solution=solution)
    (guest,) = Invitation.put_on_the_list(live, sales, [("guest@example.org", "Gun")])
    return World(
        live, problem, solution, build, commitment, check_in, Learning.objects.get(),
        DoorRequest.ask(commitment, "Mo", "mo@example.org", "Let us ask ten customers", now),
        HandOver.offer(check_in, "Jo", "jo@example.org", sales, "", now),
        make_draft(live, fay), take_seat(live, "Pia", sales).seat,
        organisation.memberships.get(user=mia.user), development, invitation, token,
        problem.pictures.create(image=ContentFile(a_picture(), "a.webp")),
        guest, InvitationQuestion.ask(guest, "Is there lunch?", now),
        pause,
        Takeaway.post("what", pat.seat, "What I saw", key, now),
        Contact.leave(take_seat(live, "Ove", development).seat, "ove@example.org", ""),
        rehearse(live, now),
        CheckIn.objects.create(
            workshop=live, recipient=recipient, invitation=guest, question="customer",
            part="everybody", due_at=now,
        ),
        concern, gift, draft_of(pat),
    )  # fmt: skip


def draft_of(pat: Any) -> GoalDraft:
    """A pair's sentence that was read out."""
    workshop = pat.seat.workshop
    draft = GoalDraft.objects.create(workshop=workshop, step="pairs", text="Ours", read_out=True)
    draft.places.create(mark=goal_mark(workshop.key, pat.seat.pk, "pairs"))
    return draft


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
        "later_token": world.later.token,
        "recipient": world.check_in.recipient_id,
        "door_token": world.door_request.token,
        "letter": world.door_request.letters.get().pk,
        "letter_token": world.door_request.letters.get().token,
        "hand_over_token": world.hand_over.token,
        "invitation_token": world.invitation_token,
        "guest_token": world.guest.token,
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


@contextmanager
def undone() -> Iterator[None]:
    """What one address changes, the next finds as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_everybody_at_every_address(subtests, world, mia, fay, ada, sam, pat):
    people = {"sam": sam, "pat": pat, "mia": mia, "fay": fay, "ada": ada}
    for name in OURS:
        with subtests.test(name), undone():
            clients = {who: browser_of(person) for who, person in people.items()}
            everybody_at(name, world, {"anonymous": Client(), **clients})


def browser_of(person: Any) -> Client:
    client = Client()
    client.cookies = copy(person.client.cookies)
    return client


def everybody_at(name: str, world: World, clients: dict[str, Client]) -> None:
    method, allowed, names = TABLE[name]
    address = reverse(name, args=arguments_of(world, names))
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
    if method == POST and name != "set_language":  # the framework's; it redirects, writes nothing
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


def test_a_number_that_cannot_be_is_not_found(subtests, world, fay, pat):
    """Numbers beyond every database column lead to 404, never to an error."""
    for name, (method, _allowed, names) in TABLE.items():
        arguments = arguments_of(world, names)
        for place, argument in enumerate(arguments):
            if not isinstance(argument, int):
                continue
            huge = [*arguments[:place], 10**18 - 1, *arguments[place + 1 :]]
            address = reverse(name, args=huge)
            longer = address.replace("9" * 18, "9" * 30)
            with subtests.test(name, place=place), undone():
                for person, at in itertools.product((fay, pat), (address, longer)):
                    answer = browser_of(person).generic(method, at)
                    assert answer.status_code in (302, 404), answer.status_code
                    if answer.status_code == 302 and name not in ONCE:
                        assert "/accounts/login/" in answer["Location"]
