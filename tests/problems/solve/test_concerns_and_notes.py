"""“What would have to be true?”, its answer, and what stands beside the ideas of a poster."""

import pytest

from problems.models import Build, Concern, Note
from tests.problems.solve.conftest import NOW, back, built, doubt, fresh, note, step, write


@pytest.fixture
def idea(live, fay, problem, pat, tom):
    """An idea of pat's in the talk of the first round, with nothing on it."""
    step(live, fay, "write")
    written = write(pat, problem, "Say how many rows")
    step(live, fay, "talk")
    return written


def repair(guest, concern, text="Two people take turns", key="key-of-a-repair"):
    room = concern.solution.problem.workshop_id
    return guest.client.post(
        f"/room/{room}/concerns/{concern.pk}/repair/", {"text": text, "post_key": key}
    )


def poster(live, idea) -> str:
    return f"/room/{live.pk}/posters/{idea.problem_id}/"


def test_one_build_before_one_doubt(live, idea, tom):
    refused = doubt(tom, idea, "Somebody has to answer")
    assert refused.status_code == 409
    assert "nobody has built on this idea yet" in refused.text
    assert "Somebody has to answer" in refused.text
    assert "Ask ten" in refused.text
    built(tom, idea)
    assert doubt(tom, idea, "Somebody has to answer").status_code == 302
    assert Concern.objects.get().test == "Ask ten"


def test_pat_reads_toms_concern_with_its_team_and_without_a_name(live, idea, pat, tom):
    built(tom, idea)
    doubt(tom, idea)
    page = pat.client.get(poster(live, idea)).text
    assert "Somebody has to answer" in page
    assert "Ask ten" in page
    assert "Tom" not in page


def test_no_doubts_while_people_write_or_build(live, fay, idea, tom):
    built(tom, idea)
    step(live, fay, "challenge")
    assert doubt(tom, idea).status_code == 302
    for label in ("write", "build"):
        step(live, fay, label)
        refused = doubt(tom, idea, "Another doubt")
        assert refused.status_code == 409
        assert "Doubts come later" in refused.text
        assert "Another doubt" in refused.text
    assert Concern.objects.count() == 1


def test_a_build_that_was_taken_back_carries_no_doubt(live, idea, tom):
    built(tom, idea).withdraw()
    assert doubt(tom, idea).status_code == 409


def test_the_same_concern_five_times_is_one(live, idea, tom):
    built(tom, idea)
    for _again in range(5):
        assert doubt(tom, idea, key="the-same-key").status_code == 302
    assert Concern.objects.count() == 1


def test_a_concern_without_a_test_is_sent_back_with_its_words(live, idea, tom):
    built(tom, idea)
    answer = doubt(tom, idea, "Somebody has to answer", test=" ")
    assert answer.status_code == 422
    assert "Somebody has to answer" in answer.text


def test_a_repair_is_a_build_and_the_concern_is_answered(live, idea, pat, tom):
    built(tom, idea)
    doubt(tom, idea)
    concern = Concern.objects.get()
    assert (
        "Somebody has to answer"
        in pat.client.get(f"/room/{live.pk}/concerns/{concern.pk}/repair/").text
    )
    for _twice in range(2):
        assert repair(pat, concern).status_code == 302
    mended = Build.objects.get(repairs=concern)
    assert mended.solution == idea
    page = pat.client.get(poster(live, idea)).text
    assert "is-answered" in page
    mended.solution.problem.workshop = live
    mended.withdraw()
    assert "is-answered" not in pat.client.get(poster(live, idea)).text


def test_tom_edits_and_takes_back_his_concern_and_pat_cannot(live, idea, pat, tom):
    built(tom, idea)
    doubt(tom, idea)
    own = f"/room/{live.pk}/concerns/{Concern.objects.get().pk}"
    assert pat.client.post(f"{own}/edit/", {"text": "Mine", "test": "x"}).status_code == 404
    assert "Ask ten" in tom.client.get(f"{own}/edit/").text
    tom.client.post(f"{own}/edit/", {"text": "Somebody answers", "test": "Ask twenty"})
    concern = Concern.objects.get()
    assert (concern.text, concern.test, concern.edited) == ("Somebody answers", "Ask twenty", True)
    tom.client.post(f"{own}/take-back/")
    assert "Somebody answers" not in pat.client.get(poster(live, idea)).text
    assert "Somebody answers" in tom.client.get(poster(live, idea)).text
    tom.client.post(f"{own}/put-back/")
    assert "Somebody answers" in pat.client.get(poster(live, idea)).text


