"""What the addresses of `make screens` are made of; runs inside the app, with the demo's data."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from problems.models import Commitment, LastPromise, Solution
from screens.rooms import room_at
from workshop.followup.models import CheckIn, DoorRequest, HandOver, Learning, Letter, Reopening
from workshop.followup.renewal import ask_for_ninety_days
from workshop.followup.states import promises
from workshop.models import Workshop
from workshop.people.models import User


def places(rooms: list[str]) -> dict[str, Any]:
    """By name: numbers, tokens and addresses; `rooms` are the steps of a day to make a room at."""
    live, closed, draft = (Workshop.objects.get(status=s) for s in ("live", "closed", "draft"))
    idea = Solution.objects.filter(problem__workshop=live, builds__isnull=False)[0]
    found = after(closed, draft) | {
        "slug": live.organisation.slug, "code": live.code, "wall": live.wall_token,
        "live": live.pk, "closed": closed.pk, "draft": draft.pk, "draft_wall": draft.wall_token,
        "poster": idea.problem_id, "idea": idea.pk, "team": live.teams.all()[0].pk,
        "commitment": Commitment.objects.of_workshop(live)[0].pk,
        "invited": draft.invitations.get(name="Mei").pk,
        "invitation": draft.invitations.get(name="Mei").token,
        "answered": draft.invitations.get(name="Tuva").token,
        "listed": draft.invitations.get(name="Samir").token,
        "problem": draft.problems.all()[0].pk, "solved": closed.problems.all()[0].pk,
        "seats": {},
    }  # fmt: skip
    frida = User.objects.get(name="Frida Falk")
    for name in rooms:
        with transaction.atomic():  # one write to the disk, not thousands
            workshop, token = room_at(name, live, frida, timezone.now())
        written = Solution.objects.standing().filter(problem__workshop=workshop)
        built_on = written.filter(builds__isnull=False).first() or written.first()
        place = name.replace("-", "_")
        found |= {
            place: workshop.pk,
            f"{place}_wall": workshop.wall_token,
            f"{place}_poster": built_on.problem_id if built_on else workshop.problems.all()[0].pk,
            f"{place}_idea": built_on.pk if built_on else 0,
        }
        found["seats"][f"seat-{workshop.pk}"] = token
    return found


def after(closed: Workshop, draft: Workshop) -> dict[str, Any]:
    """A promise whose ninety days are over, one that is offered to somebody, a door that somebody
    is asked to open, and what the next workshop takes along."""
    now = timezone.now()
    begun = now - timedelta(days=92)
    learning = Learning.objects.filter(answer__isnull=False)[0]
    door = DoorRequest.ask(
        learning.commitment, "Maria", "maria@example.org",
        "The bank’s form takes three weeks. A call from you would make it three days.", now,
    )  # fmt: skip
    over, given = Commitment.objects.of_workshop(closed).filter(learnings=None)[:2]
    half = CheckIn.objects.with_story().filter(commitment=over, part="lead")[0]
    ask_for_ninety_days(over.renew(begun), half, begun)
    ninety = CheckIn.objects.with_story().get(commitment__renews=over, question="door", part="lead")
    offered = CheckIn.objects.with_story().filter(commitment=given, part="lead")[0]
    assert offered.team
    assert ninety.commitment
    assert learning.answer
    said = "Two of five are done."
    offer = HandOver.offer(offered, "Ida", "ida@example.org", offered.team, said, now)
    door.answer("later", now, on=(now + timedelta(days=9)).date())
    Reopening.declare(learning, "Two banks refused the form since.", now)
    Letter.queue(now, {"ida@example.org": "Ida"}, renewal=ninety.commitment)
    Letter.queue(now, {"ida@example.org": "Ida"}, hand_over_answered=offer)
    told = promises(Commitment.objects.of_workshop(closed), now)
    LastPromise.bring(draft, {each.commitment.pk: each.step for each in told if each.is_open})
    return {
        "learning": learning.pk, "learned": learning.answer.check_in.get_absolute_url(),
        "door": door.token, "ninety": ninety.get_absolute_url(),
        "offered": offered.get_absolute_url(), "offer": offer.token,
    }  # fmt: skip
