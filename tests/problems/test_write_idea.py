"""Writing on a phone: what is kept, what is said, and what never happens twice."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from problems.models import Build, Solution


def address(live, problem) -> str:
    return f"/room/{live.pk}/posters/{problem.pk}/"


def write(guest, live, problem, text, key="a-key-of-the-phone", **headers):
    return guest.client.post(
        address(live, problem), {"text": text, "post_key": key}, headers=headers
    )


def test_pat_writes_and_tom_reads_it_with_the_team_and_without_the_name(live, problem, pat, tom):
    answer = write(pat, live, problem, "Say how many rows")
    assert (answer.status_code, answer["Location"]) == (302, address(live, problem))
    page = tom.client.get(address(live, problem)).content.decode()
    idea = page.split('id="solution-')[1].split("</article>")[0]
    assert "Say how many rows" in idea
    assert "Sales" in idea
    assert "Pat" not in page


def test_pats_phone_gets_the_idea_back_as_its_own(live, problem, pat):
    answer = write(pat, live, problem, "Say how many rows", x_compose="1")
    assert answer.status_code == 200
    assert answer["X-Posted"] == "1"
    assert 'id="mine-idea-' in answer.content.decode()
    assert "Take back" in answer.content.decode()


def test_the_same_post_five_times_is_one_idea(live, problem, pat):
    before = live.stream.events.count()
    for _again in range(5):
        assert write(pat, live, problem, "Once").status_code == 302
    assert Solution.objects.count() == 1
    assert live.stream.events.count() == before + 2


def test_two_phones_may_use_the_same_key(live, problem, pat, tom):
    write(pat, live, problem, "From pat")
    write(tom, live, problem, "From tom")
    assert set(Solution.objects.values_list("text", flat=True)) == {"From pat", "From tom"}


@pytest.mark.django_db(transaction=True)
def test_five_posts_at_the_same_moment_are_one_idea(live, problem, pat):
    def post() -> None:
        try:
            client = Client()
            client.cookies = pat.client.cookies
            statuses.append(
                client.post(
                    address(live, problem), {"text": "Once", "post_key": "one-and-the-same-key"}
                ).status_code
            )
        finally:
            connection.close()

    statuses: list[int] = []
    threads = [threading.Thread(target=post) for _each in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302] * 5
    assert Solution.objects.count() == 1
    live.stream.refresh_from_db()
    revisions = list(live.stream.events.order_by("revision").values_list("revision", flat=True))
    assert revisions == list(range(1, live.stream.revision + 1))


@pytest.mark.parametrize("text", ["", "   ", "\n\t\n", "\u200b\u200b", "\u0000\u0007"])
def test_nothing_to_say_is_said_kindly(live, problem, pat, text):
    answer = write(pat, live, problem, text)
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]
    assert not Solution.objects.exists()


def test_too_long_says_how_long_and_keeps_it(live, problem, pat):
    answer = write(pat, live, problem, "å" * 612)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "612" in said
    assert "500" in said
    assert "å" * 612 in said
    assert write(pat, live, problem, "å" * 500, "another-key").status_code == 302


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "{{ workshop.key }} {% csrf_token %}",
        "👩🏽‍🔧 fixes 𝒢𝓇𝑒𝒶𝓉 things",
        "העסקה נעצרת בשורה 10,000",
        "'; DROP TABLE problems_solution; --",
        "a\nb\n\nc",
        "data: evil\n\nevent: put",
    ],
)
def test_text_is_shown_as_it_was_typed(live, problem, pat, tom, text):
    write(pat, live, problem, text)
    assert Solution.objects.get().text == text
    page = tom.client.get(address(live, problem))
    assert page.context["ideas"][0].text == text
    assert "<script>alert" not in page.content.decode()


def test_control_characters_are_left_out(live, problem, pat):
    write(pat, live, problem, "be\x00fore\x07 \u202eafter")
    assert Solution.objects.get().text == "before after"


def test_a_post_into_a_closed_room_keeps_the_text_and_says_why(live, problem, pat, ada):
    live.close(live.started_at, ada.user, override_reason="The test ends here")
    answer = write(pat, live, problem, "One more thing")
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "has closed" in said
    assert "One more thing" in said
    assert not Solution.objects.exists()


def test_a_post_into_a_pause_keeps_the_text_and_says_why(live, problem, pat):
    live.pause(timezone.now())
    answer = write(pat, live, problem, "During the pause")
    assert answer.status_code == 409
    assert "paused" in answer.content.decode()
    assert "During the pause" in answer.content.decode()
    live.resume(timezone.now())
    assert write(pat, live, problem, "During the pause").status_code == 302


def test_a_build_after_the_close_keeps_the_text(live, problem, pat, tom, ada):
    write(pat, live, problem, "Say how many rows")
    idea = Solution.objects.get()
    live.close(live.started_at, ada.user, override_reason="The test ends here")
    answer = tom.client.post(
        f"/room/{live.pk}/ideas/{idea.pk}/build/", {"text": "and more", "post_key": "build-key-1"}
    )
    assert answer.status_code == 409
    assert "and more" in answer.content.decode()
    assert not Build.objects.exists()


def test_pat_edits_takes_back_and_puts_back_her_own(live, problem, pat, tom):
    write(pat, live, problem, "Say how many rows")
    idea = Solution.objects.get()
    own = f"/room/{live.pk}/ideas/{idea.pk}"
    pat.client.post(f"{own}/edit/", {"text": "Say how many rows there are"})
    idea.refresh_from_db()
    assert (idea.text, idea.edited) == ("Say how many rows there are", True)
    pat.client.post(f"{own}/take-back/")
    assert "Say how many" not in tom.client.get(address(live, problem)).content.decode()
    assert "You took this back." in pat.client.get(address(live, problem)).content.decode()
    pat.client.post(f"{own}/put-back/")
    assert "Say how many" in tom.client.get(address(live, problem)).content.decode()


def test_tom_cannot_touch_what_pat_wrote(live, problem, pat, tom):
    write(pat, live, problem, "Say how many rows")
    idea = Solution.objects.get()
    for act in ("edit", "take-back", "put-back"):
        answer = tom.client.post(f"/room/{live.pk}/ideas/{idea.pk}/{act}/", {"text": "Mine now"})
        assert answer.status_code == 404
    idea.refresh_from_db()
    assert (idea.text, idea.withdrawn) == ("Say how many rows", False)


def test_what_fay_hides_is_gone_from_phones_and_wall_and_comes_back(live, problem, pat, tom, fay):
    write(pat, live, problem, "Say how many rows")
    idea = Solution.objects.get()
    act = f"/workshops/{live.pk}/cockpit/ideas/{idea.pk}"
    fay.client.post(f"{act}/hide/")
    for client, page in [
        (tom.client, address(live, problem)),
        (tom.client, f"/wall/{live.wall_token}/"),
        (tom.client, f"/room/{live.pk}/ideas/{idea.pk}/build/"),
    ]:
        assert "Say how many rows" not in client.get(page).content.decode()
    assert (
        "hidden"
        in fay.client.get(f"/workshops/{live.pk}/cockpit/posters/{problem.pk}/").content.decode()
    )
    fay.client.post(f"{act}/show/")
    assert "Say how many rows" in tom.client.get(address(live, problem)).content.decode()
    entries = live.organisation.audit_entries.filter(act__startswith="post.")
    assert {(entry.act, entry.actor) for entry in entries} == {
        ("post.hide", fay.user),
        ("post.show", fay.user),
    }
    assert not any("Say how many" in entry.about for entry in entries)


def test_fay_enters_an_idea_for_somebody_without_a_phone(live, problem, fay, development):
    form = {
        "problem": problem.pk, "team": development.pk, "text": "From the back row",
        "post_key": "entered-once",
    }  # fmt: skip
    for _twice in range(2):
        fay.client.post(f"/workshops/{live.pk}/cockpit/enter/", form)
    idea = Solution.objects.get()
    assert (idea.text, idea.team, idea.for_the_room, idea.author_mark) == (
        "From the back row", development, True, None,
    )  # fmt: skip
