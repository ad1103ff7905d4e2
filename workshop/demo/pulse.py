"""What the demo's people said of how they work together, before a day and at its end."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from workshop.followup.models import NetworkMember, PulseAnswer
from workshop.followup.pulse.asked import Asked
from workshop.followup.pulse.questions import PARTS
from workshop.models import Invitation, Participant, Said, Workshop

SILENT_BEFORE, SILENT_AT_CLOSE = 3, 1
ON_THE_LIST = ("Noor", "Erik", "Jonas", "Samir", "Hanna")


def ask_before(workshop: Workshop, people: dict[str, list[str]], now: datetime) -> None:
    """Everybody was invited and said yes; most answered three days before. No mail is sent."""
    for team in workshop.teams.all():
        names = people.get(team.name, [])
        addresses = [(f"{name.lower()}@example.org", name) for name in names]
        Invitation.put_on_the_list(workshop, team, addresses)
    workshop.invitations.update(asked_at=now - timedelta(days=14), said=Said.YES)
    answer_before(workshop, now - timedelta(days=3), SILENT_BEFORE)


def answer_before(workshop: Workshop, now: datetime, silent: int) -> None:
    asked = [Asked.by_invitation(invitation) for invitation in workshop.invitations.all()]
    answer(asked[silent:], (2, 3, 3, 4), now)


def answer_at_close(seats: Sequence[Participant], now: datetime) -> None:
    answer([Asked.by_seat(seat) for seat in seats[SILENT_AT_CLOSE:]], (3, 4, 4, 5), now)


def answer(people: list[Asked], likely: tuple[int, ...], now: datetime) -> None:
    """The same answers each time."""
    chance = random.Random(likely[0])  # noqa: S311
    for asked in people:
        said = {
            part: [chance.choice(likely) for _each in questions]
            for part, questions in PARTS.items()
            if part in asked.parts
        }
        PulseAnswer.give(asked, said, now)


def put_on_the_list(workshop: Workshop, now: datetime) -> None:
    """Some agree to be named in “whom could you ring?”."""
    for invitation in workshop.invitations.filter(name__in=ON_THE_LIST):
        NetworkMember.join(Asked.by_invitation(invitation), invitation.name, now)
