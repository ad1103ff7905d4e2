"""The close, and what people do at the same moment or a moment too late."""

from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from problems.models import Build, Commitment, NotOursYet, Solution
from problems.models.post import RoomShut
from tests.conftest import take_seat
from workshop.models import Workshop, WorkshopKey, WrongStep

NOW = datetime.now(UTC)


def close(live, ada) -> None:
    Workshop.objects.get(pk=live.pk).close(timezone.now(), ada.user, "The test ends here")


def leave_openly(problem, sales, development) -> None:
    NotOursYet.declare(
        problem, NOW, reason="Elsewhere", question="Which networks?", owner="Pat",
        owner_team=sales, other_owner="Tom", other_team=development,
    )  # fmt: skip


def test_fay_cannot_take_an_exit_back_after_the_close(live, problem, fay, ada, sales, development):
    leave_openly(problem, sales, development)
    close(live, ada)
    answer = fay.client.post(
        f"/workshops/{live.pk}/cockpit/posters/{problem.pk}/ours-again/", follow=True
    )
    assert answer.status_code == 200
    assert "has closed" in answer.content.decode()
    assert NotOursYet.objects.filter(problem=problem).exists()


def test_a_take_back_that_meets_the_close_is_told_so(live, problem, pat, ada, monkeypatch):
    Solution.post(problem, pat.seat, "Count the rows", "a-key", NOW)
    idea = Solution.objects.get()
    lock = Workshop.lock_stream

    def close_first(self) -> None:
        monkeypatch.setattr(Workshop, "lock_stream", lock)
        close(live, ada)
        lock(self)

    monkeypatch.setattr(Workshop, "lock_stream", close_first)
    answer = pat.client.post(f"/room/{live.pk}/ideas/{idea.pk}/take-back/", follow=True)
    assert answer.status_code == 200
    assert "has closed" in answer.content.decode()
    idea.refresh_from_db()
    assert not idea.withdrawn


@pytest.mark.parametrize("kind", ["ideas", "builds"])
def test_words_in_an_edit_kept_open_over_the_close_stay(live, problem, pat, ada, kind):
    idea = Solution.post(problem, pat.seat, "Count the rows", "a-key", NOW)
    post = idea if kind == "ideas" else Build.post(idea, pat.seat, "Yes, and", "b-key", NOW)
    edit = f"/room/{live.pk}/{kind}/{post.pk}/edit/"
    close(live, ada)
    answer = pat.client.post(edit, {"text": "Count them twice"})
    assert answer.status_code == 409
    assert "has closed" in answer.text
    assert "Count them twice" in answer.text
    assert "Count the rows" not in answer.text
    assert pat.client.get(edit).status_code == 404
    post.refresh_from_db()
    assert post.text != "Count them twice"


def test_an_edit_of_what_is_not_ones_own_is_not_found(live, problem, pat, tom, sam):
    idea = Solution.post(problem, pat.seat, "Count the rows", "a-key", NOW)
    for client in (tom.client, sam.client):
        answer = client.post(f"/room/{live.pk}/ideas/{idea.pk}/edit/", {"text": "Mine"})
        assert answer.status_code == 404


def test_the_same_words_again_are_no_edit(live, problem, pat):
    idea = Solution.post(problem, pat.seat, "Count the rows", "a-key", NOW)
    edit = f"/room/{live.pk}/ideas/{idea.pk}/edit/"
    pat.client.post(edit, {"text": "Count the rows"})
    idea.refresh_from_db()
    assert not idea.edited
    stale = Solution.objects.get(pk=idea.pk)
    pat.client.post(edit, {"text": "Count them"})
    stale.problem.workshop = live
    stale.edit("Count the rows")  # from a page that was older than the row
    idea.refresh_from_db()
    assert (idea.text, idea.edited) == ("Count the rows", True)


