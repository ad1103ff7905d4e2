"""A facilitator takes off the screens whatever people write, brings it back, and undoes either."""

from datetime import UTC, datetime

import pytest

from problems.hiding import ON_POSTERS, WORDS
from problems.models import (
    Build,
    Concern,
    Consent,
    Fact,
    GoodThing,
    Note,
    Solution,
    Takeaway,
)
from tests.conftest import take_seat
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.models import GoalDraft, GoalStance, agenda

NOW = datetime(2030, 2, 6, 9, tzinfo=UTC)
KEY = "a-key-of-the-phone"
TEXT = "What a word"


@pytest.fixture
def said(live, problem, pat, sales):
    """One of each kind of words, by the name that addresses have for it."""
    idea = Solution.post(problem, pat.seat, TEXT, KEY, NOW)
    stance = {"workshop": live, "version": 1, "team": sales, "mark": "a mark"}
    return {
        "ideas": idea,
        "builds": Build.post(idea, pat.seat, TEXT, KEY, NOW),
        "concerns": Concern.post(idea, pat.seat, TEXT, "Ask ten", KEY, NOW),
        "notes": Note.post(problem, pat.seat, "hard", TEXT, KEY, NOW),
        "facts": Fact.objects.create(problem=problem, text=TEXT),
        "good-things": GoodThing.say(pat.seat, TEXT),
        "drafts": GoalDraft.objects.create(workshop=live, step="pairs", text=TEXT, read_out=True),
        "objections": GoalStance.objects.create(stands=False, because=TEXT, **stance),
        "answers": Consent.objects.create(workshop=live, can_live=False, because=TEXT, mark="a"),
        "takeaways": Takeaway.post("what", pat.seat, TEXT, KEY, NOW),
    }


def press(person, live, path, **more):
    return person.client.post(f"/workshops/{live.pk}/cockpit/{path}/", more)


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_fay_hides_it_on_the_record_and_undoes_it(live, said, fay, sam, mia, kind):
    words = said[kind]
    for stranger in (sam, mia):
        assert press(stranger, live, f"{kind}/{words.pk}/hide").status_code == 404
    assert not live.acts.exists()
    for _twice in range(2):
        assert press(fay, live, f"{kind}/{words.pk}/hide").status_code == 302
    words.refresh_from_db()
    assert words.hidden
    entry = live.organisation.audit_entries.get(act="post.hide")
    assert entry.about == live.title + (": poster 1" if kind in ON_POSTERS else "")
    act = live.acts.get()
    assert TEXT not in f"{act.about} {act.kept}"
    press(fay, live, "undo", act=act.pk)
    words.refresh_from_db()
    assert not words.hidden
    assert not live.acts.exists()
    press(fay, live, f"{kind}/{words.pk}/hide")
    press(fay, live, f"{kind}/{words.pk}/show")
    words.refresh_from_db()
    assert not words.hidden
    press(fay, live, "undo", act=live.acts.first().pk)
    words.refresh_from_db()
    assert words.hidden


@pytest.mark.parametrize("kind", sorted(WORDS.keys() - {"answers"}))  # those go at the close
def test_after_the_close_it_stays_as_it_was(live, said, fay, kind):
    live.close(NOW, fay.user, "Enough for today.")
    answer = press(fay, live, f"{kind}/{said[kind].pk}/hide")
    assert answer.status_code in (302, 404)
    words = type(said[kind]).objects.filter(pk=said[kind].pk).first()
    assert words is None or not words.hidden


@pytest.fixture
def checking(draft):
    agenda.lay_out(draft, [Line(Kind.DOORS, 10)], 10)
    draft.open_for_joining()
    draft.start_day(NOW)
    return draft


def test_words_that_hurt_go_from_the_door_check_and_the_answer_stays(checking, fay, client, sales):
    una = take_seat(checking, "Una", sales)
    Consent.give(una.seat, can_live=False, because="Because of Tom")
    answer = Consent.objects.get()
    press(fay, checking, f"answers/{answer.pk}/hide")
    wall = client.get(f"/wall/{checking.wall_token}/").text
    pia = take_seat(checking, "Pia", sales)
    for page in (wall, pia.client.get(f"/room/{checking.pk}/").text):
        assert "Because of Tom" not in page
        assert "0 of" in page
    cockpit = fay.client.get(f"/workshops/{checking.pk}/cockpit/").text
    assert "Because of Tom" in cockpit
    assert f"answers/{answer.pk}/show/" in cockpit
    Consent.give(una.seat, can_live=False, because="Because of Tom")
    assert Consent.objects.get().hidden
    Consent.give(una.seat, can_live=False, because="Who tests it?")
    assert "Who tests it?" in client.get(f"/wall/{checking.wall_token}/").text
