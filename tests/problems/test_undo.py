"""The last acts of the cockpit can be undone: hide, show, spotlight, an idea entered."""

import pytest

from problems.models import Solution
from problems.undoing import lit
from workshop.models import Act


@pytest.fixture
def idea(problem, pat, live) -> Solution:
    url = f"/room/{live.pk}/posters/{problem.pk}/"
    pat.client.post(url, {"text": "Say how many rows", "post_key": "a-key-of-the-phone"})
    return Solution.objects.get()


def press(fay, live, path, **said):
    return fay.client.post(f"/workshops/{live.pk}/cockpit/{path}/", said)


def undo(fay, live):
    press(fay, live, "undo", act=live.acts.first().pk)


def test_fay_hides_and_undoes_it(fay, live, idea):
    for _twice in range(2):
        press(fay, live, f"ideas/{idea.pk}/hide")
    assert live.acts.count() == 1
    undo(fay, live)
    idea.refresh_from_db()
    assert not idea.hidden
    assert not live.acts.exists()


def test_fay_undoes_spotlights_one_by_one(fay, live):
    first, second = live.problems.all()
    press(fay, live, f"spotlight/{first.pk}")
    press(fay, live, f"spotlight/{second.pk}")
    press(fay, live, f"spotlight/{second.pk}")
    press(fay, live, "spotlight/off")
    assert live.acts.count() == 3
    for wanted in (second.pk, first.pk, None):
        undo(fay, live)
        assert lit(live) == wanted


def test_fay_undoes_what_she_entered_for_the_room(fay, live, problem, sales):
    fields = {"problem": problem.pk, "team": sales.pk, "text": "From paper", "post_key": "k" * 12}
    for _twice in range(2):
        press(fay, live, "enter", **fields)
    assert live.acts.count() == 1
    undo(fay, live)
    assert Solution.objects.get().withdrawn


def test_an_act_keeps_no_word_of_the_room(fay, live, idea):
    press(fay, live, f"ideas/{idea.pk}/hide")
    act = live.acts.get()
    assert idea.text not in f"{act.about} {act.kept}"


def test_the_close_forgets_the_acts(fay, live, idea):
    press(fay, live, f"ideas/{idea.pk}/hide")
    press(fay, live, "close", reason="Enough for today.")
    assert not Act.objects.exists()


def test_the_button_says_what_it_undoes(fay, live, idea):
    press(fay, live, f"ideas/{idea.pk}/hide")
    page = fay.client.get(f"/workshops/{live.pk}/cockpit/").text
    assert "Undo: Hidden on poster 1" in page