def test_what_is_written_on_an_idea_that_goes_meanwhile_is_kept(live, problem, pat, tom):
    idea = Solution.post(problem, pat.seat, "A thought for nobody", "a-key", NOW)
    build = f"/room/{live.pk}/ideas/{idea.pk}/build/"
    idea.hide()
    answer = tom.client.post(build, {"text": "Yes, and soon", "post_key": "one-long-key"})
    assert answer.status_code == 409
    assert "This idea has been taken off the wall. Your words are kept here." in answer.text
    assert "Yes, and soon" in answer.text
    assert "A thought" not in answer.text
    assert not Build.objects.exists()
    assert tom.client.get(build).status_code == 404
    commit = f"/room/{live.pk}/ideas/{idea.pk}/commit/"
    answer = tom.client.post(commit, {"step": "ring three customers"})
    assert answer.status_code == 409
    assert "ring three customers" in answer.text
    assert "A thought" not in answer.text
    assert tom.client.get(commit).status_code == 404


def test_at_the_close_the_spotlight_goes_off(live, problem, ada):
    problem.workshop = live
    problem.spotlight()
    close(live, ada)
    assert not live.problems.filter(in_spotlight=True).exists()


def test_a_closed_cockpit_offers_nothing_that_cannot_work(live, problem, pat, fay, ada):
    Solution.post(problem, pat.seat, "Count the rows", "a-key", NOW)
    poster = f"/workshops/{live.pk}/cockpit/posters/{problem.pk}/"
    offers = ["Hide", "Add a pair", "Put it on the poster", "Spotlight on", "Edit the poster"]
    page = fay.client.get(poster).text
    assert all(offer in page for offer in offers)
    close(live, ada)
    page = fay.client.get(poster).text
    assert "Count the rows" in page
    assert not any(offer in page for offer in offers)
    assert "Spotlight on" not in fay.client.get(f"/workshops/{live.pk}/cockpit/").text


def test_a_problem_deleted_meanwhile_cannot_leave(live, problem, fay, sales, development):
    stale = live.problems.get(pk=problem.pk)
    stale.workshop = live
    live.problems.get(pk=problem.pk).take_down()
    with pytest.raises(WrongStep, match="deleted"):
        leave_openly(stale, sales, development)
    assert not NotOursYet.objects.exists()


def test_after_the_close_nobody_is_called_by_an_empty_name(live, problem, pat, ada):
    close(live, ada)
    page = pat.client.get(f"/room/{live.pk}/").content.decode()
    assert "from Sales" not in page
    assert "No names shown" in page


def test_what_pat_took_back_is_gone_from_the_phone_of_who_built_on_it(live, problem, pat, tom):
    idea = Solution.post(problem, pat.seat, "A thought for nobody", "a-key", NOW)
    Build.post(idea, tom.seat, "Yes, and soon", "b-key", NOW)
    address = f"/room/{live.pk}/posters/{problem.pk}/"
    assert "You built on “A thought" in tom.client.get(address).content.decode()
    idea.withdraw()
    page = tom.client.get(address).content.decode()
    assert "A thought" not in page
    assert "Yes, and soon" in page
    idea.put_back()
    idea.hide()
    assert "A thought" not in tom.client.get(address).content.decode()


def test_other_words_under_a_used_key_are_not_lost(live, problem, pat, tom):
    """Back to a page that was posted, other words, and posted again."""
    address = f"/room/{live.pk}/posters/{problem.pk}/"
    for text in ("First", "Second", "First"):
        pat.client.post(address, {"text": text, "post_key": "one-key-for-all"})
    idea = problem.solutions.get(text="First")
    for text in ("And more", "And less", "And less"):
        tom.client.post(
            f"/room/{live.pk}/ideas/{idea.pk}/build/", {"text": text, "post_key": "one-long-key"}
        )
    assert set(problem.solutions.values_list("text", flat=True)) == {"First", "Second"}
    assert problem.solutions.count() == 2
    assert sorted(idea.builds.values_list("text", flat=True)) == ["And less", "And more"]


def test_a_pause_from_a_page_of_before_the_start_leaves_the_start_alone(draft):
    """Two facilitators: one opened the page before the other started the day."""
    stale = Workshop.objects.get(pk=draft.pk)
    draft.start_day(NOW)
    stale.pause(timezone.now())
    draft.refresh_from_db()
    assert (draft.status, draft.started_at) == ("paused", NOW)


