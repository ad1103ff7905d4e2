"""A day that is at its shared goal, with phones of several teams."""

from datetime import UTC, datetime

from tests.conftest import Guest, take_seat
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.models import Workshop, agenda

NOW = datetime(2030, 2, 6, 9, tzinfo=UTC)
REASON = "Lunch is getting cold."


def at_goal(workshop: Workshop) -> Workshop:
    """The day begins with the goal; people come in afterwards."""
    agenda.lay_out(workshop, [Line(Kind.GOAL, 30), Line(Kind.BREAK, 10)], 40)
    workshop.open_for_joining()
    workshop.start_day(NOW)
    return workshop


def people(workshop: Workshop, **teams: int) -> list[Guest]:
    """So many people of each team by its short name, one team after the other."""
    by_name = {team.short_name: team for team in workshop.teams.all()}
    return [
        take_seat(workshop, f"{name}{number}", by_name[name])
        for name, count in teams.items()
        for number in range(count)
    ]


def step_to(workshop: Workshop, fay, step: str, reason: str | None = None) -> None:
    """On, step by step, until this one."""
    workshop.refresh_from_db()
    while workshop.at_goal_step != step:
        workshop.go_on(NOW, fay.user, workshop.turn, reason)


def go_on(workshop: Workshop, fay, reason: str | None = None) -> None:
    workshop.refresh_from_db()
    workshop.go_on(NOW, fay.user, workshop.turn, reason)


def write_own(guest: Guest, text: str):
    return guest.client.post(f"/room/{guest.seat.workshop_id}/goal/own/", {"text": text})


def room(guest: Guest) -> str:
    return guest.client.get(f"/room/{guest.seat.workshop_id}/").text


def stand(guest: Guest, workshop: Workshop, because: str = "", version: int | None = None):
    workshop.refresh_from_db()
    said = {"stands": "no" if because else "yes", "because": because}
    said["version"] = version or workshop.goal_version
    return guest.client.post(f"/room/{workshop.pk}/goal/", said)
