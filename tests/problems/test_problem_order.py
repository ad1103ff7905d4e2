from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from problems.models import Problem
from workshop.models import Workshop, WrongStep


@pytest.fixture
def four(draft) -> list[int]:
    made = [
        Problem.objects.create(workshop=draft, position=position, title=f"Problem {position}")
        for position in range(1, 5)
    ]
    return [problem.pk for problem in made]


def order_of(workshop) -> list[int]:
    assert list(workshop.problems.values_list("position", flat=True)) == list(
        range(1, workshop.problems.count() + 1)
    )
    return list(workshop.problems.values_list("pk", flat=True))


def ordering(workshop) -> str:
    return reverse("problem-order", args=[workshop.pk])


def test_fay_moves_one_up_and_comes_back_to_the_button(fay, draft, four):
    a, b, c, d = four
    response = fay.client.post(ordering(draft), {"order": "", "up": c})
    assert response.status_code == 302
    assert response.url == f"{reverse('problems', args=[draft.pk])}?page=1#up-{c}"
    assert order_of(draft) == [a, c, b, d]
    page = fay.client.get(response.url).content.decode()
    assert f'id="up-{c}"' in page


def test_fay_moves_one_down(fay, draft, four):
    a, b, c, d = four
    response = fay.client.post(ordering(draft), {"down": a})
    assert response.url.endswith(f"#down-{a}")
    assert order_of(draft) == [b, a, c, d]


def test_at_either_end_it_stays(fay, draft, four):
    fay.client.post(ordering(draft), {"up": four[0]})
    fay.client.post(ordering(draft), {"down": four[3]})
    assert order_of(draft) == four


def test_fay_drags_the_whole_order(fay, draft, four):
    wanted = [four[2], four[0], four[3], four[1]]
    response = fay.client.post(ordering(draft), {"order": ",".join(map(str, wanted))})
    assert response.status_code == 302
    assert order_of(draft) == wanted


def test_an_order_that_is_not_exactly_the_workshops_changes_nothing(
    fay, draft, four, problem_of_sam
):
    a, b, c, d = four
    for wrong in (
        [a, b, c],
        [a, b, c, d, d],
        [a, b, c, c],
        [a, b, c, problem_of_sam],
        [a, b, c, d, problem_of_sam],
        ["x", a, b, c],
        ["9" * 5000, a, b, c],
        [],
    ):
        response = fay.client.post(
            ordering(draft), {"order": ",".join(map(str, wrong))}, follow=True
        )
        assert "The list has changed meanwhile" in response.content.decode()
        assert order_of(draft) == four


@pytest.fixture
def problem_of_sam(sam) -> int:
    """A problem in another organisation."""
    elsewhere = sam.user.memberships.get().organisation
    workshop = Workshop.create(
        elsewhere,
        [elsewhere.teams.get()],
        title="Theirs",
        goal="Their goal",
        date=date(2030, 2, 6),
        start=time(9),
        time_zone="Europe/Oslo",
    )
    return Problem.objects.create(workshop=workshop, position=1, title="Their secret").pk


def test_fay_moving_what_is_gone_hears_so(fay, draft, four):
    for pk in (four[1], 10**30):
        Problem.objects.filter(pk=four[1]).delete()
        response = fay.client.post(ordering(draft), {"up": pk}, follow=True)
        assert response.status_code == 200
    assert "The list has changed meanwhile" in response.content.decode()


def test_every_screen_hears_of_a_new_order(fay, live, problem):
    before = live.stream.events.count()
    fay.client.post(ordering(live), {"down": problem.pk})
    kinds = live.stream.events.order_by("revision").values_list("kind", flat=True)
    assert list(kinds)[before:] == ["posters"]


def test_fay_cannot_reorder_after_the_close(fay, live, problem):
    live.close(timezone.now(), fay.user, "The last train leaves")
    before = order_of(live)
    response = fay.client.post(ordering(live), {"down": problem.pk}, follow=True)
    assert "its problems stay as they are" in response.content.decode()
    assert order_of(live) == before


def test_sam_mia_and_nobody_can_reorder(sam, mia, client, draft, four):
    for person in (sam, mia):
        assert person.client.post(ordering(draft), {"down": four[0]}).status_code == 404
    assert client.post(ordering(draft), {"down": four[0]}).status_code == 302
    assert order_of(draft) == four


def test_a_get_changes_nothing(fay, draft, four):
    assert fay.client.get(ordering(draft), {"down": four[0]}).status_code == 405
    assert order_of(draft) == four


def test_any_moves_keep_the_numbers_whole(draft, four):
    @settings(deadline=None, max_examples=40)
    @given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([-1, 1])), max_size=8))
    def moves(steps: list[tuple[int, int]]) -> None:
        expected = order_of(draft)
        for index, step in steps:
            pk = four[index]
            Problem.objects.get(pk=pk).move(step)
            place = expected.index(pk)
            expected.insert(min(max(place + step, 0), 3), expected.pop(place))
        assert order_of(draft) == expected

    moves()


def test_an_order_with_a_foreign_problem_is_refused_by_the_verb(draft, four, problem_of_sam):
    with pytest.raises(WrongStep):
        Problem.arrange(draft, [*four, problem_of_sam])


def test_on_a_long_list_each_page_is_ordered_by_itself(fay, draft):
    made = Problem.objects.bulk_create(
        Problem(workshop=draft, position=place, title=f"Problem {place}") for place in range(1, 104)
    )
    pks = [problem.pk for problem in made]
    last = ",".join(str(pk) for pk in reversed(pks[100:]))
    fay.client.post(ordering(draft), {"order": last, "page": "2"})
    assert order_of(draft) == pks[:100] + pks[:99:-1]
    refused = fay.client.post(ordering(draft), {"order": last, "page": "1"}, follow=True)
    assert "The list has changed meanwhile" in refused.content.decode()
    response = fay.client.post(ordering(draft), {"down": pks[99], "page": "1"})
    assert response.url.endswith(f"?page=2#down-{pks[99]}")
    assert order_of(draft)[99:101] == [pks[102], pks[99]]
