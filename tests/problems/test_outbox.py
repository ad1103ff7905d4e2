"""What a phone has not sent yet stands on each of its pages, whatever the room is doing."""

from django.db import transaction
from django.utils import timezone

from problems.models import Problem, Solution
from tests.conftest import take_seat
from workshop.agenda.plans import ONE_DAY
from workshop.models import agenda


def test_every_page_in_every_step_has_room_for_what_waits(draft, sales, development, fay):
    problem = Problem.objects.create(workshop=draft, position=1, title="Export stops")
    agenda.lay_out(draft, ONE_DAY.lines, ONE_DAY.minutes)
    draft.open_for_joining()
    draft.start_day(timezone.now())
    pat, _tom = take_seat(draft, "Pat", sales), take_seat(draft, "Tom", development)
    idea = Solution.objects.create(
        problem=problem, team=development, text="Say how many", at=timezone.now()
    )
    room = f"/room/{draft.pk}"
    paths = [
        *(f"{room}/{page}" for page in ("", "posters/", "walk/", "dots/", "goal/")),
        f"{room}/posters/{problem.pk}/",
        f"{room}/posters/{problem.pk}/felt/",
        f"{room}/ideas/{idea.pk}/build/",
    ]
    shown = set()
    for phase in draft.held_phases:
        for step in range(len(phase.steps)):
            with transaction.atomic():
                draft._enter(phase, step, timezone.now())
            for path in paths:
                answer = pat.client.get(path)
                if answer.status_code == 200:
                    shown.add(path)
                    assert answer.text.count('id="outbox"') == 1, (phase.kind, step, path)
    assert shown == set(paths)
