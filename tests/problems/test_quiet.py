"""Quiet corners: posters and teams that could use a word, and the word on the phones."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages

from problems.models import Build, Concern, Note, Solution
from problems.models.note import About
from problems.quiet import quiet_corners, quiet_minutes
from tests.conftest import signed_in, take_seat
from workshop.agenda.kinds import Kind
from workshop.live import fragments
from workshop.models import Prompt, Workshop, agenda

NINE = datetime(2030, 2, 6, 8, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.fixture
def solving(draft, fay, sales, development) -> Workshop:
    """Two posters, five people of Sales and one of Development, in the first round."""
    for position, title in enumerate(["Export stops", "No VAT number"], start=1):
        draft.problems.create(position=position, title=title)
    agenda.add(draft, Kind.SOLVE, 50, rounds=2)
    draft.start_day(NINE)
    draft.sellers = [take_seat(draft, f"Seller {n}", sales) for n in range(5)]
    draft.developer = take_seat(draft, "Dev", development)
    return draft


def post(guest, workshop, position, minute, text="Say so"):
    problem = workshop.problems.get(position=position)
    return Solution.post(problem, guest.seat, text, f"key {minute} {text}", after(minute))


def said(workshop, minute):
    quiet = quiet_minutes(workshop, after(minute))
    return [corner.sentence for corner in quiet_corners(workshop, quiet, after(minute))]


def test_nothing_is_quiet_in_the_first_minutes(solving):
    assert said(solving, 7) == []


def test_a_poster_and_a_team_of_five_are_quiet_after_eight(solving):
    post(solving.developer, solving, 1, 2)
    assert said(solving, 9) == [
        "Sales has not written in this round.",
        "Nothing has come to poster 2 for 9 minutes.",
    ]


def test_a_small_team_is_never_pointed_at(solving):
    post(solving.sellers[0], solving, 1, 2)
    assert not any("Development" in sentence for sentence in said(solving, 20))


def test_a_build_breaks_the_silence(solving):
    idea = post(solving.sellers[0], solving, 1, 1)
    post(solving.sellers[1], solving, 2, 1, "Another")
    for position, solution in ((1, idea), (2, Solution.objects.get(text="Another"))):
        Build.post(solution, solving.developer.seat, "And more", f"b{position}", after(9))
    assert said(solving, 10) == []


def test_a_new_round_begins_without_silence(solving, fay):
    for _step in range(4):
        solving.go_on(after(25), fay.user, solving.turn, "")
    assert solving.turn_label == "Solve · round 2 of 2 · write"
    assert said(solving, 27) == []
    assert "Sales has not written in this round." in said(solving, 34)


def test_steps_that_took_longer_or_shorter_than_planned_are_no_silence(solving, fay):
    for minute in (1, 2, 3):  # on to the last step of the round, long before its time
        solving.go_on(after(minute), fay.user, solving.turn, "")
    assert said(solving, 9) == [
        "Sales has not written in this round.",
        "Nothing has come to poster 1 for 9 minutes.",
    ]
    solving.go_on(after(10), fay.user, solving.turn, "")
    assert said(solving, 17) == []


def test_a_step_back_does_not_forget_what_was_written_in_its_round(solving, fay):
    post(solving.sellers[0], solving, 1, 2)
    solving.go_on(after(5), fay.user, solving.turn, "")
    solving.go_back(after(6), fay.user, solving.turn)
    assert said(solving, 11) == ["Nothing has come to poster 2 for 11 minutes."]


def test_a_round_that_was_left_by_mistake_has_not_begun_anew(solving, fay):
    post(solving.sellers[0], solving, 1, 2)
    for minute in (3, 4, 5, 6):
        solving.go_on(after(minute), fay.user, solving.turn, "")
    solving.undo_last(after(7), solving.acts.first().pk)
    assert said(solving, 16) == ["Nothing has come to poster 2 for 16 minutes."]


def test_a_pause_is_no_silence(solving):
    post(solving.sellers[0], solving, 1, 2)
    solving.pause(after(4))
    assert said(solving, 30) == []
    solving.resume(after(60))
    assert said(solving, 67) == []
    assert said(solving, 68) == ["Nothing has come to poster 1 for 8 minutes."]


def test_doubts_and_notes_break_the_silence(solving, fay):
    ideas = [post(solving.developer, solving, position, 1, f"{position}") for position in (1, 2)]
    Build.post(ideas[0], solving.developer.seat, "And", "b", after(1))
    for minute in (2, 3):
        solving.go_on(after(minute), fay.user, solving.turn, "")
    seller = solving.sellers[0].seat
    Concern.post(ideas[0], seller, "Would it hold?", "Try it", "c", after(8))
    assert said(solving, 10) == ["Nothing has come to poster 2 for 9 minutes."]
    Note.post(ideas[1].problem, seller, About.HARD, "Law", "n", after(8))
    assert said(solving, 10) == []


def test_the_cockpit_says_for_how_long_each_poster_has_been_quiet(solving, fay):
    first, second = solving.problems.all()
    post(solving.developer, solving, 1, 6)
    address = f"/workshops/{solving.pk}/cockpit/"
    for path in ("", "quiet/"):
        with time_machine.travel(after(9), tick=False):
            page = signed_in(fay.user).client.get(address + path).text
        assert f'<span id="quiet-for-{first.pk}">3 min</span>' in page
        assert f'<span id="quiet-for-{second.pk}">9 min</span>' in page


def test_an_open_room_has_no_quiet_corners(live):
    assert said(live, 600) == []


def test_fay_sends_a_prompt_to_the_phones_of_one_team_and_undoes_it(fay, solving, sales):
    url = f"/workshops/{solving.pk}/cockpit/prompt/"
    for _twice in range(2):
        answer = fay.client.post(url, {"text": "What just happened?", "team": sales.pk})
    assert answer.status_code == 302
    assert "Sent" in str(next(iter(get_messages(answer.wsgi_request))))
    page = f"/room/{solving.pk}/"
    assert "What just happened?" in solving.sellers[0].client.get(page).text
    assert Prompt.objects.count() == solving.acts.count() == 1
    fay.client.post(f"/workshops/{solving.pk}/cockpit/undo/", {"act": solving.acts.get().pk})
    assert "What just happened?" not in solving.sellers[0].client.get(page).text


def test_the_words_for_one_team_are_in_no_byte_for_another(solving, sales, development):
    Prompt.send(solving, sales, "Only for Sales", NINE)
    Prompt.send(solving, None, "For everybody", NINE)
    seller, developer = solving.sellers[0].client, solving.developer.client
    for address in (f"/room/{solving.pk}/", f"/room/{solving.pk}/prompts/"):
        assert "Only for Sales" in seller.get(address).text
        assert "Only for Sales" not in developer.get(address).text
        assert "For everybody" in developer.get(address).text
    stream = streamed(solving)
    assert "For everybody" in stream
    assert "Only for Sales" not in stream
    # The phones of that team hear that there is something, and when it is taken back.
    newest = Prompt.objects.get(team=sales)
    assert f'id="prompt-to-{sales.pk}" class="beat" data-beat="{newest.pk}"' in stream
    assert f'id="prompt-to-{development.pk}" class="beat" data-beat="0"' in stream
    newest.delete()
    assert f'id="prompt-to-{sales.pk}" class="beat" data-beat="0"' in streamed(solving)


def streamed(workshop: Workshop) -> str:
    audiences = frozenset({"room", "wall", "cockpit"})
    drawn = fragments.render("prompt", workshop.stream_id, [""], audiences, "en")
    assert list(drawn[""]) == ["room"]
    return drawn[""]["room"]


def test_a_prompt_goes_with_its_step(fay, solving):
    Prompt.send(solving, None, "For everybody", NINE)
    solving.go_on(NINE, fay.user, solving.turn, "")
    assert "For everybody" not in solving.developer.client.get(f"/room/{solving.pk}/").text


def test_a_prompt_from_an_old_page_stands_in_the_step_where_the_room_is(fay, solving):
    old = Workshop.objects.select_related("phase").get(pk=solving.pk)
    solving.go_on(NINE, fay.user, solving.turn, "")
    Prompt.send(old, None, "For everybody", NINE)
    assert "For everybody" in solving.developer.client.get(f"/room/{solving.pk}/").text


def test_a_prompt_for_a_team_that_is_not_here_is_refused(fay, solving, sam):
    theirs = sam.user.memberships.get().organisation.teams.get()
    url = f"/workshops/{solving.pk}/cockpit/prompt/"
    assert fay.client.post(url, {"text": "Hello", "team": theirs.pk}).status_code == 422
    assert fay.client.post(url, {"text": " ", "team": ""}).status_code == 422
    assert not Prompt.objects.exists()
