"""Everything that somebody can get out of a workshop at one moment: each page and each answer to
what they send, the streams as the hub writes them, fragments, mails and what machines are told."""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from problems.models import (
    Build,
    Commitment,
    Concern,
    Fact,
    Gift,
    GoodThing,
    Solution,
    Takeaway,
)
from problems.models.import_draft import ImportDraft
from problems.models.picture import Picture
from tests.overheard import Streams
from tests.test_access import GET, OURS, TABLE
from workshop.followup.models import CheckIn, DoorRequest, HandOver, Learning, Letter
from workshop.models import Contact, GoalDraft, Invitation, InvitationQuestion, Workshop

DRAWN = ("problem", "solution", "goal_draft")  # what fragments are drawn of
FIELD = re.compile(r'<(?:input|textarea|select|button)\b[^>]*\bname="(\w+)"')
NONSENSE = "9" * 550  # too long, too much, no choice, no date, nobody's number
MARK = re.compile(r"zq-([a-z0-9]+)-qz")
FOLD = re.compile(r"\r?\n[ \t]")  # how calendar entries break their lines
# The links of people, by the name of the argument that carries the secret.
LINKS = {"wall_token", "guest_token", "check_in_token", "later_token", "door_token", "hand_over_token", "invitation_token"}  # fmt: skip
# The same sheets as print-page, and nothing in them could be read without a PDF reader.
LEFT_OUT = {"print-pdf"}
# What changes with every step; looked at in each.
SCREENS = {"room", "poster", "goal-mine", "cockpit", "cockpit-poster", "workshop-outcomes"}
SEEN_AS = {"wall": "wall", "room": "phones", "cockpit": "desk"}  # who sits before which stream
OWN_NAMES = {f"name{who}" for who in ("pat", "pia", "tom")}  # on each of their pages
OF_THE_ROOM = ("/room/", "/workshops/", "/problems/")


def secret(name: str) -> str:
    """A word that nobody writes by chance, and that is found again in any case of its letters."""
    return f"Zq-{name}-Qz"


def secrets_in(text: str) -> set[str]:
    return set(MARK.findall(FOLD.sub("", text).lower()))


class Browser(Client):
    """A client that remembers no templates, which takes a good part of the time of a page."""

    def request(self, **request: Any) -> Any:
        answer = self.handler(self._base_environ(**request))
        assert answer.status_code < 500, f"{answer.status_code} at {request['PATH_INFO']}"
        if answer.cookies:
            self.cookies.update(answer.cookies)
        return answer

    @classmethod
    def of(cls, client: Client) -> "Browser":
        mine = cls()
        mine.cookies = client.cookies
        return mine


@dataclass
class Watcher:
    """Somebody with a browser. `cast` is as whom tests/test_access.py knows them, `link` the
    argument of the secret link that they hold."""

    name: str
    browser: Browser
    cast: str
    link: str = ""

    def gets_in(self, name: str) -> bool:
        _method, allowed, arguments = TABLE[name]
        held = LINKS & set(arguments)
        if held or self.link:
            return held == {self.link}
        return not allowed or self.cast in allowed


def arguments_of(workshop: Workshop) -> dict[str, list[Any]]:
    """What each argument of the table can be in this workshop: every row there is."""
    mine = {"problem__workshop": workshop}
    rows: dict[str, Any] = {
        "workshop": Workshop.objects.filter(pk=workshop.pk),
        "problem": workshop.problems.all(),
        "solution": Solution.objects.filter(**mine),
        "build": Build.objects.filter(solution__problem__workshop=workshop),
        "concern": Concern.objects.filter(solution__problem__workshop=workshop),
        "commitment": Commitment.objects.of_workshop(workshop),
        "fact": Fact.objects.filter(**mine),
        "gift": Gift.objects.of_workshop(workshop)[:1],
        "good_thing": GoodThing.objects.filter(workshop=workshop),
        "takeaway": Takeaway.objects.filter(workshop=workshop),
        "contact": Contact.objects.filter(seat__workshop=workshop),
        "goal_draft": GoalDraft.objects.filter(workshop=workshop).exclude(text=""),
        "phase": workshop.phases.all()[:1],
        "seat": workshop.participants.all()[:1],
        "guest": workshop.invitations.all(),
        "guest_question": InvitationQuestion.objects.filter(invitation__workshop=workshop),
        "picture": Picture.objects.filter(**mine),
        "rehearsal": workshop.rehearsals.all(),
        "learning": Learning.objects.of_workshop(workshop),
        "letter": Letter.objects.of_workshop(workshop),
        "membership": workshop.organisation.memberships.all()[:1],
        "invitation": workshop.organisation.colleague_invitations.all(),
        "team": workshop.teams.all()[:1],
        "draft": ImportDraft.objects.filter(workshop=workshop),
    }
    check_ins = CheckIn.objects.filter(workshop=workshop)
    return {name: [row.pk for row in its] for name, its in rows.items()} | {
        "slug": [workshop.organisation.slug],
        "code": [workshop.code],
        "wall_token": [workshop.wall_token],
        "guest_token": [each.token for each in Invitation.objects.filter(workshop=workshop)[:1]],
        "check_in_token": [each.token for each in check_ins.filter(part="lead")[:1]],
        "later_token": [],
        "recipient": list(check_ins.values_list("recipient", flat=True)[:1]),
        "door_token": [each.token for each in DoorRequest.objects.all()],
        "hand_over_token": [each.token for each in HandOver.objects.all()],
        "invitation_token": [],
        "posters": ["posters", "idea-cards", "room-sheet"],
        "hard": ["hard", "out"],
    }


