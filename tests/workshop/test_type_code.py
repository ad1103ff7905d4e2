"""Somebody types the code from the wall."""

import pytest

from workshop.models import tidy_code


@pytest.mark.parametrize(
    "typed", ["BCD-FGH", "bcd-fgh", " bcd fgh ", "b.c_d–f—g h", "ＢＣＤ－ＦＧＨ", "bcd\x00fgh"]
)
def test_codes_are_found_as_people_type_them(client, db, typed):
    assert tidy_code(typed) == "BCDFGH"
    assert client.get("/j/", {"code": typed}).url == "/j/BCDFGH/"


def test_pat_is_asked_for_the_code(client, db):
    shown = client.get("/j/")
    assert shown.status_code == 200
    assert 'name="code"' in shown.text


@pytest.mark.parametrize("nothing", ["", "   ", "-/-", "🚪"])
def test_nothing_typed_is_asked_for_again(client, db, nothing):
    answer = client.get("/j/", {"code": nothing})
    assert answer.status_code == 422
    assert "Type the code that is on the wall, beside the QR code." in answer.text


def test_a_wrong_code_is_told_kindly_with_the_form(client, draft):
    answer = client.get("/j/222222/")
    assert answer.status_code == 404
    assert "No workshop has the code 222222." in answer.text
    assert 'name="code"' in answer.text


@pytest.mark.parametrize("strange", ["%00", "%F0%9F%9A%AA", "x" * 500, "%3Cscript%3E"])
def test_a_strange_code_is_a_wrong_code(client, db, strange):
    answer = client.get(f"/j/{strange}/")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_changed_code_sends_to_the_wall(client, live):
    old = live.code
    live.change_code()
    answer = client.get(f"/j/{old}/")
    assert answer.status_code == 410
    assert "That code was changed. The new one is on the wall." in answer.text
    assert live.code not in answer.text
    assert live.spoken_code not in answer.text
    assert live.title not in answer.text
