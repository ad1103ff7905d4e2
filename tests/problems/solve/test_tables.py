"""Mixed tables in rooms of every size, through the real verbs."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from problems.rotation import posters_of_tables, tables_at
from tests.conftest import take_seat
from tests.problems.solve.conftest import NOW, back, fresh, hang, seated, step
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import REMOTE
from workshop.models import Participant, agenda
from workshop.models.tables import tables_of


def crowd(workshop, people: int) -> None:
    """Rows only: a seat's token matters nothing here."""
    teams = list(workshop.teams.order_by("position"))
    Participant.objects.bulk_create(
        Participant(
            workshop=workshop, team=teams[n % 3 % len(teams)], name=f"P{n}", digest=f"{n:064}", joined_at=NOW
        )
        for n in range(people)
    )  # fmt: skip


@pytest.mark.parametrize("people", [8, 11, 17, 24, 37, 48, 60])
def test_a_room_of_this_size_sits_in_mixed_tables(planned, fay, people):
    hang(planned, 10)
    planned.start_day(NOW)
    crowd(planned, people)
    step(planned, fay, "write")
    tables = tables_of(fresh(planned))
    sizes = [counts.total() for counts in tables.values()]
    assert sum(sizes) == people
    assert max(sizes) - min(sizes) <= 1
    assert 3 <= min(sizes) <= max(sizes) <= 6
    assert all(len(+counts) == 2 for counts in tables.values())


def test_three_hundred_people_and_forty_posters(planned, fay):
    hang(planned, 40)
    planned.start_day(NOW)
    crowd(planned, 300)
    with CaptureQueriesContext(connection) as captured:
        step(planned, fay, "write")
    assert len(captured) < 60
    visits = Counter(posters_of_tables(fresh(planned)).values())
    assert len(visits) == 40
    assert max(visits.values()) - min(visits.values()) <= 1


def test_two_people_and_a_team_of_one_share_a_table(live, fay, pat, tom):
    step(live, fay, "write")
    assert set(live.participants.values_list("table", flat=True)) == {1}


def test_a_team_of_one_sits_with_others(live, fay):
    seated(live, 7, 1)
    step(live, fay, "write")
    alone = live.participants.get(team__name="Development")
    assert live.participants.filter(table=alone.table).count() > 1


def test_pat_is_told_her_table_and_its_poster_and_both_move_on(live, fay, pat, tom):
    hang(live, 5)
    step(live, fay, "write")
    shown = set()
    for label in ("round 1", "round 2", "round 3 of 3", "round 1 of 2", "round 2 of 2"):
        if label not in fresh(live).turn_label:
            step(live, fay, f"{label}" if "of" in label else label)
        page = pat.client.get(f"/room/{live.pk}/")
        place = page.context["place"]
        assert f"Table 1 · poster {place.problem.position}" in " ".join(page.text.split())
        assert f'action="/room/{live.pk}/posters/{place.problem.pk}/"' in page.text
        shown.add(place.problem.pk)
    assert len(shown) == 5, "over both phases the table meets every poster once"


def test_somebody_who_comes_late_gets_a_seat_and_everybody_else_keeps_theirs(live, fay, sales):
    hang(live, 4)
    seated(live, 6, 6)
    step(live, fay, "write")
    before = dict(live.participants.values_list("pk", "table"))
    late = take_seat(live, "Kim", sales)
    late.seat.refresh_from_db()
    assert late.seat.table > 0
    assert "Table" in late.client.get(f"/room/{live.pk}/").text
    step(live, fay, "round 2")
    after = dict(live.participants.exclude(pk=late.seat.pk).values_list("pk", "table"))
    assert after == before


def test_who_joins_at_lunch_sits_down_in_the_afternoon(live, fay, pat, tom, sales):
    step(live, fay, "Break")
    late = take_seat(live, "Kim", sales)
    late.seat.refresh_from_db()
    assert late.seat.table == 0
    step(live, fay, "round 1 of 2 · write")
    late.seat.refresh_from_db()
    assert late.seat.table == 1


def test_who_joins_before_anybody_sits_gets_the_first_table(live, fay, sales):
    step(live, fay, "write")
    first = take_seat(live, "Kim", sales)
    first.seat.refresh_from_db()
    assert first.seat.table == 1


