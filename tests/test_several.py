"""Boxes of which several are ticked: a number that no row could have is no choice."""

import re
from pathlib import Path

import pytest
from django import forms

from workshop.numbers import SeveralField
from workshop.people.models import Team

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("number", ["9" * 30, "9" * 19, "-1", "x", "", "²", "1.0"])
def test_what_could_be_no_row_is_no_choice(sales, number):
    field = SeveralField(Team.objects.all())
    with pytest.raises(forms.ValidationError, match="is not a valid value"):
        field.clean([str(sales.pk), number])


def test_rows_are_chosen_by_their_numbers(sales, development):
    field = SeveralField(Team.objects.all(), required=False)
    assert set(field.clean([str(sales.pk), development.pk])) == {sales, development}
    assert not field.clean([])
    with pytest.raises(forms.ValidationError, match="not one of the available choices"):
        field.clean(["999999"])


def test_fay_prints_no_poster_of_that_number(fay, draft):
    answer = fay.client.get(f"/workshops/{draft.pk}/print/posters/", {"poster": "9" * 30})
    assert answer.status_code < 500


def test_a_poster_is_not_stuck_between_teams_of_that_number(fay, draft):
    said = {"title": "Export stops", "stuck_between": ["9" * 30, "1"]}
    said |= {"pictures-TOTAL_FORMS": "0", "pictures-INITIAL_FORMS": "0"}
    answer = fay.client.post(f"/workshops/{draft.pk}/problems/new/", said)
    assert answer.status_code == 422
    assert not draft.problems.exists()


def test_every_form_asks_for_several_rows_in_this_way():
    plain = re.compile(r"forms\.ModelMultipleChoiceField(?!\[Team\]\))\(")
    found = [
        path
        for folder in ("workshop", "problems")
        for path in (ROOT / folder).rglob("*.py")
        if plain.search(path.read_text())
    ]
    assert found == []
