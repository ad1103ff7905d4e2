"""The whole day in rooms of any size, and somebody who comes in the middle of each of its steps."""

import pytest
from django.test import Client

from problems.models import Solution
from tests.problems.opening import NINE, Kind, begin, hang
from workshop.models import Participant, Workshop


def join(workshop: Workshop, name: str, team) -> tuple[Client, Participant]:
    """By the door, as everybody does."""
    phone = Client()
    answer = phone.post(f"/j/{workshop.code}/", {"name": name, "team": team.pk})
    assert answer.status_code == 302, answer.text
    return phone, workshop.participants.get(name=name)


@pytest.mark.parametrize(
    ("sellers", "developers", "posters"),
    [
        pytest.param(1, 1, 2, id="two people"),
        pytest.param(1, 299, 40, id="three hundred people at forty posters, and a team of one"),
    ],
)
def test_a_day_of_any_size_and_whoever_comes_late_takes_part(
    draft, fay, sales, development, sellers, developers, posters
):
    hang(draft, posters)
    begin(draft)
    for team, people in ((sales, sellers), (development, developers)):
        for number in range(people):
            Participant.admit(draft, f"{team.short_name} {number}", team, NINE)
    late = 0
    while True:
        team = (sales, development)[late % 2]
        phone, seat = join(draft, f"Late {late}", team)
        late += 1
        page = phone.get(f"/room/{draft.pk}/")
        assert page.status_code == 200
        assert f'data-turn="{draft.turn}"' in page.text
        assert draft.turn_label in fay.client.get(f"/workshops/{draft.pk}/cockpit/").text
        assert Client().get(f"/wall/{draft.wall_token}/").status_code == 200
        if draft.kind == Kind.SOLVE:
            assert seat.table, f"no table in {draft.turn_label}"
            if draft.takes_posts:
                problem = draft.problems.all()[late % posters]
                assert Solution.post(problem, seat, f"Idea {late}", f"key {late}", NINE)
        if not draft.next_turn():
            break
        draft.go_on(NINE, fay.user, draft.turn, "Because.")
    assert draft.turn_label == "Close · thank you"
    draft.meet_again(NINE.date())
    draft.close(NINE, fay.user, "Two of us are enough.")
    for address in (f"/wall/{draft.wall_token}/", f"/room/{draft.pk}/"):
        assert phone.get(address).status_code == 200
