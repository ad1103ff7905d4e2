"""The rules of the wording hints as data, the sentences they are measured on, and their fields.

What they find is tried in a browser: tests/browser/test_hints.py.
"""

import json
import re
from collections import Counter

import pytest
from django.conf import settings
from django.urls import reverse

from problems.forms.problem import ProblemForm
from tests.hints.sentences import HALVES, LANGUAGES, RULES, sentences

FIELDS = {"title", "goal", "poster", "letter", "idea"}
KEYS = {
    "id",
    "kind",
    "in",
    "case",
    "whole",
    "match",
    "unless",
    "not_after",
    "hint",
    "hits",
    "misses",
}


def test_each_language_of_the_interface_has_rules_and_pages_name_them_all():
    template = (settings.BASE_DIR / "templates/workshop/_hints.html").read_text()
    assert {code for code, _name in settings.LANGUAGES} == set(LANGUAGES)
    assert set(re.findall(r"hints/(\w+)\.json", template)) == set(LANGUAGES)
    assert {path.stem for path in RULES.glob("*.json")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_say_what_they_are_for(language: str):
    rules = json.loads((RULES / f"{language}.json").read_text(encoding="utf-8"))
    assert rules["language"] == language
    ids = Counter(pattern["id"] for pattern in rules["patterns"])
    assert [name for name, count in ids.items() if count > 1] == []
    assert {pattern["kind"] for pattern in rules["patterns"]} == set(rules["kinds"])
    for kind in rules["kinds"].values():
        assert isinstance(kind["on"], bool)
        assert kind["hint"]
        assert set(kind["in"]) <= FIELDS
    for pattern in rules["patterns"]:
        assert set(pattern) <= KEYS, pattern["id"]
        assert set(pattern.get("in", [])) <= FIELDS
        assert pattern["hits"], pattern["id"]
        named = re.findall(r"\{\{(\w+)\}\}", json.dumps(pattern))
        assert set(named) <= set(rules["terms"]), pattern["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_many_and_half_of_them_need_no_hint(language: str):
    rules = json.loads((RULES / f"{language}.json").read_text(encoding="utf-8"))
    rows = sentences(language)
    assert len({row.text for row in rows}) == len(rows) >= 200
    assert {row.half for row in rows} == set(HALVES)
    for half in HALVES:
        kept = [row for row in rows if row.half == half]
        assert 0.4 < sum(1 for row in kept if row.expects) / len(kept) < 0.6
    assert {kind for row in rows for kind in row.expects} == set(rules["kinds"])
    assert {row.field for row in rows} == FIELDS


def test_what_the_customer_says_is_exempt(draft):
    form = ProblemForm(draft)
    marked = {name for name in form.fields if "data-hints" in str(form[name])}
    assert marked == {"title", "customer", "story", "cost"}


def test_fay_and_pat_write_in_fields_that_say_what_they_are_for(fay, pat, draft, problem):
    slug = draft.organisation.slug
    pages = [
        (
            fay,
            [
                (reverse("workshop-new", args=[slug]), {"title", "goal"}),
                (reverse("workshop-edit", args=[draft.pk]), {"title", "goal"}),
                (reverse("invitations-letter", args=[draft.pk]), {"letter"}),
                (reverse("problem-new", args=[draft.pk]), {"poster"}),
            ],
        ),
        (pat, [(reverse("poster", args=[draft.pk, problem.pk]), {"idea"})]),
    ]
    for person, addresses in pages:
        for address, fields in addresses:
            html = person.client.get(address).content.decode()
            assert set(re.findall(r'data-hints="(\w+)"', html)) == fields, address
            assert html.count('<template id="hints"') == 1, address
