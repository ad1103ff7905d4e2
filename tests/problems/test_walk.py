"""The poster walk: dots that only their author sees, changeable until the reveal."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from problems.models import Perspective, Problem
from problems.models.perspective import WalkShut
from problems.walk import progress
from tests.conftest import take_seat
from tests.problems.opening import NINE, Kind, begin, crowd, feel, hang, say, to
from workshop.agenda.plans import ONE_DAY, REMOTE
from workshop.live import fragments
from workshop.models import NotYet, WrongStep, agenda


@pytest.fixture
def day(draft, fay):
    hang(draft)
    begin(draft)
    to(draft, fay, Kind.WALK)
    return draft


@pytest.fixture
def pat(day, sales):
    return take_seat(day, "Pat", sales)


@pytest.fixture
def tom(day, development):
    return take_seat(day, "Tom", development)


@pytest.fixture
def poster(day):
    return day.problems.first()


def test_pat_sees_the_posters_and_what_she_has_done(day, pat, tom, poster):
    page = pat.client.get(f"/room/{day.pk}/")
    assert page.text.count("not yet") == 2
    answer = say(poster, pat, pain="7", guess="3", fact="We lose ten a month")
    assert answer.status_code == 302
    assert answer["Location"] == f"/room/{day.pk}/#stop-{poster.pk}"
    page = pat.client.get(f"/room/{day.pk}/")
    assert page.context["way"].done == 1
    said = Perspective.objects.get()
    assert (said.pain, said.guess, said.fact) == (7, 3, "We lose ten a month")
    assert (said.team.name, said.about.name) == ("Sales", "Development")


def test_the_posters_own_page_asks_what_it_is_like(day, pat, tom, poster):
    """Whoever scans a poster, or is called to one, comes to the walk and not to the ideas."""
    page = pat.client.get(f"/room/{day.pk}/posters/{poster.pk}/").text
    assert "How much does this hurt you in your work?" in page
    assert "How much does it hurt Development? Your guess" in page
    assert "Your idea" not in page
    assert "checked" not in page


def test_no_number_is_chosen_for_anybody(day, pat, poster):
    answer = say(poster, pat, fact="Ten a month")
    assert answer.status_code == 422
    assert "Choose a number" in answer.text
    assert "Ten a month" in answer.text
    assert not Perspective.objects.exists()


@pytest.mark.parametrize("pain", ["11", "-1", "3.5", "much", ""])
def test_what_is_no_number_of_the_scale_is_refused(day, pat, poster, pain):
    assert say(poster, pat, pain=pain).status_code == 422
    assert not Perspective.objects.exists()


def test_a_dot_can_be_changed_and_sent_twice(day, pat, tom, poster):
    for pain in ("7", "7", "2"):
        say(poster, pat, pain=pain, guess="3")
    assert Perspective.objects.get().pain == 2
    page = pat.client.get(f"/room/{day.pk}/posters/{poster.pk}/").text
    assert page.count("checked") == 2


@pytest.mark.django_db(transaction=True)
def test_four_threads_that_send_the_same_leave_one_row(draft, fay, sales):
    hang(draft)
    begin(draft)
    to(draft, fay, Kind.WALK)
    pat, poster = take_seat(draft, "Pat", sales), draft.problems.first()

    def send():
        Perspective.give(Problem.objects.get(pk=poster.pk), pat.seat, pain=5)
        connection.close()

    threads = [threading.Thread(target=send) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Perspective.objects.get().pain == 5


def test_no_two_rows_of_one_person_share_anything_that_ties_them(day, pat):
    for problem in day.problems.all():
        feel(problem, pat, 5)
    first, second = Perspective.objects.all()
    assert first.mark != second.mark
    names = {field.name for field in Perspective._meta.get_fields()}
    assert names == {"id", "problem", "team", "pain", "about", "guess", "fact", "mark"}


def test_a_script_is_answered_with_words_alone(day, pat, poster):
    address = f"/room/{day.pk}/posters/{poster.pk}/felt/"
    answer = pat.client.post(address, {"pain": "4"}, headers={"X-Draft": "1"})
    assert (answer.status_code, answer.content) == (200, b"")
    answer = pat.client.post(address, {}, headers={"X-Draft": "1"})
    assert (answer.status_code, answer.content) == (422, b"")


def test_everybody_guesses_for_one_other_team_and_keeps_it(day, pat, tom, poster, organisation):
    feel(poster, pat, 5, 5)
    support = organisation.teams.create(name="Support", short_name="Sup", colour=3, position=3)
    day.teams.add(support)
    crowd(day, support, 3)
    for problem in day.problems.all():
        feel(problem, pat, 5, 5)
    assert {row.about.name for row in Perspective.objects.all()} == {"Development"}


def test_guesses_are_spread_over_the_other_teams(day, organisation, sales, development, poster):
    support = organisation.teams.create(name="Support", short_name="Sup", colour=3, position=3)
    day.teams.add(support)
    guests = [*crowd(day, sales, 6), *crowd(day, development, 4), *crowd(day, support, 2)]
    for guest in guests:
        feel(poster, guest, 5, 5)
    for team, others in ((sales, 3), (development, 2), (support, 1)):
        about = list(Perspective.objects.filter(team=team).values_list("about__name", flat=True))
        assert sorted(map(about.count, set(about))) == [others, others]
        assert team.name not in about


def test_a_guess_for_another_team_than_is_asked_for_is_refused(day, pat, tom, poster, sales):
    answer = pat.client.post(
        f"/room/{day.pk}/posters/{poster.pk}/felt/", {"pain": "4", "guess": "4", "about": sales.pk}
    )
    assert answer.status_code == 409
    assert "You guess for another team now" in answer.text
    assert not Perspective.objects.exists()


def test_pat_alone_feels_without_guessing(day, pat, poster):
    page = pat.client.get(f"/room/{day.pk}/posters/{poster.pk}/").text
    assert "Your guess" not in page
    feel(poster, pat, 5)
    assert Perspective.objects.get().about is None


def test_who_changes_team_guesses_for_another_one(day, pat, tom, poster, development):
    feel(poster, pat, 5, 5)
    token = pat.client.cookies[f"seat-{day.pk}"].value
    pat.seat.admit(day, "Pat", development, NINE, token=token)
    tom.seat.send_out()
    crowd(day, tom.seat.team, 1)
    second = day.problems.last()
    feel(second, pat, 5)
    assert [row.team.name for row in Perspective.objects.order_by("pk")] == ["Sales", "Development"]


def test_finished_is_who_felt_at_every_poster(day, pat, tom):
    first, second = day.problems.all()
    feel(first, pat, 5)
    feel(first, tom, 5)
    assert progress(day).finished == 0
    feel(second, pat, 5)
    assert (progress(day).finished, progress(day).people) == (1, 2)
    pat.seat.send_out()
    assert (progress(day).finished, progress(day).people) == (0, 1)


def test_only_finishing_is_told_to_the_screens(day, pat):
    first, second = day.problems.all()

    def told(act) -> bool:
        day.stream.refresh_from_db()
        before = day.stream.revision
        act()
        day.stream.refresh_from_db()
        return day.stream.revision > before

    assert not told(lambda: feel(first, pat, 5))
    assert told(lambda: feel(second, pat, 5))
    assert not told(lambda: feel(second, pat, 6))


def test_a_poster_that_is_added_is_still_to_come(day, pat):
    for problem in day.problems.all():
        feel(problem, pat, 5)
    hung = Problem.objects.create(workshop=day, position=3, title="Late")
    assert progress(day).finished == 0
    feel(hung, pat, 5)
    assert progress(day).finished == 1


def test_a_poster_that_was_taken_down_takes_no_dot(day, pat, poster):
    address = f"/room/{day.pk}/posters/{poster.pk}/felt/"
    Problem.objects.filter(pk=poster.pk).delete()
    assert pat.client.post(address, {"pain": "4"}).status_code == 404
    with pytest.raises(WalkShut, match="no longer on the wall"):
        Perspective.give(poster, pat.seat, pain=4)


def test_dots_wait_for_the_walk_and_for_the_end_of_a_pause(draft, fay, sales):
    hang(draft)
    begin(draft)
    pat, poster = take_seat(draft, "Pat", sales), draft.problems.first()
    with pytest.raises(WalkShut, match="hasn’t begun"):
        feel(poster, pat, 5)
    to(draft, fay, Kind.WALK)
    draft.pause(NINE)
    answer = say(poster, pat, pain="5", fact="Kept")
    assert answer.status_code == 409
    assert "paused" in answer.text
    assert "Kept" in answer.text
    draft.resume(NINE)
    assert say(poster, pat, pain="5").status_code == 302


def test_a_dot_that_comes_while_the_room_has_a_break_is_taken(day, fay, pat, poster):
    to(day, fay, Kind.BREAK)
    assert say(poster, pat, pain="5")["Location"] == f"/room/{day.pk}/walk/#stop-{poster.pk}"


def test_pat_joins_in_the_middle_and_starts_with_the_first_poster(day, tom, sales):
    for problem in day.problems.all():
        feel(problem, tom, 5)
    late = take_seat(day, "Late", sales)
    assert late.client.get(f"/room/{day.pk}/").context["way"].done == 0
    feel(day.problems.first(), late, 5, 5)
    assert progress(day).finished == 1


def test_a_stranger_finds_nothing(day, poster, sam):
    for path in ("", "dots/", "walk/", f"posters/{poster.pk}/felt/"):
        assert sam.client.get(f"/room/{day.pk}/{path}").status_code == 404
    assert (
        sam.client.post(f"/room/{day.pk}/posters/{poster.pk}/felt/", {"pain": 3}).status_code == 404
    )


def test_going_on_asks_while_most_are_on_their_way(day, fay, pat, tom):
    feel(day.problems.first(), pat, 5)
    with pytest.raises(NotYet, match="0 of 2 people have been past every poster"):
        day.go_on(NINE, fay.user, day.turn)
    for problem in day.problems.all():
        feel(problem, pat, 5)
    day.go_on(NINE, fay.user, day.turn)
    assert day.kind == Kind.REVEAL


# Before the day


@pytest.fixture
def remote(draft):
    hang(draft)
    agenda.lay_out(draft, REMOTE.lines, REMOTE.minutes)
    draft.open_for_joining()
    return draft


def test_phones_lead_to_the_walk_before_a_remote_day(remote, fay, sales, development):
    pat = take_seat(remote, "Pat", sales)
    page = pat.client.get(f"/room/{remote.pk}/").text
    assert "Before we meet" in page
    assert "You have been to 0 of 2" in page
    first, second = remote.problems.all()
    assert (
        "Development? Your guess" in pat.client.get(f"/room/{remote.pk}/posters/{first.pk}/").text
    )
    for problem in (first, second):
        answer = say(problem, pat, pain="5", guess="5")
        assert answer["Location"] == f"/room/{remote.pk}/#stop-{problem.pk}"
    cockpit = fay.client.get(f"/workshops/{remote.pk}/cockpit/").text
    assert "led past the posters" in cockpit
    assert "of 1 person" in cockpit
    drawn = fragments.render("stage", remote.stream_id, [""], frozenset({"wall", "cockpit"}), "en")[
        ""
    ]
    assert "past every" in drawn["wall"]


def test_the_walk_of_a_remote_day_goes_on_until_the_reveal(remote, fay, sales):
    remote.start_day(NINE)
    pat = take_seat(remote, "Pat", sales)
    assert "2 posters still wait" in " ".join(pat.client.get(f"/room/{remote.pk}/").text.split())
    poster = remote.problems.first()
    assert say(poster, pat, pain="5")["Location"] == f"/room/{remote.pk}/walk/#stop-{poster.pk}"
    assert pat.client.get(f"/room/{remote.pk}/walk/").context["way"].done == 1


def test_a_remote_day_asks_before_the_reveal_while_most_still_walk(remote, fay, sales, development):
    pat, _tom = take_seat(remote, "Pat", sales), take_seat(remote, "Tom", development)
    remote.start_day(NINE)
    with pytest.raises(NotYet, match="0 of 2 people have been past every poster"):
        remote.go_on(NINE, fay.user, remote.turn)
    for problem in remote.problems.all():
        feel(problem, pat, 5)
    remote.go_on(NINE, fay.user, remote.turn)
    assert remote.kind == Kind.REVEAL


def test_other_days_wait_for_their_walk(draft, sales):
    hang(draft)
    agenda.lay_out(draft, ONE_DAY.lines, ONE_DAY.minutes)
    draft.open_for_joining()
    pat = take_seat(draft, "Pat", sales)
    assert "Choose a poster" in pat.client.get(f"/room/{draft.pk}/").text
    with pytest.raises(WalkShut):
        Perspective.give(draft.problems.first(), pat.seat, pain=5)


def test_nothing_moves_before_the_day(remote, fay):
    with pytest.raises(WrongStep):
        remote.go_on(NINE + timedelta(minutes=1), fay.user, "")


# At any size


def test_forty_posters_and_three_hundred_people_cost_the_same(draft, fay, sales, development):
    hang(draft, 2)
    begin(draft)
    to(draft, fay, Kind.WALK)
    pat, _tom = take_seat(draft, "Pat", sales), take_seat(draft, "Tom", development)
    feel(draft.problems.first(), pat, 5, 5)

    def costs() -> list[int]:
        addresses = [
            (pat, f"/room/{draft.pk}/"),
            (pat, f"/room/{draft.pk}/posters/{draft.problems.first().pk}/"),
            (pat, f"/room/{draft.pk}/dots/"),
            (fay, f"/workshops/{draft.pk}/cockpit/"),
            (fay, f"/wall/{draft.wall_token}/"),
        ]
        counted = []
        for who, address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert who.client.get(address).status_code == 200
            counted.append(len(captured))
        return counted

    few = costs()
    for position in range(3, 41):
        problem = Problem.objects.create(workshop=draft, position=position, title="More")
        problem.stuck_between.set([sales, development])
    crowd(draft, sales, 30)
    crowd(draft, development, 30)
    for problem in list(draft.problems.all())[:10]:
        feel(problem, pat, 5)
    assert costs() == few
    assert max(few) <= 26
