"""What people may type anywhere, and what is kept of it."""

import time

import pytest
from django import forms

from workshop.plain_text import PlainText, tidy


class Note(forms.Form):
    line = PlainText(max_length=10, required=False)
    text = PlainText(max_length=500, multiline=True, required=False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Kim  ", "Kim"),
        ("Malmo\u0308", "Malmö"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb", "a\tb"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("safe\u202egpj.exe", "safegpj.exe"),
        ("\u2067turned\u2069", "turned"),
        ("half \ud83d pair", "half  pair"),
        ("<b>{{ 7|add:7 }}</b>", "<b>{{ 7|add:7 }}</b>"),
        ("مرحبا\u200f!", "مرحبا\u200f!"),
        ("👩‍👩‍👧 ❤️", "👩‍👩‍👧 ❤️"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("\U0001fae8", "\U0001fae8"),
        ("\ufeffwith a mark\u200b", "with a mark"),
    ],
)
def test_text_is_kept_as_meant(typed, kept):
    assert tidy(typed, multiline=True) == kept


@pytest.mark.parametrize(
    "nothing",
    ["", "   \n\t ", "\u200b\u200d\u2060", "\u3164\u2800", "\u202e", "\x00", "\u034f\ufe0f"],
)
def test_text_that_nobody_could_see_is_empty(nothing):
    assert tidy(nothing, multiline=True) == ""


def test_one_line_stays_one_line():
    form = Note({"line": "two\r\n\tlines"})
    assert form.is_valid()
    assert form.cleaned_data["line"] == "two lines"


def test_too_long_text_says_how_long_it_is_and_comes_back_whole():
    form = Note({"text": "x" * 612})
    assert form.errors == {"text": ["This is 612 characters. There is room for 500."]}
    assert "x" * 612 in str(form["text"])
    assert "maxlength" not in str(form["text"])


def test_length_counts_what_people_see_not_bytes_or_line_ends():
    assert Note({"line": "😀" * 10, "text": "a\r\n" * 250}).is_valid()
    assert Note({"line": "e\u0301" * 10}).is_valid()


def test_missing_words_are_asked_for():
    form = type("Ask", (forms.Form,), {"name": PlainText()})({"name": " \u200b "})
    assert form.errors == {"name": ["Some words are missing here."]}


def test_a_megabyte_of_blanks_is_quick():
    begun = time.thread_time()  # of one core, whatever else the machine is doing
    tidy("a" + " " * 1_000_000 + "b", multiline=False)
    assert time.thread_time() - begun < 3
