"""What a phase hides is nowhere: every surface, as everybody, in every step of a whole day.

`RULES` says what each phase of a day hides, and from whom. From each step on, until the next
one of its row, a secret is seen by those in the first column, somewhere, and may be seen by those in
the second. Nobody else sees it on any page, in any answer, stream, fragment, mail or log.
"""

import logging
import re

import pytest
from django.core import mail
from django.urls import reverse

from problems.models import Perspective, Solution, Vote
from problems.models.perspective import mark_of
from problems.models.vote import slots
from tests import leak_day
from tests.leak_day import NOW, PLANTED, Day, mail_of
from tests.overheard import Streams
from tests.surfaces import Browser, Sightings, Watch, Watcher, secret, secrets_in
from workshop.agenda.kinds import STEPS
from workshop.agenda.plans import ONE_DAY
from workshop.metrics import figures

Rule = list[tuple[str, str, str]]  # from which step on, who sees it, who else may

NOBODY = ""
PHONES = "pat pia tom phones"  # three people, and what the stream sends to every phone
ROOM = f"{PHONES} desk"  # "desk": fay and ada
ALL = f"{ROOM} wall"


def on_a_poster(since: str, author: str, shown: str, also: str = "") -> Rule:
    """On a poster everybody reads it, but while they write only its author."""
    rule = [("write 1", author, ""), ("build 1", shown, also), ("talk 1", shown, also)]
    for number in (2, 3):
        rule += [(f"write {number}", author, ""), (f"build {number}", shown, also)]
    return rule[[step for step, _sees, _may in rule].index(since) :]


def taken_off(since: str, author: str) -> Rule:
    """Hidden by a facilitator: the desk sees it, and its author until the close."""
    return [*on_a_poster(since, author, f"{author} desk"), ("closed", "desk", "")]


def only(since: str, who: str, until: str) -> Rule:
    return [(since, who, ""), (until, NOBODY, who), ("closed", NOBODY, "")]


