"""People come in: ground rules, a partner from another team, and one good thing."""

import pytest

from problems.models import GoodThing
from tests.conftest import take_seat
from tests.problems.opening import NINE, Kind, begin, crowd, hang
from workshop.live import fragments
from workshop.models import NotYet

ALL = frozenset({"wall", "room", "cockpit"})


@pytest.fixture
def day(draft):
    hang(draft)
    return begin(draft)


@pytest.fixture
def pat(day, sales):
    return take_seat(day, "Pat Svensson", sales)


@pytest.fixture
def tom(day, development):
    return take_seat(day, "Tom", development)


def say(guest, day, text):
    return guest.client.post(f"/room/{day.pk}/good-thing/", {"text": text})


def stage(day) -> dict[str, str]:
    return fragments.render("stage", day.stream_id, [""], ALL, "en")[""]


def test_pat_and_tom_are_shown_each_other_by_first_name_and_team(day, pat, tom, sales):
    pia = take_seat(day, "Pia", sales)
    pats, toms, pias = (guest.client.get(f"/room/{day.pk}/").text for guest in (pat, tom, pia))
    assert "Tom" in pats
    assert "Development" in pats
    assert "Pat" in toms
    assert "Svensson" not in toms
    assert pias.index("Pat") < pias.index("Tom") < pias.index("You are Pia")


def test_partners_are_on_no_screen_but_their_own(day, pat, tom, fay, mia):
    drawn = stage(day)
    pages = [
        fay.client.get(f"/wall/{day.wall_token}/").text,
        drawn["wall"], drawn["room"], drawn["cockpit"],
        mia.client.get(f"/workshops/{day.pk}/outcomes/").text,
        fay.client.get(f"/workshops/{day.pk}/cockpit/").text,
    ]  # fmt: skip
    assert not any("Say hello to" in page for page in pages)
    assert not any("Tom" in page for page in pages)


def test_pat_alone_reads_that_somebody_is_on_the_way(day, pat):
    page = pat.client.get(f"/room/{day.pk}/").text
    assert "Somebody from another team is on the way" in page
    assert "data-look-again" in page


def test_pat_accepts_the_rules_once_and_they_fold_away(day, pat):
    assert "I go along with these" in pat.client.get(f"/room/{day.pk}/").text
    for _twice in range(2):
        assert pat.client.post(f"/room/{day.pk}/rules/").status_code == 302
    page = pat.client.get(f"/room/{day.pk}/").text
    assert "I go along with these" not in page
    assert "Customer first, org chart later." in page


def test_a_good_thing_is_on_the_wall_with_the_team_and_no_name(day, pat, fay):
    revision = day.stream.revision
    assert say(pat, day, "We ring back").status_code == 302
    day.stream.refresh_from_db()
    assert day.stream.revision > revision
    drawn = stage(day)
    for screen in ("wall", "cockpit"):
        assert "We ring back" in drawn[screen]
        assert "Sales" in drawn[screen]
        assert "Pat" not in drawn[screen]
    assert "We ring back" not in drawn["room"]
    assert "It is on the wall" in pat.client.get(f"/room/{day.pk}/").text


def test_a_double_click_and_another_text_leave_one_good_thing(day, pat, tom):
    for text in ("We ring back", "We ring back", "We ring back the same day"):
        say(pat, day, text)
    say(tom, day, "We mend it")
    assert sorted(GoodThing.objects.values_list("text", flat=True)) == [
        "We mend it", "We ring back the same day",
    ]  # fmt: skip
    assert "We ring back the same day</textarea>" in pat.client.get(f"/room/{day.pk}/").text
    assert "We ring back" not in tom.client.get(f"/room/{day.pk}/").text


def test_fay_hides_a_good_thing_and_shows_it_again(day, pat, fay):
    say(pat, day, "We ring back")
    moderate = f"/workshops/{day.pk}/cockpit/good-things/{GoodThing.objects.get().pk}"
    for _twice in range(2):
        fay.client.post(f"{moderate}/hide/")
    assert "We ring back" not in stage(day)["wall"]
    assert "We ring back" in stage(day)["cockpit"]
    assert "taken this off the wall" in pat.client.get(f"/room/{day.pk}/").text
    acts = day.organisation.audit_entries.filter(act__startswith="post.")
    assert [entry.act for entry in acts] == ["post.hide"]
    fay.client.post(f"{moderate}/show/")
    assert "We ring back" in stage(day)["wall"]


def test_what_is_hidden_stays_hidden_when_its_words_change(day, pat, fay):
    say(pat, day, "We ring back")
    GoodThing.objects.get().hide(True)
    say(pat, day, "We ring back loudly")
    assert "loudly" not in stage(day)["wall"]


@pytest.mark.parametrize(("text", "status"), [("", 422), ("x" * 161, 422)])
def test_what_can_not_be_taken_comes_back_whole(day, pat, text, status):
    answer = say(pat, day, text)
    assert answer.status_code == status
    assert text in answer.text
    assert not GoodThing.objects.exists()


def test_in_a_pause_the_words_are_kept_with_a_sentence(day, pat):
    day.pause(NINE)
    answer = say(pat, day, "We ring back")
    assert answer.status_code == 409
    assert "We ring back" in answer.text
    assert "paused" in answer.text
    assert not GoodThing.objects.exists()


def test_a_good_thing_that_comes_late_is_taken(day, pat, tom, fay):
    day.go_on(NINE, fay.user, day.turn, "")
    assert say(pat, day, "We ring back").status_code == 302
    assert GoodThing.objects.exists()


def test_fewer_than_two_teams_speak_against_going_on(day, fay, sales, development):
    with pytest.raises(NotYet, match="Nobody is here yet"):
        day.go_on(NINE, fay.user, day.turn)
    crowd(day, sales, 2)
    with pytest.raises(NotYet, match="Only one team is here") as not_yet:
        day.go_on(NINE, fay.user, day.turn)
    assert not not_yet.value.needs_reason
    (gone,) = crowd(day, development, 1)
    gone.seat.send_out()
    with pytest.raises(NotYet, match="Only one team"):
        day.go_on(NINE, fay.user, day.turn)
    crowd(day, development, 1)
    day.go_on(NINE, fay.user, day.turn)
    assert day.kind == Kind.WALK


def test_the_same_number_of_queries_with_three_hundred_people(
    day, pat, tom, fay, sales, development, django_assert_max_num_queries
):
    addresses = [
        (pat, f"/room/{day.pk}/", 16),
        (fay, f"/workshops/{day.pk}/cockpit/", 24),
        (fay, f"/wall/{day.wall_token}/", 24),
    ]
    say(pat, day, "We ring back")
    crowd(day, sales, 40)
    crowd(day, development, 40)
    GoodThing.objects.bulk_create(
        GoodThing(workshop=day, team=sales, text=f"Thing {n}") for n in range(300)
    )
    for who, address, most in addresses:
        with django_assert_max_num_queries(most):
            assert who.client.get(address).status_code == 200
