"""While everybody writes, no page shows anybody what another has written; for the streams see
tests/test_leaks.py."""

import pytest
from django.urls import reverse

from problems.models import Concern, Note, Solution
from tests.problems.solve.conftest import build, built, doubt, fresh, note, step, write

# Words of tom's that nobody else may read, on an idea of his and on one of pat's.
SECRETS = (
    "Secret idea",
    "Secret build",
    "Secret concern",
    "Secret test",
    "Secret note",
    "Secret twin",
)


@pytest.fixture
def writing(live, fay, problem, pat, tom):
    """The second round has begun; in the first tom has written something of everything."""
    step(live, fay, "write")
    idea, ours = write(tom, problem, "Secret idea"), write(pat, problem, "Own idea")
    twin = write(tom, problem, "Secret twin")
    step(live, fay, "talk")
    built(pat, idea, "Own build")
    for on in (idea, ours):
        built(tom, on, "Secret build")
        doubt(tom, on, "Secret concern", "Secret test")
    note(tom, problem, "hard", "Secret note")
    twin.problem.workshop = fresh(live)
    twin.merge_into(Solution.objects.get(pk=ours.pk))
    problem.workshop = fresh(live)
    problem.spotlight()
    step(live, fay, "round 2 of 3 · write")
    return idea, ours


def pages(live, problem, idea, ours) -> list[str]:
    concern, note_ = Concern.objects.first(), Note.objects.get()
    repairs = [reverse("repair", args=[live.pk, each.pk]) for each in Concern.objects.all()]
    phone = [
        reverse("room", args=[live.pk]),
        reverse("room-posters", args=[live.pk]),
        reverse("poster", args=[live.pk, problem.pk]),
        reverse("build", args=[live.pk, idea.pk]),
        reverse("build", args=[live.pk, ours.pk]),
        reverse("concern", args=[live.pk, idea.pk]),
        reverse("concern", args=[live.pk, ours.pk]),
        *repairs,
        reverse("commit", args=[live.pk, idea.pk]),
        reverse("note", args=[live.pk, problem.pk, "hard"]),
        *(reverse("own-edit", args=[live.pk, "ideas", each.pk]) for each in (idea, ours)),
        reverse("own-edit", args=[live.pk, "concerns", concern.pk]),
        reverse("own-edit", args=[live.pk, "notes", note_.pk]),
    ]
    office = [
        reverse("wall", args=[live.wall_token]),
        reverse("cockpit", args=[live.pk]),
        reverse("cockpit-poster", args=[live.pk, problem.pk]),
        reverse("cockpit-commit", args=[live.pk, idea.pk]),
        reverse("merge", args=[live.pk, idea.pk]),
        reverse("votes-enter", args=[live.pk]),
        reverse("workshop-close", args=[live.pk]),
        reverse("not-ours-yet", args=[live.pk, problem.pk]),
        reverse("workshop", args=[live.pk]),
        reverse("workshop-after", args=[live.pk]),
        reverse("workshop-outcomes", args=[live.pk]),
        reverse("outcomes", args=[live.organisation.slug]),
        reverse("learnings", args=[live.organisation.slug]),
        reverse("problem", args=[problem.pk]),
        reverse("problems", args=[live.pk]),
        reverse("problem-edit", args=[problem.pk]),
        reverse("print-page", args=[live.pk, "posters"]),
        reverse("agenda", args=[live.pk]),
        reverse("audit", args=[live.organisation.slug]),
    ]
    return phone + office


def test_no_page_shows_it_to_anybody_but_its_author(
    live, problem, writing, pat, fay, mia, ada, sam
):
    for person in (pat, fay, mia, ada, sam):
        for address in pages(live, problem, *writing):
            text = person.client.get(address).text
            assert not [secret for secret in SECRETS if secret in text], address
    assert "Own idea" in pat.client.get(reverse("poster", args=[live.pk, problem.pk])).text


def test_no_answer_to_a_post_shows_it(live, problem, writing, pat, fay):
    idea, ours = writing
    room = f"/room/{live.pk}"
    answers = [
        pat.client.post(f"{room}/ideas/{idea.pk}/build/", {"text": ""}),
        pat.client.post(f"{room}/ideas/{idea.pk}/concern/", {"text": "x"}),
        doubt(pat, idea, "Too early"),
        pat.client.post(f"{room}/concerns/{Concern.objects.first().pk}/repair/", {"text": ""}),
        pat.client.post(f"{room}/ideas/{idea.pk}/commit/", {"step": "x"}),
        pat.client.post(
            f"{room}/posters/{problem.pk}/",
            {"text": "Own idea", "post_key": "once-more"}, headers={"X-Compose": "1"},
        ),
        pat.client.post(f"{room}/ideas/{ours.pk}/edit/", {"text": ""}),
        fay.client.post(f"/workshops/{live.pk}/cockpit/enter/", {"text": ""}),
        fay.client.post(f"/workshops/{live.pk}/cockpit/ideas/{idea.pk}/merge/", {"into": ours.pk}),
    ]  # fmt: skip
    for answer in answers:
        assert not [secret for secret in SECRETS if secret in answer.text], answer.request[
            "PATH_INFO"
        ]


def test_pat_reads_and_edits_her_own_meanwhile(live, problem, writing, pat):
    _idea, ours = writing
    page = pat.client.get(f"/room/{live.pk}/posters/{problem.pk}/").text
    assert "Own idea" in page
    assert "Own build" in page
    answer = pat.client.post(f"/room/{live.pk}/ideas/{ours.pk}/edit/", {"text": "Own idea, better"})
    assert answer.status_code == 302
    assert "Own idea, better" in pat.client.get(f"/room/{live.pk}/posters/{problem.pk}/").text


def test_afterwards_everybody_reads_it_all(live, problem, writing, pat, fay):
    step(live, fay, "round 2 of 3 · talk")
    for client, address in (
        (pat.client, f"/room/{live.pk}/posters/{problem.pk}/"),
        (fay.client, f"/workshops/{live.pk}/cockpit/posters/{problem.pk}/"),
    ):
        text = client.get(address).text
        assert not [secret for secret in SECRETS if secret not in text], address


def test_a_build_from_before_arrives_and_shows_nothing(live, writing, pat):
    idea, _ours = writing
    answer = build(pat, idea, "From the train")
    assert answer.status_code == 302
    assert idea.builds.filter(text="From the train").exists()