RULES: dict[str, Rule] = {
    # Before the day
    "guest": [("draft", "desk gun", "")],
    "guestmail": [("draft", "desk gun", "")],
    "question": [("draft", "desk gun", "")],
    "rehearsed": [("joining", NOBODY, "")],
    # Names stand on seats; the phones of those who sit together show them, too.
    **{f"name{who}": [("joining", f"{who} desk", "pat pia tom"), ("closed", NOBODY, "")] for who in ("pat", "pia", "tom")},
    **{f"name{who}": [("joining", "desk", "pat pia tom"), ("closed", NOBODY, "")] for who in ("liv", "tea", "sue", "per", "tim")},
    # Arrive, walk, reveal
    "good": [("arrive", "pat desk wall", PHONES), ("walk", NOBODY, ALL)],
    "hiddengood": [("arrive", "tom desk", ""), ("walk", NOBODY, "tom desk")],
    "fact": [("walk", "pat", ""), ("reveal", "pat desk wall", PHONES), ("alone", "pat", ALL), ("closed", NOBODY, ALL)],
    "hiddenfact": [("walk", "tom", ""), ("reveal", "tom desk", ""), ("alone", "tom", "desk"), ("closed", NOBODY, "desk")],
    # The shared goal: pat writes in a pair, then in a four with liv, whose pair has no sentence
    "patalone": [("alone", "pat", ""), ("pairs", "pat", ""), ("fours", NOBODY, "pat")],
    "livalone": [("alone", NOBODY, ""), ("fours", "pat", ""), ("all", NOBODY, "pat")],
    "pair": [("pairs", "pat", ""), ("fours", "pat", ""), ("all", NOBODY, "pat")],
    "four": [("fours", "pat", ""), ("all", ALL, ""), ("stand", NOBODY, PHONES), ("break 1", NOBODY, "pat")],
    "otherfour": [("fours", "pia tom", ""), ("all", "desk", "pia tom"), ("stand", NOBODY, "pia tom desk")],
    "objection": [("stand", ALL, ""), ("break 1", NOBODY, "pia")],
    "hiddenobjection": [("stand", NOBODY, "desk")],
    # Solve; the wall shows the newest idea of a poster
    "before": [("write 1", "pat", ""), ("build 1", NOBODY, "")],
    "idea": on_a_poster("build 1", "pat", ROOM, "wall"),
    "second": on_a_poster("write 2", "pat", ROOM, "wall"),
    "entered": on_a_poster("build 1", NOBODY, ROOM, "wall"),
    "hiddenidea": taken_off("write 1", "tom"),
    "withdrawn": [("write 1", "pat", ""), ("closed", NOBODY, "")],
    "build": on_a_poster("build 1", "pia", ROOM),
    "hiddenbuild": taken_off("build 1", "tom"),
    "withdrawnbuild": [("build 1", "tom", ""), ("closed", NOBODY, "")],
    "concern": on_a_poster("talk 1", "tom", ROOM),
    "test": on_a_poster("talk 1", "tom", ROOM),
    "note": on_a_poster("talk 1", "tom", ROOM),
    "hiddennote": taken_off("talk 1", "pat"),
    # Commit: people sign with their names; what else they write is theirs until the close
    "lead": [("commit", "pat desk wall", ""), ("doors", "desk", "pat wall"), ("closed", "pat pia tom desk wall lead", "")],
    "partner": [("commit", "pat desk wall", ""), ("doors", "desk", "pat wall"), ("closed", "pat pia tom desk wall lead", "")],
    "step": [("commit", "pat desk wall", ""), ("doors", NOBODY, "pat desk wall"), ("closed", "pat pia tom desk wall lead mia", "")],
    "belief": [("commit", "pat desk", ""), ("closed", "pat pia tom desk lead mia", "")],
    "cue": [("commit", "pat desk", ""), ("closed", "pat pia tom desk lead", "")],
    **{name: [("commit", "pat desk", ""), ("closed", "desk", "lead")] for name in ("serves", "smallest", "mind")},
    "leadmail": [("commit", "pat desk", ""), ("closed", "desk lead", "")],
    "partnermail": [("commit", "pat desk", ""), ("closed", "desk", "")],
    # Door check and close
    "consent": [("doors", ALL, ""), ("learned", NOBODY, "")],
    "takeaway": [("learned", "pat desk wall", ""), ("stay", NOBODY, "pat desk wall"), ("closed", NOBODY, "")],
    "hiddentakeaway": [("learned", "tom desk", ""), ("stay", NOBODY, "tom desk"), ("closed", NOBODY, "")],
    "withdrawntakeaway": [("learned", NOBODY, "")],
    # pat and tom both said yes; pat has not answered pia
    **{f"{who}{what}": only("stay", "pat tom", "thanks") for who in ("pat", "tom") for what in ("mail", "phone")},
    **{f"pia{what}": only("stay", "pia", "thanks") for what in ("mail", "phone")},
}  # fmt: skip
# What stands in the mails to each address, from the invitation to two weeks after.
MAILED = {
    mail_of("guestmail"): {"guest", "guestmail"},
    mail_of("leadmail"): {"lead", "partner", "step", "cue", "belief"},
    mail_of("partnermail"): {"lead", "partner", "step", "cue", "belief"},
    "fay@example.org": {"guest", "question"},
    # Who swapped contacts left an address.
    **{mail_of(f"{who}mail"): {f"name{who}", "step"} for who in ("pat", "tom")},
}
TURNS = {step for rule in RULES.values() for step, _sees, _may in rule}
# What was told before is read again at the close.
LATE = {"commit", "doors", "learned", "stay", "thanks"}
# One step of each kind of phase, that in which most is hidden; and where all is over.
EVERYWHERE = {
    "arrive", "walk", "reveal", "stand", "write 2", "break 1", "vote", "commit", "doors", "learned",
    "closed",
}  # fmt: skip
SENDS = {"walk", "alone", "write 2"}
# What differs between any two answers to the same request.
PASSING = re.compile(
    r'name="(?:csrfmiddlewaretoken|post_key)" value="[^"]*"|value="[A-Za-z0-9_:-]{20,}"|data: \d+ \d+'
)


@pytest.fixture
def day(draft, fay, sales, organisation) -> Day:
    draft.teams.add(organisation.teams.create(name="Support", short_name="Sup", position=3))
    leak_day.prepare(draft, fay, sales)
    return Day(draft, fay)


@pytest.fixture
def watch(day, fay, ada, mia, sam, monkeypatch):
    browsers = [
        ("sam", sam, "sam"),
        ("mia", mia, "mia"),
        ("desk", ada, "ada"),
        ("desk", fay, "fay"),
    ]
    streams = Streams(day.workshop, monkeypatch)
    yield Watch(
        [
            *(Watcher(name, Browser.of(person.client), cast) for name, person, cast in browsers),
            Watcher("anonymous", Browser(), "anonymous"),
            Watcher("wall", Browser(), "anonymous", "wall_token"),
            Watcher("gun", Browser(), "anonymous", "guest_token"),
            Watcher("lead", Browser(), "anonymous", "check_in_token"),
        ],
        streams,
    )
    streams.end()


def test_every_kind_of_phase_is_walked_everywhere():
    looked_at = {step.split()[0] for step in EVERYWHERE}
    for kind in {line.kind for line in ONE_DAY.lines}:
        assert looked_at & {step.name for step in STEPS[kind]}, kind


