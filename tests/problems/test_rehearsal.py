"""A facilitator walks the day alone, with made-up people, and leaves nothing behind."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from problems.models import (
    Build,
    Commitment,
    Consent,
    Perspective,
    Picture,
    Problem,
    Solution,
    Takeaway,
    Vote,
)
from problems.rehearsal.copy import rehearse
from problems.rehearsal.play import FORGOTTEN_AFTER, play_all
from tests.problems.test_pictures import painted, upload
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import ONE_DAY
from workshop.followup.carry_over import sources_for
from workshop.followup.models import CheckIn
from workshop.followup.shared_board import next_of
from workshop.live.models import Stream
from workshop.models import GoalStance, Participant, Workshop, WorkshopKey, agenda

NINE = datetime(2030, 2, 6, 8, tzinfo=UTC)


@pytest.fixture
def planned(draft, sales, development):
    for position, title in enumerate(["Export stops", "No VAT number"], start=1):
        problem = draft.problems.create(position=position, title=title, story="It began in May.")
        problem.stuck_between.set([sales, development])
    agenda.lay_out(draft, ONE_DAY.lines, ONE_DAY.minutes)
    return draft


@pytest.fixture
def rehearsal(planned):
    copy = rehearse(planned, NINE)
    copy.start_day(NINE)
    return copy


def to(workshop, fay, kind, steps=0):
    phase = workshop.phases.filter(kind=kind).first()
    workshop.go_to(phase, NINE, fay.user, workshop.turn, "A rehearsal.")
    for _step in range(steps):
        workshop.go_on(NINE, fay.user, workshop.turn, "A rehearsal.")


def watch(minutes):
    """What beat does in so many minutes, every five seconds."""
    for second in range(0, 60 * minutes, 5):
        play_all(NINE + timedelta(seconds=second))


def test_fay_rehearses_a_copy_with_the_same_frame(fay, planned):
    answer = fay.client.post(f"/workshops/{planned.pk}/rehearse/")
    copy = Workshop.objects.rehearsals().get()
    assert answer.url == f"/workshops/{copy.pk}/cockpit/"
    assert [problem.title for problem in copy.problems.all()] == ["Export stops", "No VAT number"]
    assert agenda.lines_of(copy) == agenda.lines_of(planned)
    assert set(copy.teams.all()) == set(planned.teams.all())
    assert copy.code != planned.code
    assert copy.participants.filter(made_up=True).count() == 12
    again = fay.client.post(f"/workshops/{planned.pk}/rehearse/")
    assert again.url == answer.url


def test_made_up_people_write_build_answer_and_take_home(rehearsal, fay):
    to(rehearsal, fay, Kind.SOLVE)
    watch(3)
    written = Solution.objects.filter(problem__workshop=rehearsal)
    assert written.count() > 5
    assert written.values("team").distinct().count() == 2
    rehearsal.go_on(NINE, fay.user, rehearsal.turn, "")
    watch(3)
    assert Build.objects.filter(solution__in=written).count() > 3
    to(rehearsal, fay, Kind.DOORS)
    watch(6)
    assert Consent.objects.filter(workshop=rehearsal).count() == 12
    to(rehearsal, fay, Kind.CLOSE)
    watch(3)
    assert Takeaway.objects.filter(workshop=rehearsal).count() > 3


def test_made_up_people_arrive_feel_agree_and_vote(rehearsal, fay):
    watch(3)
    assert rehearsal.good_things.count() > 2
    to(rehearsal, fay, Kind.WALK)
    watch(4)
    felt = Perspective.objects.of_workshop(rehearsal)
    assert felt.count() > 12
    assert felt.exclude(guess=None).exists()
    to(rehearsal, fay, Kind.GOAL)
    watch(2)
    for _step in ("pairs", "fours", "all", "stand"):
        rehearsal.go_on(NINE, fay.user, rehearsal.turn, "")
        watch(2)
    watch(4)
    assert rehearsal.goal_drafts.written().count() > 3
    assert GoalStance.objects.filter(workshop=rehearsal, stands=True).count() == 12
    to(rehearsal, fay, Kind.SOLVE)
    watch(2)
    to(rehearsal, fay, Kind.CHOOSE, steps=1)
    watch(2)
    assert Vote.objects.filter(phase__workshop=rehearsal).count() > 12


def test_made_up_people_take_ideas_on_in_pairs(rehearsal, fay):
    to(rehearsal, fay, Kind.SOLVE)
    watch(2)
    to(rehearsal, fay, Kind.COMMIT)
    watch(3)
    pairs = Commitment.objects.of_workshop(rehearsal)
    assert 3 < pairs.count() <= Solution.objects.count()
    leads = [pair.lead_email for pair in pairs]
    assert len(leads) == len(set(leads))
    assert not any(pair.solution.commitments.count() > 1 for pair in pairs)
    cockpit = fay.client.get(f"/workshops/{rehearsal.pk}/cockpit/").text
    assert f'<span class="figure">{pairs.count()}</span>' in cockpit


@pytest.mark.django_db(transaction=True)
def test_a_double_click_begins_one_rehearsal(planned, fay):
    def click():
        client = Client()
        client.force_login(fay.user)
        answers.append(client.post(f"/workshops/{planned.pk}/rehearse/").status_code)
        connection.close()

    answers: list[int] = []
    threads = [threading.Thread(target=click) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302, 302]
    assert planned.rehearsals.count() == 1


def test_pictures_of_a_rehearsal_go_with_their_files(
    rehearsal, planned, fay, django_capture_on_commit_callbacks
):
    poster = rehearsal.problems.first()
    picture = Picture.objects.create(problem=poster, image=upload(painted()))
    with django_capture_on_commit_callbacks(execute=True):
        fay.client.post(f"/workshops/{planned.pk}/rehearsals/{rehearsal.pk}/delete/")
    assert not default_storage.exists(picture.image.name)


def test_nobody_writes_in_a_break_or_in_a_workshop_that_counts(rehearsal, planned, fay):
    to(rehearsal, fay, Kind.BREAK)
    planned.start_day(NINE)
    watch(2)
    assert not Solution.objects.exists()


def test_a_rehearsal_that_was_left_running_falls_silent(rehearsal, fay):
    to(rehearsal, fay, Kind.SOLVE)
    for second in range(0, 120, 5):
        play_all(NINE + FORGOTTEN_AFTER + timedelta(seconds=5 + second))
    assert not Solution.objects.exists()


def test_people_of_flesh_join_a_rehearsal_and_nobody_plays_them(rehearsal, fay, sales):
    seat, _token = Participant.admit(rehearsal, "Fay", sales, NINE)
    assert not seat.made_up


def test_a_rehearsal_is_marked_on_every_screen(rehearsal, fay, sales):
    _seat, token = Participant.admit(rehearsal, "Fay", sales, NINE)
    fay.client.cookies[f"seat-{rehearsal.pk}"] = token
    for path in (
        f"/workshops/{rehearsal.pk}/",
        f"/workshops/{rehearsal.pk}/cockpit/",
        f"/wall/{rehearsal.wall_token}/",
        f"/room/{rehearsal.pk}/",
        f"/o/{rehearsal.organisation.slug}/",
    ):
        assert "nothing here counts" in fay.client.get(path).text, path


def test_a_rehearsal_counts_nowhere_and_writes_to_nobody(rehearsal, fay, mia):
    to(rehearsal, fay, Kind.SOLVE)
    watch(2)
    rehearsal.close(NINE, fay.user, "A rehearsal.")
    assert not CheckIn.objects.exists()
    slug = rehearsal.organisation.slug
    outcomes = mia.client.get(f"/o/{slug}/outcomes/")
    assert not outcomes.context["board"].workshops
    assert mia.client.get(f"/workshops/{rehearsal.pk}/outcomes/").status_code == 404
    assert mia.client.get(f"/workshops/{rehearsal.pk}/").status_code == 404


@pytest.mark.parametrize("closed", [False, True])
def test_one_tap_deletes_all_of_it(rehearsal, planned, fay, closed):
    to(rehearsal, fay, Kind.SOLVE)
    watch(2)
    if closed:
        rehearsal.close(NINE, fay.user, "A rehearsal.")
    for _twice in range(2):
        answer = fay.client.post(f"/workshops/{planned.pk}/rehearsals/{rehearsal.pk}/delete/")
        assert answer.url == planned.get_absolute_url()
    assert list(Workshop.objects.all()) == [planned]
    assert Stream.objects.count() == 1
    assert WorkshopKey.objects.count() == 1
    assert not Solution.objects.exists()
    assert planned.problems.count() == 2


def test_a_workshop_that_counts_cannot_be_deleted_this_way(planned, rehearsal, fay, sam):
    address = "/workshops/{}/rehearsals/{}/delete/"
    fay.client.post(address.format(planned.pk, planned.pk))
    for person, of in ((fay, rehearsal), (sam, planned)):
        answer = person.client.post(address.format(of.pk, rehearsal.pk))
        assert answer.status_code == 404
    assert set(Workshop.objects.all()) == {planned, rehearsal}


@pytest.mark.parametrize(
    "page",
    [
        "", "edit/", "copy/", "agenda/", "invitations/", "invitations/letter/", "problems/",
        "problems/new/", "problems/import/", "print/", "outcomes/", "cockpit/", "cockpit/enter/",
        "cockpit/close/", "cockpit/prompt/",
    ],
)  # fmt: skip
def test_every_page_of_a_facilitator_says_that_it_is_a_rehearsal(fay, planned, rehearsal, page):
    """Once, so that nobody takes it for the day itself."""
    for workshop, marks in ((rehearsal, 1), (planned, 0)):
        shown = fay.client.get(f"/workshops/{workshop.pk}/{page}")
        assert (shown.status_code, shown.text.count("rehearsal-mark")) == (200, marks)


def test_no_list_offers_a_closed_rehearsal(fay, planned, rehearsal, organisation):
    rehearsal.close(NINE, fay.user, "A rehearsal.")
    assert "Malmö" not in fay.client.get(f"/o/{organisation.slug}/outcomes/").text
    assert "Malmö" not in fay.client.get(f"/o/{organisation.slug}/learnings/").text
    page = fay.client.get(f"/workshops/{planned.pk}/")
    assert not page.context["may_take_along"]
    assert sources_for(planned) == []


def test_a_rehearsal_is_never_where_the_promises_of_a_day_go_on(planned, rehearsal):
    Problem.objects.filter(pk=rehearsal.problems.first().pk).update(
        carried_from=planned.problems.first()
    )
    assert next_of(planned) is None
