"""Alone, in pairs, in fours: who writes with whom, what they bring along, and who sees it."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from problems.views import goal
from tests.conftest import take_seat
from tests.workshop.goal_day import at_goal, go_on, people, room, step_to, write_own
from workshop.goal import groups
from workshop.live import fragments
from workshop.models import GoalDraft, GoalPlace, WrongStep
from workshop.models.goal_draft import ALONE, FOURS, PAIRS


@pytest.fixture
def day(draft):
    return at_goal(draft)


def sitting(workshop, step) -> list[list[int]]:
    """Who sits together, as lists of seats."""
    tables: dict[int, list[int]] = {}
    for seat, draft in groups.places(workshop, step).items():
        tables.setdefault(draft, []).append(seat)
    return list(tables.values())


def save(guest, text: str, version: int | None = None, step: str = PAIRS):
    draft = GoalDraft.objects.of_seat(guest.seat, step).get()
    said = {"text": text, "version": draft.version if version is None else version}
    address = f"/room/{guest.seat.workshop_id}/goal/drafts/{draft.pk}/"
    return guest.client.post(address, said)


@pytest.mark.parametrize(
    ("sal", "dev", "sizes"),
    [(1, 1, [2]), (2, 1, [3]), (1, 0, [1]), (3, 2, [2, 3]), (4, 4, [2, 2, 2, 2]), (7, 1, [2] * 4)],
)
def test_everybody_gets_a_partner_from_another_team_where_there_is_one(day, fay, sal, dev, sizes):
    guests = people(day, Sal=sal, Dev=dev)
    step_to(day, fay, PAIRS)
    tables = sitting(day, PAIRS)
    assert sorted(map(len, tables)) == sizes
    seated = {seat for table in tables for seat in table}
    assert seated == {guest.seat.pk for guest in guests}
    team = {guest.seat.pk: guest.seat.team_id for guest in guests}
    mixed = sum(len({team[seat] for seat in table}) > 1 for table in tables)
    assert mixed == min(sal, dev, len(tables))


def test_nobody_in_the_room_breaks_nothing(day, fay):
    for step in (PAIRS, FOURS, "all", "stand"):
        step_to(day, fay, step)
    assert not day.goal_drafts.exists()


def test_three_hundred_people_sit_in_fours_of_both_teams_in_few_queries(day, fay, organisation):
    people(day, Sal=150, Dev=150)
    with CaptureQueriesContext(connection) as captured:
        step_to(day, fay, FOURS)
    assert Counter(map(len, sitting(day, FOURS))) == {4: 75}
    assert len(captured) < 120


def test_pat_sees_own_sentence_and_nobody_elses_while_alone(day, fay, client):
    pat, tom = people(day, Sal=1, Dev=1)
    assert write_own(pat, "Customers can pay in a minute").status_code == 302
    assert "Customers can pay in a minute" in room(pat)
    wall = client.get(f"/wall/{day.wall_token}/").text
    cockpit = fay.client.get(f"/workshops/{day.pk}/cockpit/").text
    for other in (room(tom), wall, cockpit):
        assert "Customers can pay" not in other
    assert "1 sentence so far" in wall


def test_a_pair_sees_what_both_brought_and_outsiders_see_nothing(day, fay, client):
    guests = people(day, Sal=2, Dev=2)
    for number, guest in enumerate(guests):
        write_own(guest, f"Sentence number {number}")
    step_to(day, fay, PAIRS)
    for table in sitting(day, PAIRS):
        inside = [n for n, guest in enumerate(guests) if guest.seat.pk in table]
        for n, guest in enumerate(guests):
            if guest.seat.pk in table:
                page = room(guest)
                seen = [other for other in range(4) if f"Sentence number {other}" in page]
                assert seen == inside, n
    for page in (
        client.get(f"/wall/{day.wall_token}/").text,
        fay.client.get(f"/workshops/{day.pk}/cockpit/").text,
    ):
        assert "Sentence number" not in page


def test_the_stream_tells_all_phones_of_a_change_and_of_no_word(day, fay):
    guests = people(day, Sal=2, Dev=2)
    for guest in guests:
        write_own(guest, "A secret sentence")
    step_to(day, fay, PAIRS)
    save(guests[0], "Another secret")
    targets = [str(pk) for pk in day.goal_drafts.values_list("pk", flat=True)]
    audiences = frozenset({"wall", "room", "cockpit"})
    for kind in ("draft", "stage", "turn", "workshop", "goal"):
        asked = targets if kind == "draft" else [""]
        drawn = fragments.render(kind, day.stream_id, asked, audiences, "en")
        assert "secret" not in str(drawn), kind
        if kind == "draft":
            assert {audience for pieces in drawn.values() for audience in pieces} == {"room"}


def test_a_pair_that_still_writes_as_the_workshop_closes_keeps_its_words(day, fay, ada):
    pat, _tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, PAIRS)
    draft = GoalDraft.objects.of_seat(pat.seat, PAIRS).get()
    day.refresh_from_db()
    day.close(day.started_at, ada.user, "The test ends here")
    said = {"text": "Half a sentence", "version": 0}
    answer = pat.client.post(f"/room/{day.pk}/goal/drafts/{draft.pk}/", said)
    assert answer.status_code == 409
    assert "The workshop has closed" in answer.text
    assert "Half a sentence" in answer.text


def test_a_pair_is_told_who_sits_there_and_not_whose_sentence_it_is(day, fay):
    pat, tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, PAIRS)
    page = room(pat)
    assert "You write with" in page
    assert tom.seat.name in page


def test_either_of_a_pair_writes_and_both_see_it(day, fay):
    pat, tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, PAIRS)
    assert save(pat, "Ours").status_code == 302
    assert "Ours" in room(tom)
    assert save(tom, "Ours, and theirs").status_code == 302
    assert "Ours, and theirs" in room(pat)


def test_who_saves_over_newer_words_is_told_kindly_and_loses_nothing(day, fay):
    pat, tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, PAIRS)
    save(pat, "Words of pat")
    answer = save(tom, "Words of tom", version=0)
    assert answer.status_code == 409
    assert "Somebody in your group saved other words" in answer.text
    assert "Words of pat" in answer.text
    assert "Words of tom" in answer.text
    assert GoalDraft.objects.get(step=PAIRS).text == "Words of pat"
    seen = answer.context["form"]["version"].value()
    assert save(tom, "Words of both", version=int(seen)).status_code == 302
    assert GoalDraft.objects.get(step=PAIRS).text == "Words of both"


def test_a_double_click_saves_once(day, fay):
    pat, _tom = people(day, Sal=1, Dev=1)
    for _each in range(3):
        assert write_own(pat, "Twice").status_code == 302
    assert GoalDraft.objects.get(step=ALONE).version == 1
    step_to(day, fay, PAIRS)
    before = day.stream.events.count()
    for _each in range(3):
        assert save(pat, "Ours", version=0).status_code == 302
    assert GoalDraft.objects.get(step=PAIRS).version == 1
    assert day.stream.events.count() == before + 2


def test_an_outsider_neither_sees_nor_changes_a_pairs_draft(day, fay, sam):
    guests = people(day, Sal=2, Dev=2)
    step_to(day, fay, PAIRS)
    draft = GoalDraft.objects.of_seat(guests[0].seat, PAIRS).get()
    address = f"/room/{day.pk}/goal/drafts/{draft.pk}/"
    outsiders = [g for g in guests if GoalDraft.objects.of_seat(g.seat, PAIRS).get() != draft]
    clients = [guest.client for guest in outsiders] + [sam.client, fay.client]
    for client in clients:
        assert client.post(address, {"text": "Mine now", "version": 0}).status_code == 404
    draft.refresh_from_db()
    assert draft.text == ""


def test_fours_are_two_pairs_and_see_what_the_pairs_wrote(day, fay):
    guests = people(day, Sal=4, Dev=4)
    step_to(day, fay, PAIRS)
    pairs = [set(table) for table in sitting(day, PAIRS)]
    for number, table in enumerate(pairs):
        writer = next(guest for guest in guests if guest.seat.pk in table)
        save(writer, f"Pair number {number}")
    step_to(day, fay, FOURS)
    for table in sitting(day, FOURS):
        inside = [n for n, pair in enumerate(pairs) if pair <= set(table)]
        assert len(inside) == 2
        guest = next(guest for guest in guests if guest.seat.pk in table)
        page = room(guest)
        assert [n for n in range(4) if f"Pair number {n}" in page] == inside


def test_a_pair_without_a_sentence_brings_what_its_people_wrote_alone(day, fay):
    pat, tom = people(day, Sal=1, Dev=1)
    write_own(pat, "Pat alone")
    step_to(day, fay, FOURS)
    assert "Pat alone" in room(tom)
    step_to(day, fay, "all")
    assert "Pat alone" not in room(tom), "what was written alone is not read out"


def test_one_person_goes_all_the_way(day, fay):
    (pat,) = people(day, Sal=1)
    write_own(pat, "Only me")
    step_to(day, fay, PAIRS)
    save(pat, "Still me")
    step_to(day, fay, FOURS)
    save(pat, "Me to the end", step=FOURS)
    step_to(day, fay, "all")
    assert "Me to the end" in room(pat)


def test_somebody_who_comes_late_sits_down_with_the_smallest_group(day, fay, sales):
    people(day, Sal=2, Dev=3)
    step_to(day, fay, PAIRS)
    late = take_seat(day, "Late", sales)
    assert "Sit down with a group" in room(late)
    for _each in range(2):
        assert late.client.post(f"/room/{day.pk}/goal/sit/").status_code == 302
    assert "You write with" in room(late)
    assert sorted(map(len, sitting(day, PAIRS))) == [3, 3]
    step_to(day, fay, FOURS)
    assert "You write with" in room(late)
    later = take_seat(day, "Later", sales)
    later.client.post(f"/room/{day.pk}/goal/sit/")
    assert sorted(map(len, sitting(day, FOURS))) == [7]


def test_nobody_sits_down_where_there_are_no_groups(day, fay, sales):
    late = take_seat(day, "Late", sales)
    with pytest.raises(WrongStep):
        groups.sit_down(late.seat)
    assert not GoalPlace.objects.exists()


def test_a_step_back_and_forth_leaves_everybody_where_they_sit(day, fay, sales):
    people(day, Sal=3, Dev=3)
    step_to(day, fay, FOURS)
    before = [sitting(day, step) for step in (PAIRS, FOURS)]
    day.go_back(day.started_at, fay.user, day.turn)
    day.go_back(day.started_at, fay.user, day.turn)
    take_seat(day, "New", sales)
    take_seat(day, "Newer", sales)
    step_to(day, fay, FOURS)
    after = [sitting(day, step) for step in (PAIRS, FOURS)]
    for old, new in zip(before, after, strict=True):
        assert {frozenset(table) for table in old} - {
            frozenset(table) for table in new
        } == set() or (sum(map(len, new)) == 8)
    assert {frozenset(table) for table in before[0]} <= {frozenset(table) for table in after[0]}
    assert sum(map(len, after[1])) == 8


def test_who_still_writes_as_the_room_moves_on_can_save_one_step_longer(day, fay):
    pat, _tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, PAIRS)
    assert write_own(pat, "A little late").status_code == 302
    assert "A little late" in room(pat)
    step_to(day, fay, FOURS)
    assert save(pat, "The pair, late").status_code == 302
    assert write_own(pat, "Much too late").status_code == 409
    step_to(day, fay, "all")
    answer = save(pat, "Much too late")
    assert answer.status_code == 409
    assert "Much too late" in answer.text


def test_nothing_is_saved_in_a_pause_and_the_words_stay(day, fay):
    (pat,) = people(day, Sal=1)
    day.pause(day.started_at)
    answer = write_own(pat, "In the pause")
    assert answer.status_code == 409
    assert "The workshop is paused" in answer.text
    assert "In the pause" in answer.text
    assert not GoalDraft.objects.exists()


def test_a_blank_and_an_endless_sentence_are_refused_with_what_was_typed(day):
    (pat,) = people(day, Sal=1)
    assert write_own(pat, " ").status_code == 422
    answer = write_own(pat, "x" * 301)
    assert answer.status_code == 422
    assert "x" * 301 in answer.text


def test_no_row_ties_a_seat_to_what_was_written(day, fay):
    guests = people(day, Sal=3, Dev=3)
    for guest in guests:
        write_own(guest, f"By {guest.seat.name}")
    step_to(day, fay, FOURS)
    marks = list(GoalPlace.objects.values_list("mark", flat=True))
    assert len(marks) == len(set(marks)) == 18
    fields = {f.name for model in (GoalDraft, GoalPlace) for f in model._meta.get_fields()}
    assert not fields & {"seat", "participant", "user", "team", "author"}
    # The order of the rows is that of the marks, not of the seats.
    for step in (PAIRS, FOURS):
        rows = GoalPlace.objects.filter(draft__step=step).order_by("pk")
        assert list(rows.values_list("mark", flat=True)) == sorted(
            rows.values_list("mark", flat=True)
        )


def test_after_a_lost_seat_the_other_goes_on(day, fay):
    pat, tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, PAIRS)
    tom.seat.send_out()
    assert "to yourself for now" in room(pat)
    save(pat, "Alone then")
    go_on(day, fay)
    assert "Alone then" in room(pat)
    assert tom.client.get(f"/room/{day.pk}/goal/mine/").status_code == 404


def test_the_phone_asks_the_same_number_of_questions_at_any_size(day, fay):
    pat, _tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, PAIRS)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            room(pat)
        return len(captured)

    few = cost()
    people(day, Sal=40, Dev=40)
    day.go_back(day.started_at, fay.user, day.turn)
    step_to(day, fay, PAIRS)
    assert cost() == few
    assert few <= 20


def test_a_part_that_was_read_while_somebody_saved_shows_it_or_asks_once_more(
    day, fay, monkeypatch
):
    """A page that had the new number beside the old words would never look again."""
    pat, tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, PAIRS)
    counted = goal.beats_of

    def meanwhile(pks):
        save(pat, "Together: easy bills")
        return counted(pks)

    monkeypatch.setattr(goal, "beats_of", meanwhile)
    part = tom.client.get(f"/room/{day.pk}/goal/mine/").text
    draft = GoalDraft.objects.of_seat(tom.seat, PAIRS).get()
    newest = f'data-beat="{counted([draft.pk])[draft.pk]}"'
    assert "Together: easy bills" in part or newest not in part
