"""What leaves the room: pairs, the door check, takeaways, contacts, the next date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from problems.models import Build, Commitment, Consent, Problem, Solution, Takeaway
from tests.conftest import take_seat
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import ONE_DAY
from workshop.models import Contact, DoorsShut, NotYet, Swap, Wish, agenda

NINE = datetime(2030, 2, 6, 8, tzinfo=UTC)
KEY = "a-key-of-the-phone"


@pytest.fixture
def day(draft):
    """The day of the story with one open door, in the phase that a test asks for."""
    Problem.objects.create(workshop=draft, position=1, title="Export stops at 10,000 rows")
    agenda.lay_out(draft, ONE_DAY.lines, ONE_DAY.minutes)
    draft.start_day(NINE)
    return draft


@pytest.fixture
def seated(day, sales, development):
    """Pat of Sales, Tom of Development, and Una of Development."""
    seats = [("Pat", sales), ("Tom", development), ("Una", development)]
    return [take_seat(day, name, team) for name, team in seats]


def to(day, fay, kind, steps=0):
    phase = day.phases.filter(kind=kind).first()
    day.go_to(phase, NINE, fay.user, day.turn, "Because.")
    for _step in range(steps):
        day.go_on(NINE, fay.user, day.turn, "")


@pytest.fixture
def idea(day, seated, fay):
    to(day, fay, Kind.SOLVE)
    pat, tom, _una = seated
    solution = Solution.post(day.problems.get(), pat.seat, "Say how many rows", KEY, NINE)
    Build.post(solution, tom.seat, "and in the file", KEY, NINE)
    return solution


def room(guest, day, path="", **said):
    url = f"/room/{day.pk}/{path}"
    return guest.client.post(url, said) if said else guest.client.get(url)


def sign(day, guest, idea, sales, development):
    soon = date.today() + timedelta(days=3)
    return room(
        guest, day, f"ideas/{idea.pk}/commit/", lead="Pat", lead_email="pat@example.org",
        lead_team=sales.pk, partner="Tom", partner_email="tom@example.org",
        partner_team=development.pk, cue="the release is out", step="write the number of rows",
        first_step_on=soon.isoformat(), serves_goal="They get going", belief="It is enough",
        test="Ten people", change_mind="They still miss it", confidence=60, post_key=KEY,
    )  # fmt: skip


# Commit


def test_pat_takes_an_idea_on_reads_it_aloud_and_puts_it_into_the_calendar(
    day, seated, fay, idea, sales, development
):
    pat, tom, _una = seated
    to(day, fay, Kind.COMMIT)
    assert f"ideas/{idea.pk}/commit/" in room(pat, day).text
    assert sign(day, pat, idea, sales, development).status_code == 302
    mine = Commitment.objects.get()
    aloud = room(pat, day, f"commitments/{mine.pk}/aloud/").text
    assert "If the release is out, then we write the number of rows." in " ".join(aloud.split())
    entry = room(pat, day, f"commitments/{mine.pk}/first-step.ics")
    (event,) = Calendar.from_ical(entry.content).walk("VEVENT")
    assert event.decoded("dtstart") == mine.first_step_on
    assert str(event["summary"]) == "write the number of rows"
    for path in ("aloud/", "first-step.ics"):
        assert room(tom, day, f"commitments/{mine.pk}/{path}").status_code == 404


def test_the_wall_and_the_cockpit_show_the_pairs(day, seated, fay, idea, sales, development):
    to(day, fay, Kind.COMMIT)
    wall = f"/wall/{day.wall_token}/"
    assert "Find somebody from another team" in fay.client.get(wall).text
    sign(day, seated[0], idea, sales, development)
    assert "write the number of rows" in fay.client.get(wall).text
    assert "1 pair so far" in " ".join(fay.client.get(wall).text.split())


# Door check


def test_an_answer_can_be_changed_and_counts_once(day, seated, fay, idea):
    pat, tom, _una = seated
    to(day, fay, Kind.DOORS)
    assert room(pat, day, "can-you-live-with-it/", can_live="no").status_code == 422
    for _twice in range(2):
        room(pat, day, "can-you-live-with-it/", can_live="no", because="Who tests it?")
    wall = fay.client.get(f"/wall/{day.wall_token}/").text
    assert "“Who tests it?”" in wall
    assert Consent.objects.filter(workshop=day).counted().cannot == 1
    room(pat, day, "can-you-live-with-it/", can_live="yes", because="Who tests it?")
    room(tom, day, "can-you-live-with-it/", can_live="yes")
    assert Consent.objects.filter(workshop=day).counted().can == 2
    assert "Who tests it?" not in fay.client.get(f"/wall/{day.wall_token}/").text


def test_nobody_sees_what_somebody_else_answered(day, seated, fay, idea):
    pat, tom, _una = seated
    to(day, fay, Kind.DOORS)
    room(pat, day, "can-you-live-with-it/", can_live="no", because="Who tests it?")
    assert "You said: not yet" in room(pat, day).text
    assert "You said" not in room(tom, day).text


def test_an_answer_outside_the_door_check_is_kept_on_the_page(day, seated, fay, idea):
    answer = room(seated[0], day, "can-you-live-with-it/", can_live="no", because="Too early")
    assert answer.status_code == 409
    assert "Too early" in answer.text
    assert not Consent.objects.exists()


def test_in_a_pause_an_answer_waits_and_the_page_says_why(day, seated, fay, idea):
    to(day, fay, Kind.DOORS)
    day.pause(NINE)
    answer = room(seated[0], day, "can-you-live-with-it/", can_live="no", because="Too early")
    assert answer.status_code == 409
    assert "The workshop is paused." in answer.text
    assert "Too early" in answer.text


def test_shut_doors_and_doubts_are_said_before_the_close_begins(day, seated, fay, idea):
    Problem.objects.create(workshop=day, position=2, title="Nobody wrote here")
    to(day, fay, Kind.DOORS)
    room(seated[0], day, "can-you-live-with-it/", can_live="no", because="Who tests it?")
    with pytest.raises(NotYet) as not_yet:
        day.go_on(NINE, fay.user, day.turn)
    said = [objection.sentence for objection in not_yet.value.objections]
    assert "1 door is still shut" in said[0]
    assert "1 person can’t live with it yet" in said[1]
    assert not not_yet.value.needs_reason


# Close


def test_what_people_take_home_is_shown_without_team_or_name(day, seated, fay, idea):
    pat, tom, _una = seated
    to(day, fay, Kind.CLOSE)
    for _twice in range(2):
        room(pat, day, "takeaways/so-what/", text="They stay longer", post_key=KEY)
    said = Takeaway.objects.get()
    wall = fay.client.get(f"/wall/{day.wall_token}/").text
    stage = wall.split('id="stage"')[1].split("</main>")[0]
    assert "They stay longer" in stage
    assert "Pat" not in stage
    assert "Sales" not in stage
    assert "They stay longer" in room(pat, day).text
    assert "They stay longer" not in room(tom, day).text
    fay.client.post(f"/workshops/{day.pk}/cockpit/takeaways/{said.pk}/hide/")
    assert "They stay longer" not in fay.client.get(f"/wall/{day.wall_token}/").text
    assert room(tom, day, f"takeaways/{said.pk}/take-back/", x="x").status_code == 404
    room(pat, day, f"takeaways/{said.pk}/take-back/", x="x")
    assert "They stay longer" not in room(pat, day).text


def test_contacts_are_swapped_only_when_both_say_yes(day, seated, fay, idea):
    pat, tom, una = seated
    to(day, fay, Kind.CLOSE, steps=1)
    for guest in (pat, tom, una):
        name = guest.seat.name.lower()
        room(guest, day, "contact/", email=f"{name}@example.org", phone="")
    toms = Contact.objects.get(seat=tom.seat)
    pats = Contact.objects.get(seat=pat.seat)
    for _twice in range(2):
        room(pat, day, f"contacts/{toms.pk}/", wanted="yes")
    for guest in (pat, tom, una):
        page = room(guest, day).text
        others = {"pat@example.org", "tom@example.org", "una@example.org"}
        others -= {f"{guest.seat.name.lower()}@example.org"}
        assert not any(address in page for address in others)
    room(tom, day, f"contacts/{pats.pk}/", wanted="yes")
    assert "tom@example.org" in room(pat, day).text
    assert "pat@example.org" in room(tom, day).text
    assert "@example.org" not in room(una, day).text.replace("una@example.org", "")
    day.meet_again(date(2030, 3, 6))
    day.close(NINE, fay.user)
    swaps = list(Swap.objects.values_list("name", "other_name", "other_email"))
    assert swaps == [("Pat", "Tom", "tom@example.org"), ("Tom", "Pat", "pat@example.org")]
    assert not Contact.objects.exists()
    assert not Wish.objects.exists()


def test_una_takes_her_contact_back_and_with_it_every_wish(day, seated, fay, idea):
    pat, tom, _una = seated
    to(day, fay, Kind.CLOSE, steps=1)
    for guest in (pat, tom):
        room(guest, day, "contact/", email=f"{guest.seat.name}@example.org")
    room(pat, day, f"contacts/{Contact.objects.get(seat=tom.seat).pk}/", wanted="yes")
    room(tom, day, "contact/", take_back="yes")
    assert Contact.objects.count() == 1
    assert not Wish.objects.exists()
    assert "Tom" not in room(pat, day).text


def test_what_pat_typed_stays_when_the_address_cannot_be(day, seated, fay, idea):
    pat, _tom, _una = seated
    to(day, fay, Kind.CLOSE, steps=1)
    answer = room(pat, day, "contact/", email="pat@exampleorg", phone="040 123 45 67")
    assert answer.status_code == 422
    assert "Enter a valid email address." in answer.text
    for typed in ("pat@exampleorg", "040 123 45 67"):
        assert f'value="{typed}"' in answer.text
    day.meet_again(date(2030, 3, 6))
    day.close(NINE, fay.user)
    late = room(pat, day, "contact/", email="pat@example.org", phone="040 123 45 67")
    assert late.status_code == 409
    assert 'value="pat@example.org"' in late.text
    assert room(pat, day, "contact/", take_back="yes").status_code == 409
    assert not Contact.objects.exists()


def test_the_day_that_fay_typed_stays_when_it_has_passed(day, fay, idea):
    to(day, fay, Kind.CLOSE)
    url = f"/workshops/{day.pk}/cockpit/next-meeting/"
    for closing in ({}, {"closing": "yes"}):
        answer = fay.client.post(url, {"day": "1999-01-01"} | closing)
        assert answer.status_code == 422
        assert 'value="1999-01-01"' in answer.text
        assert "has passed" in answer.text
        assert ('name="closing"' in answer.text) == bool(closing)
    day.refresh_from_db()
    assert day.next_meeting_on is None


def test_a_guest_without_a_contact_wishes_nothing(day, seated, fay, idea):
    pat, tom, _una = seated
    to(day, fay, Kind.CLOSE, steps=1)
    room(tom, day, "contact/", email="tom@example.org")
    room(pat, day, f"contacts/{Contact.objects.get().pk}/", wanted="yes")
    assert not Wish.objects.exists()


def test_the_list_of_contacts_costs_the_same_for_two_and_for_thirty(
    day, seated, fay, idea, sales, django_assert_num_queries
):
    pat, tom, _una = seated
    to(day, fay, Kind.CLOSE, steps=1)
    for guest in (pat, tom):
        room(guest, day, "contact/", email="a@example.org")
    with django_assert_num_queries(6) as few:
        room(pat, day)
    for number in range(30):
        Contact.leave(take_seat(day, f"P{number}", sales).seat, "p@example.org", "")
    with django_assert_num_queries(len(few)):
        room(pat, day)


# The close itself


def test_the_close_asks_for_the_next_date(day, seated, fay, idea):
    to(day, fay, Kind.CLOSE)
    with pytest.raises(DoorsShut, match="when you meet again"):
        day.close(NINE, fay.user)
    page = fay.client.get(f"/workshops/{day.pk}/cockpit/close/").text
    assert "Nobody has said yet when you meet again." in page
    tomorrow = (date.today() + timedelta(days=30)).isoformat()
    url = f"/workshops/{day.pk}/cockpit/next-meeting/"
    answer = fay.client.post(url, {"day": tomorrow, "closing": "yes"})
    assert answer.url == f"/workshops/{day.pk}/cockpit/close/"
    fay.client.post(answer.url)
    day.refresh_from_db()
    assert day.is_closed
    wall = fay.client.get(f"/wall/{day.wall_token}/").text
    assert "We meet again on" in wall
    assert "1 of 1 doors open" in " ".join(wall.split())


def test_a_room_without_a_close_phase_closes_without_a_date(live, fay):
    live.close(NINE, fay.user, "Enough for today.")
    assert live.is_closed


def test_the_close_leaves_no_mark_and_no_answer(day, seated, fay, idea):
    pat, _tom, _una = seated
    to(day, fay, Kind.DOORS)
    room(pat, day, "can-you-live-with-it/", can_live="no", because="Who tests it?")
    to(day, fay, Kind.CLOSE)
    room(pat, day, "takeaways/what/", text="They stay longer", post_key=KEY)
    day.meet_again(date(2030, 3, 6))
    day.close(NINE, fay.user)
    assert not Consent.objects.exists()
    said = Takeaway.objects.get()
    assert (said.author_mark, said.post_mark, said.at) == (None, None, day.started_at)
    assert day.figures.figures["consents"] == {"answered": 1, "can": 0}


# On the way there


def test_no_phone_asks_for_an_address_before_people_commit(day, seated, fay, idea):
    """From the first phase, where the room is through Commit, whatever page is at hand."""
    pat = seated[0]
    poster = f"posters/{day.problems.get().pk}/"
    to(day, fay, Kind.ARRIVE)
    seen = []
    while day.kind != Kind.COMMIT:
        seen.append(day.kind)
        for path in ("", "posters/", poster, "walk/", "dots/", "goal/"):
            page = room(pat, day, path)
            assert 'type="email"' not in page.text, (day.kind, path)
            assert page.status_code in (200, 302), (day.kind, path)
        day.go_on(NINE, fay.user, day.turn, "Because.")
    assert seen[0] == Kind.ARRIVE
    assert {Kind.WALK, Kind.REVEAL, Kind.GOAL, Kind.SOLVE, Kind.CHOOSE} < set(seen)
    assert 'type="email"' in room(pat, day, f"ideas/{idea.pk}/commit/").text


def test_hints_stand_beside_the_goal_on_the_day_too(day, seated, fay):
    to(day, fay, Kind.GOAL)
    phone = room(seated[0], day).text
    reword = fay.client.get(f"/workshops/{day.pk}/cockpit/goal/").text
    for page in (phone, reword):
        assert 'data-hints="goal"' in page
        assert 'id="hints"' in page