@pytest.mark.timeout(900)  # some thousand pages: a minute on a quiet machine
def test_what_a_phase_hides_is_on_no_surface(day, watch, fay, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "django.template")  # it tells of every empty variable, slowly
    walked: dict[str, Sightings] = {}
    told: list[str] = []
    for step in the_day(day, watch):
        walked[step] = watch.look(
            day.workshop,
            told=step in TURNS - LATE,
            everywhere=step in EVERYWHERE,
            sends=step in SENDS,
        )
        if step in NUMBERS:
            told += told_by_numbers(step, day, watch)
    leaks, gaps = too_much(walked) + told, missing(walked)
    assert not leaks, "\n".join(leaks)
    assert not gaps, "\n".join(gaps)
    assert secrets_in(caplog.text + figures().decode()) == set()
    rehearsal = Solution.objects.get(text=secret("rehearsed")).problem
    its = reverse("cockpit-poster", args=[rehearsal.workshop_id, rehearsal.pk])
    assert secrets_in(fay.client.get(its).text) == {"rehearsed"}
    leak_day.two_weeks_on(day)
    assert mailed() == MAILED


def mailed() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in mail.outbox:
        assert len(each.recipients()) == 1
        said = [each.subject, each.body, *(part.content for part in each.alternatives)]
        said += [str(part) for part in each.attachments] + list(
            map(str, each.extra_headers.values())
        )
        found.setdefault(each.to[0], set()).update(secrets_in("\n".join(said)))
    return found


def the_day(day: Day, watch: Watch):
    """The names of the steps, each when the room is in it."""
    yield "draft"
    leak_day.open_the_room(day)
    watch.watchers += [
        Watcher(name, Browser.of(day.guests[name].client), "pat") for name in ("pat", "pia", "tom")
    ]
    yield "joining"
    day.workshop.start_day(NOW)
    step = day.arrived()
    while True:
        PLANTED.get(step, lambda _day: None)(day)
        yield step
        if step == "thanks":
            break
        step = day.go_on()
    leak_day.pause(day)
    yield "paused"
    leak_day.close(day)
    yield "closed"


def in_force(name: str, steps: list[str]) -> list[tuple[str, set[str], set[str], list[str]]]:
    """The rule of a secret, with the steps in which each of its lines holds."""
    rule = [("", "", ""), *RULES[name]]
    starts = [0, *(steps.index(since) for since, _sees, _may in RULES[name]), len(steps)]
    return [
        (since or "the morning", set(sees.split()), set(may.split()), steps[begin:end])
        for (since, sees, may), begin, end in zip(rule, starts[:-1], starts[1:], strict=True)
    ]


def too_much(walked: dict[str, Sightings]) -> list[str]:
    steps = list(walked)
    unknown = {name for seen in walked.values() for name, _who in seen.seen} - RULES.keys()
    return [f"no rule for {name}" for name in unknown] + [
        f"{who} sees “{name}” in “{step}” at {where}"
        for name in RULES
        for _since, sees, may, its in in_force(name, steps)
        for step in its
        for who, where in walked[step].of(name).items()
        if who not in sees | may
    ]


def missing(walked: dict[str, Sightings]) -> list[str]:
    return [
        f"{who} does not see “{name}” from “{since}” on"
        for name in RULES
        for since, sees, _may, its in in_force(name, list(walked))
        for who in sorted(sees - {who for step in its for who in walked[step].of(name)})
    ]


def other_pain(day: Day) -> None:
    tom = mark_of(day.seat("tom"), day.workshop.key, day.poster.pk)
    assert Perspective.objects.filter(mark=tom).update(pain=10, guess=9) == 1


def other_dots(day: Day) -> None:
    workshop = day.workshop
    marks = [mark for _kind, mark in slots(day.seat("tom").pk, workshop.phase, workshop.key)]
    others = Solution.objects.standing().exclude(votes__mark__in=marks)
    assert Vote.objects.filter(mark__in=marks).update(solution=others.latest("pk")) == 2


NUMBERS = {"walk": other_pain, "vote": other_dots}


def told_by_numbers(step: str, day: Day, watch: Watch) -> list[str]:
    """Had tom said something else, his own phone would show it, and nothing else would differ."""
    before = watch.look(day.workshop).pages
    NUMBERS[step](day)
    after = watch.look(day.workshop).pages
    differ = [
        where
        for where, text in before.items()
        if PASSING.sub("", text) != PASSING.sub("", after[where])
    ]
    others = [where for where in differ if not where.startswith("tom ")]
    assert len(differ) > len(others), "tom’s own phone shows his numbers"
    return [f"the numbers of tom show in “{step}” to {where}" for where in others]