def test_fay_mixes_the_tables_anew_and_they_are_other_tables(live, fay):
    hang(live, 4)
    seated(live, 8, 8)
    step(live, fay, "write")
    before = dict(live.participants.values_list("pk", "table"))
    answer = fay.client.post(f"/workshops/{live.pk}/cockpit/tables/mix/", {"mix": "yes"})
    assert answer.status_code == 302
    assert dict(live.participants.values_list("pk", "table")) == before, "not in the middle"
    assert "Keep these tables" in fay.client.get(f"/workshops/{live.pk}/cockpit/").text
    step(live, fay, "round 2")
    after = dict(live.participants.values_list("pk", "table"))
    assert together(after) != together(before)
    assert all(len(+counts) == 2 for counts in tables_of(fresh(live)).values())
    step(live, fay, "round 3")
    assert dict(live.participants.values_list("pk", "table")) == after, "once"


def together(tables: dict[int, int]) -> set[frozenset[int]]:
    return {frozenset(pk for pk, at in tables.items() if at == table) for table in tables.values()}


def test_fay_thinks_again_and_the_tables_stay(live, fay):
    seated(live, 4, 4)
    step(live, fay, "write")
    before = dict(live.participants.values_list("pk", "table"))
    for mix in ("yes", "no", "no"):
        fay.client.post(f"/workshops/{live.pk}/cockpit/tables/mix/", {"mix": mix})
    step(live, fay, "round 2")
    assert dict(live.participants.values_list("pk", "table")) == before


def test_a_step_back_seats_nobody_anew(live, fay):
    seated(live, 4, 4)
    step(live, fay, "write")
    before = dict(live.participants.values_list("pk", "table"))
    step(live, fay, "build")
    back(live, fay)
    assert dict(live.participants.values_list("pk", "table")) == before


def test_on_a_call_they_are_breakouts_of_three_or_four(draft, fay):
    agenda.lay_out(draft, REMOTE.lines, REMOTE.minutes)
    hang(draft, 2)
    draft.start_day(NOW)
    crowd(draft, 14)
    guest = take_seat(draft, "Kim", draft.teams.first())
    step(draft, fay, "write")
    sizes = [counts.total() for counts in tables_of(fresh(draft)).values()]
    assert (sum(sizes), min(sizes), max(sizes)) == (15, 3, 4)
    assert "Breakout" in guest.client.get(f"/room/{draft.pk}/").text


def test_the_wall_and_the_cockpit_show_tables_and_no_name(live, fay, pat, tom):
    step(live, fay, "write")
    (poster,) = tables_at(fresh(live))
    wall = fay.client.get(f"/wall/{live.wall_token}/").text
    article = wall.split(f'id="poster-{poster}"')[1].split("</article>")[0]
    assert 'class="table-tag"' in article
    assert wall.count("table-tag") == 1
    cockpit = fay.client.get(f"/workshops/{live.pk}/cockpit/")
    panel = cockpit.text.split('id="phase"')[1].split("</section>")[0]
    assert "Sal" in panel
    assert "Pat" not in panel


def test_without_a_poster_everybody_reads_that_none_hangs(planned, fay, sales):
    planned.start_day(NOW)
    guest = take_seat(planned, "Kim", sales)
    step(planned, fay, "write")
    assert "No posters on the wall yet" in guest.client.get(f"/room/{planned.pk}/").text


def test_the_close_clears_the_tables(live, fay, pat, tom):
    step(live, fay, "write")
    fresh(live).close(NOW, fay.user, "The test ends here")
    assert set(live.participants.values_list("table", flat=True)) == {0}


@pytest.mark.parametrize("screen", ["room", "wall", "cockpit"])
def test_screens_of_solve_ask_the_same_at_any_size(planned, fay, pat_of, screen):
    hang(planned, 2)
    planned.start_day(NOW)
    guest = pat_of(planned)
    seated(planned, 1, 2)
    step(planned, fay, "write")
    step(planned, fay, "talk")
    address, client = {
        "room": (f"/room/{planned.pk}/", guest.client),
        "wall": (f"/wall/{planned.wall_token}/", guest.client),
        "cockpit": (f"/workshops/{planned.pk}/cockpit/", fay.client),
    }[screen]

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = asked()
    hang(planned, 40)
    crowd(planned, 60)
    step(planned, fay, "round 2 of 3 · talk")
    assert asked() == few
    assert planned.phases.filter(kind=Kind.SOLVE).count() == 2


@pytest.fixture
def pat_of(sales):
    return lambda workshop: take_seat(workshop, "Pat", sales)