def test_a_post_from_before_the_pause_waits_for_the_pause_to_end(live, problem, pat):
    """The phone's request read the state before the facilitator changed it."""
    problem.workshop = Workshop.objects.select_related("stream", "key").get(pk=live.pk)
    live.pause(timezone.now())
    with pytest.raises(RoomShut, match="paused"):
        Solution.post(problem, pat.seat, "Too late", "a-key", NOW)
    assert not Solution.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_post_sent_twice_at_once_is_nothing_to_the_database(live, problem, pat, caplog):
    """What the database refuses it may log with the whole row: mark, text and time."""
    refused: list[Exception] = []
    start = Barrier(6)

    def keep(execute, sql, params, many, context):
        try:
            return execute(sql, params, many, context)
        except Exception as error:
            refused.append(error)
            raise

    def post() -> None:
        client = Client()
        client.cookies = pat.client.cookies
        start.wait()
        with connection.execute_wrapper(keep):
            client.post(
                f"/room/{live.pk}/posters/{problem.pk}/",
                {"text": "Once", "post_key": "one-long-key"},
            )
        connection.close()

    threads = [Thread(target=post) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Solution.objects.count() == 1
    assert refused == []


def pair(idea: Solution, number: int, turn: int) -> Commitment:
    sales, development = idea.workshop.teams.all()
    return Commitment(
        solution=Solution.objects.get(pk=idea.pk), lead="Pat", lead_team=sales,
        lead_email=f"p{number}{turn}@example.org", partner="Tom", partner_team=development,
        partner_email="tom@example.org", cue="c", step="s", first_step_on=NOW.date(),
        serves_goal="g", belief="b", test="t", change_mind="c", confidence=50,
        author_mark=f"{number}-{turn}", post_mark=f"{number}-{turn}",
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_close_in_the_middle_of_everything(live, problem, sales, development, ada):
    """Posts, edits, builds, joins and commitments run into it; all end, and no mark is left."""
    guests = [take_seat(live, f"P{n}", team) for n, team in enumerate([sales, development] * 3)]
    ideas = [
        Solution.post(problem, guest.seat, "An idea", f"key-{n}", NOW)
        for n, guest in enumerate(guests)
    ]
    answers: list[int] = []
    start = Barrier(2 * len(guests) + 2)

    def work(number: int) -> None:
        own, client = ideas[number], Client()
        client.cookies = guests[number].client.cookies
        room = f"/room/{live.pk}"
        start.wait()
        for turn in range(6):
            key = {"post_key": f"again-{number}-{turn}"}
            for path, data in [
                (f"/posters/{problem.pk}/", {"text": f"Another {turn}", **key}),
                (f"/ideas/{own.pk}/edit/", {"text": f"Changed {turn}"}),
                (f"/ideas/{own.pk}/take-back/", {}),
                (f"/ideas/{own.pk}/put-back/", {}),
                (f"/ideas/{ideas[0].pk}/build/", {"text": f"Yes, and {turn}", **key}),
            ]:
                answers.append(client.post(room + path, data).status_code)
        connection.close()

    def arrive(number: int) -> None:
        start.wait()
        for turn in range(6):
            with suppress(WrongStep):
                take_seat(live, f"Late {number} {turn}", sales)
            commitment = pair(ideas[number], number, turn)
            with suppress(RoomShut):
                commitment.make(timezone.now())
        connection.close()

    def shut() -> None:
        start.wait()
        close(live, ada)
        connection.close()

    threads = [Thread(target=work, args=(n,)) for n in range(len(guests))]
    threads += [Thread(target=arrive, args=(n,)) for n in range(len(guests))]
    threads += [Thread(target=shut), Thread(target=shut)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == 6 * 6 * 5
    assert set(answers) <= {302, 404, 409}
    live.refresh_from_db()
    assert live.is_closed
    assert not WorkshopKey.objects.exists()
    for model in (Solution, Build, Commitment):
        assert not model.objects.exclude(author_mark=None, post_mark=None).exists()
        assert set(model.objects.values_list("at", flat=True)) <= {live.started_at}
    assert set(live.participants.values_list("name", flat=True)) == {""}
    newest = live.stream.events.order_by("-revision").values_list("kind", flat=True)[:2]
    assert set(newest) == {"people", "workshop"}
