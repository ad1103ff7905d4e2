"""Before the reveal nobody can tell two rooms apart in which somebody else felt otherwise.

The same day is played twice, with other dots, guesses and facts of tom's. Every page of everybody
but tom, every fragment of every audience, and every refusal must be the same to the letter.
"""

import re

import pytest
from django.urls import reverse

from problems.models import Perspective
from tests.conftest import take_seat
from tests.problems.opening import NINE, Kind, begin, crowd, feel, hang, to
from workshop.agenda.plans import REMOTE
from workshop.live import fragments
from workshop.live.fragments import _renderers
from workshop.models import agenda

ALL = frozenset({"wall", "room", "cockpit"})
# What differs between any two answers to the same request.
PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|name="post_key" value="[^"]*"|value="[0-9a-f]{32}"'
    r'|value="[A-Za-z0-9_-]{20,}:[A-Za-z0-9_-]+"'
)
FIRST = {"pain": 2, "guess": 9, "fact": "The quokka report"}
OTHER = {"pain": 10, "guess": 0, "fact": "An axolotl wrote to us about it"}


def addresses(day) -> list[str]:
    w, problem = day.pk, day.problems.first().pk
    return [
        reverse("home"),
        *(
            reverse(name, args=[w])
            for name in (
                "workshop", "workshop-edit", "workshop-copy", "agenda", "problems", "cockpit", "print",
                "enter", "workshop-close", "workshop-pause", "workshop-after", "workshop-outcomes",
                "invitations", "room", "room-posters", "room-walk", "dots",
            )
        ),
        *(
            reverse(name, args=[w, problem])
            for name in ("cockpit-poster", "not-ours-yet", "poster", "feel")
        ),
        reverse("problem", args=[problem]),
        reverse("problem-edit", args=[problem]),
        reverse("problem-delete", args=[problem]),
        reverse("print-page", args=[w, "posters"]),
        reverse("print-page", args=[w, "idea-cards"]),
        reverse("print-page", args=[w, "room-sheet"]),
        reverse("wall", args=[day.wall_token]),
        reverse("join", args=[day.code]),
        reverse("outcomes", args=[day.organisation.slug]),
        reverse("organisation", args=[day.organisation.slug]),
        reverse("audit", args=[day.organisation.slug]),
        reverse("learnings", args=[day.organisation.slug]) + "?q=quokka+or+axolotl",
    ]  # fmt: skip


def refusals(day, client) -> list:
    """What people are told who try what they may not, or send nonsense."""
    problem = day.problems.first().pk
    sent = [
        (reverse("feel", args=[day.pk, problem]), {"pain": "99"}),
        (reverse("feel", args=[day.pk, problem]), {"pain": "1", "guess": "1", "about": "999999"}),
    ]
    if day.kind == Kind.WALK:  # elsewhere these are taken; here one says how many still walk
        idea = {"text": "An idea", "post_key": "a-key-of-mine"}
        sent.append((reverse("poster", args=[day.pk, problem]), idea))
        sent.append((reverse("turn-next", args=[day.pk]), {"turn": day.turn}))
    return [client.post(address, said) for address, said in sent]


def everything_shown(day, people) -> dict[str, str]:
    seen = {}
    for name, person in people.items():
        for address in addresses(day):
            seen[f"{name} at {address}"] = person.client.get(address)
        for number, answer in enumerate(refusals(day, person.client)):
            seen[f"{name} is refused {number}"] = answer
    shown = {
        where: f"{answer.status_code} {PASSING.sub('', answer.content.decode(errors='replace'))}"
        for where, answer in seen.items()
    }
    targets = [str(problem.pk) for problem in day.problems.all()]
    for kind in _renderers:
        for audience in ALL:
            its = targets if kind in ("problem", "story") else ["1"]
            drawn = fragments.render(kind, day.stream_id, its, frozenset({audience}), "en")
            shown[f"{kind} on {audience}"] = str(drawn)
    return shown


@pytest.fixture(params=["on the day", "before a remote day", "after the walk"])
def day(request, draft, fay):
    hang(draft)
    if request.param == "before a remote day":
        agenda.lay_out(draft, REMOTE.lines, REMOTE.minutes)
        draft.open_for_joining()
    else:
        begin(draft)
        to(draft, fay, Kind.WALK)
    draft.param = request.param
    return draft


def test_nobody_can_tell_what_tom_felt_guessed_and_knows(
    day, fay, ada, mia, sam, sales, development
):
    people = {
        "fay": fay, "ada": ada, "mia": mia, "sam": sam,
        "pat": take_seat(day, "Pat", sales), "ove": take_seat(day, "Ove", development),
    }  # fmt: skip
    tom = take_seat(day, "Tom", development)
    for guest in crowd(day, sales, 5):
        feel(day.problems.last(), guest, 5, 5, "Something else")
    for problem in day.problems.all():
        feel(problem, tom, FIRST["pain"], FIRST["guess"], FIRST["fact"])
    if day.param == "after the walk":
        to(day, fay, Kind.BREAK, NINE)
    before = everything_shown(day, people)
    Perspective.objects.filter(team=development).update(**OTHER)
    after = everything_shown(day, people)
    for where, shown in before.items():
        assert shown == after[where], where
        for secret in ("quokka report", "axolotl wrote"):
            assert secret not in shown, where
    own = tom.client.get(reverse("dots", args=[day.pk])).text
    assert OTHER["fact"] in own
