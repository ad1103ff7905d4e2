"""Addresses as mail programs, spreadsheets and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.invitations.addresses import read_pasted, read_table
from workshop.tables.file import read_rows


@pytest.mark.parametrize(
    ("pasted", "people"),
    [
        ("kim@x.org", {"kim@x.org": ""}),
        ("Kim@X.org\nbo@x.org", {"kim@x.org": "", "bo@x.org": ""}),
        ("a@x.org, b@x.org; c@x.org d@x.org", dict.fromkeys(
            ["a@x.org", "b@x.org", "c@x.org", "d@x.org"], "")),
        ("Kim Berg <kim@x.org>; Bo <bo@x.org>", {"kim@x.org": "Kim Berg", "bo@x.org": "Bo"}),
        ("Kim Berg <kim@x.org> Bo Ek <bo@x.org>", {"kim@x.org": "Kim Berg", "bo@x.org": "Bo Ek"}),
        ('"Berg, Kim" <kim@x.org>, bo@x.org', {"kim@x.org": "Kim Berg", "bo@x.org": ""}),
        ("Berg, Kim <kim@x.org>", {"kim@x.org": "Kim Berg"}),
        ("Kim Berg\tkim@x.org", {"kim@x.org": "Kim Berg"}),
        ("kim@x.org, Kim Berg", {"kim@x.org": "Kim Berg"}),
        ("Kim;Berg;kim@x.org", {"kim@x.org": "Kim Berg"}),
        ("mailto:kim@x.org.", {"kim@x.org": ""}),
        ("<kim@x.org>", {"kim@x.org": ""}),
        ("\u200bkim@x.org\u00a0", {"kim@x.org": ""}),
        ("o'neil@x.org", {"o'neil@x.org": ""}),
    ],
)  # fmt: skip
def test_fay_pastes_addresses(pasted, people):
    found = read_pasted(pasted)
    assert found.good == people
    assert found.bad == []


@pytest.mark.parametrize(
    ("pasted", "line", "left", "reason"),
    [
        ("a@x.org\n\nkim.example.org", 3, "kim.example.org", "There is no @ in it."),
        ("kim@@x.org", 1, "kim@@x.org", "There is more than one @ in it."),
        ("@x.org", 1, "@x.org", "Nothing stands before the @."),
        ("kim@", 1, "kim@", "Nothing stands after the @."),
        ("kim@x", 1, "kim@x", "After the @ an ending is missing, such as .org."),
        ("kim..b@x.org", 1, "kim..b@x.org", "Two dots stand side by side."),
        ("just words", 1, "just words", "There is no @ in it."),
        ("Kim <kim@x", 1, "Kim <kim@x", "After the @ an ending is missing, such as .org."),
        ("a" * 250 + "@x.org", 1, "a" * 250 + "@x.org", "It is longer than an address can be."),
        ("å@x.org", 1, "å@x.org", "This isn’t an address that mail can reach."),
    ],
)
def test_fay_hears_which_line_is_no_address_and_why(pasted, line, left, reason):
    found = read_pasted(pasted)
    (bad,) = found.bad
    assert (bad.line, bad.reason) == (line, reason)
    assert found.left == left


def test_what_stands_twice_is_folded_and_keeps_its_name():
    found = read_pasted("kim@x.org\nKIM@x.org\nKim Berg <kim@X.ORG>")
    assert (found.good, found.folded) == ({"kim@x.org": "Kim Berg"}, 2)


def test_a_spreadsheet_brings_names_by_its_columns():
    table = read_rows(
        "Team;Förnamn;Efternamn;E-post\nSälj;Kim;Berg;kim@x.org\nSälj;Bo;Ek;".encode()
    )
    found = read_table(table)
    assert found.good == {"kim@x.org": "Kim Berg"}
    assert [(bad.line, bad.text) for bad in found.bad] == [(3, "Sälj, Bo, Ek")]


def test_a_list_without_column_names_is_read_too():
    assert read_table(read_rows(b"kim@x.org\nbo@x.org\n")).good == {"kim@x.org": "", "bo@x.org": ""}
    assert read_table(read_rows(b"Kim,kim@x.org\nBo,bo@x.org\n")).good == {
        "kim@x.org": "Kim", "bo@x.org": "Bo",
    }  # fmt: skip


@given(st.text(max_size=200))
def test_no_text_is_lost_or_breaks_the_reader(text):
    """Every @ of a text is in an address or in what stays in the field."""
    found = read_pasted(text)
    assert "\n" not in "".join(name for _email, name in found.people)
    if "@" in text and text.isprintable():
        assert found.good or "@" in found.left