def addresses_of(name: str, arguments: dict[str, list[Any]]) -> list[str]:
    _method, _allowed, names = TABLE[name]
    if "ideas" in names:
        return [
            reverse(name, args=[arguments["workshop"][0], kind, pk, *names[3:]])
            for kind, its in (("ideas", "solution"), ("builds", "build"), ("concerns", "concern"))
            for pk in arguments[its]
        ]
    values = [arguments.get(each, [each]) for each in names]
    return [reverse(name, args=list(chosen)) for chosen in itertools.product(*values)]


@contextmanager
def as_if_nothing_happened() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Sightings:
    """Which secrets were seen by whom, and where first."""

    seen: dict[tuple[str, str], str] = field(default_factory=dict)  # (secret, who): where
    pages: dict[str, str] = field(default_factory=dict)  # who at where: what it said

    def note(self, who: str, where: str, text: str) -> set[str]:
        self.pages[f"{who} at {where}"] = text
        found = secrets_in(text)
        for name in found:
            self.seen.setdefault((name, who), where)
        return found

    def of(self, name: str) -> dict[str, str]:
        """Who saw it, and where."""
        return {who: where for (its, who), where in self.seen.items() if its == name}


@dataclass
class Watch:
    """Looks at a workshop with everybody's eyes.

    Always at the screens of the day and at what is new; with `told` at all that has shown a secret
    before; with `everywhere` at every page, while those who may not see what was told try to. With
    `sends` they press every button, leave every form empty, and write nonsense into every field
    that they have seen anywhere.
    """

    watchers: list[Watcher]
    streams: Streams
    known: set[tuple[str, str]] = field(default_factory=set)  # (who, address)
    telling: dict[str, str] = field(default_factory=dict)  # address: its name
    fields: set[str] = field(default_factory=set)  # of all forms so far

    def look(
        self,
        workshop: Workshop,
        *,
        told: bool = True,
        everywhere: bool = False,
        sends: bool = False,
    ) -> Sightings:
        seen = Sightings()
        arguments = arguments_of(workshop)
        if everywhere:
            self.watchers.reverse()
        for name in OURS:
            if name in LEFT_OUT:
                continue
            for address in addresses_of(name, arguments):
                always = everywhere or name in SCREENS or (told and address in self.telling)
                for watcher in self.let_in(name):
                    if always or (watcher.name, address) not in self.known:
                        self.knock(watcher, name, address, seen, sends=sends)
        if everywhere:
            self.try_the_handles(seen)
        named = {str(pk) for name in DRAWN for pk in arguments[name]}
        drawn = self.streams.drawn(sorted(named)) if everywhere else ()
        shown = [*self.streams.sent(), *drawn]
        for audience, how, text in shown:
            seen.note(SEEN_AS[audience], how, text)
        return seen

    def let_in(self, name: str) -> list[Watcher]:
        """Of those who sit at a desk one looks, where both get in: first one, later the other."""
        inside = [watcher for watcher in self.watchers if watcher.gets_in(name)]
        return list({watcher.name: watcher for watcher in inside}.values())

    def knock(
        self, watcher: Watcher, name: str, address: str, seen: Sightings, *, sends: bool
    ) -> None:
        self.known.add((watcher.name, address))
        if TABLE[name][0] == GET:
            text = content(watcher.browser.get(address))
            self.fields.update(FIELD.findall(text))
            if seen.note(watcher.name, address, text) - OWN_NAMES:
                self.telling[address] = name
        if sends and address.startswith(OF_THE_ROOM) and watcher.name not in ("pat", "tom"):
            for what, form in (("nothing", {}), ("nonsense", dict.fromkeys(self.fields, NONSENSE))):
                with as_if_nothing_happened():
                    said = told_by(watcher.browser, watcher.browser.post(address, form))
                seen.note(watcher.name, f"what is said to who sends {what} to {address}", said)

    def try_the_handles(self, seen: Sightings) -> None:
        for address, name in self.telling.items():
            for watcher in self.watchers:
                if (
                    not watcher.link
                    and not watcher.gets_in(name)
                    and not LINKS & set(TABLE[name][2])
                ):
                    answer = watcher.browser.get(address)
                    assert answer.status_code in (302, 404), f"{watcher.name} gets in at {address}"
                    seen.note(watcher.name, address, content(answer))


def told_by(browser: Browser, answer: Any) -> str:
    """What an answer says, and what it leaves to the page that it leads to."""
    assert answer.status_code != 413, "the nonsense was not read"
    said = content(answer)
    if "messages" in browser.cookies and browser.cookies["messages"].value:
        said += content(browser.get(answer.get("Location", "/")))
    return said


def content(answer: Any) -> str:
    text: str = answer.content.decode(errors="replace")
    return text