def test_fay_hides_a_concern_and_a_note(live, fay, idea, pat, tom):
    built(tom, idea)
    doubt(tom, idea)
    note(tom, idea.problem, "hard", "Three systems")
    for kind, post in (("concerns", Concern.objects.get()), ("notes", Note.objects.get())):
        fay.client.post(f"/workshops/{live.pk}/cockpit/{kind}/{post.pk}/hide/")
    page = pat.client.get(poster(live, idea)).text
    assert "Somebody has to answer" not in page
    assert "Three systems" not in page
    cockpit = fay.client.get(f"/workshops/{live.pk}/cockpit/posters/{idea.problem_id}/").text
    assert "Somebody has to answer" in cockpit
    assert "Three systems" in cockpit


def test_a_poster_that_has_a_note_and_no_idea_is_not_deleted(live, fay, tom):
    bare = live.problems.get(position=2)
    step(live, fay, "talk")
    note(tom, bare, "hard", "Three systems")
    answer = fay.client.post(f"/problems/{bare.pk}/delete/")
    assert answer.status_code == 422
    assert "People have written on this poster already" in answer.text
    assert Note.objects.get().problem == bare


def test_notes_say_what_is_hard_and_what_is_left_out(live, idea, pat, tom, fay):
    assert note(tom, idea.problem, "hard", "Three systems", key="a-key-of-tom").status_code == 302
    note(tom, idea.problem, "hard", "Three systems", key="a-key-of-tom")
    note(tom, idea.problem, "out", "Old exports", key="a-key-of-tom")
    assert list(Note.objects.values_list("kind", "text")) == [
        ("hard", "Three systems"),
        ("out", "Old exports"),
    ]
    for client, address in (
        (pat.client, poster(live, idea)),
        (fay.client, f"/workshops/{live.pk}/cockpit/posters/{idea.problem_id}/"),
    ):
        page = client.get(address).text
        section = page.split(f'id="notes-{idea.problem_id}"')[1]
        assert section.index("What makes this hard") < section.index("Three systems")
        assert section.index("We leave this out") < section.index("Old exports")


def test_sam_finds_neither(live, idea, tom, sam):
    built(tom, idea)
    doubt(tom, idea)
    concern = Concern.objects.get()
    for address in (
        f"/room/{live.pk}/ideas/{idea.pk}/concern/",
        f"/room/{live.pk}/concerns/{concern.pk}/repair/",
        f"/room/{live.pk}/posters/{idea.problem_id}/hard/",
    ):
        answer = sam.client.get(address)
        assert answer.status_code == 404
        assert "Somebody has to answer" not in answer.text


def test_a_pause_and_the_close_keep_the_words(live, fay, idea, tom):
    built(tom, idea)
    fresh(live).pause(NOW)
    for answer in (doubt(tom, idea), note(tom, idea.problem, "hard", "Three systems")):
        assert answer.status_code == 409
        assert "paused" in answer.text
    room = fresh(live)
    room.resume(NOW)
    room.close(NOW, fay.user, "The test ends here")
    for answer in (doubt(tom, idea), note(tom, idea.problem, "hard", "Three systems")):
        assert answer.status_code == 409
        assert "has closed" in answer.text


def test_what_came_offline_in_the_next_write_step_is_taken(live, fay, idea, pat, tom):
    """An idea, a build on what one cannot read now, and a note: all of them arrive."""
    step(live, fay, "round 2 of 3 · write")
    write(tom, idea.problem, "Late")
    assert built(tom, idea, "Late build")
    assert note(tom, idea.problem, "out", "Late note").status_code == 302
    back(live, fay)
    page = pat.client.get(poster(live, idea)).text
    assert all(words in page for words in ("Late build", "Late note"))
