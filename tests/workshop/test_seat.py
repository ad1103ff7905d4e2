"""Whose seat a request comes from."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from tests.conftest import take_seat
from workshop.models import Participant
from workshop.people.tokens import new_token
from workshop.seat import cookie_name, seat_of, seat_or_404, was_sent_out


def request_from(guest=None, user=None, **cookies):
    request = RequestFactory().get("/")
    request.COOKIES = (
        {name: morsel.value for name, morsel in guest.client.cookies.items()} if guest else {}
    )
    request.COOKIES |= cookies
    request.user = user or AnonymousUser()
    return request


def test_pat_is_known_by_the_phones_cookie_in_one_query(live, pat, django_assert_num_queries):
    with django_assert_num_queries(1):
        seat = seat_of(request_from(pat), live.pk)
        shown = (seat.team.name, seat.workshop.stream.revision, seat.workshop.key.pk)
        assert shown == ("Sales", live.stream.revision, live.key.pk)
    assert seat == pat.seat


def test_a_browser_without_cookie_costs_no_query(live, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert seat_of(request_from(), live.pk) is None


def test_fay_is_known_by_her_sign_in(live, fay, sales, django_assert_num_queries):
    seat, _token = Participant.admit(live, "Fay", sales, timezone.now(), user=fay.user)
    with django_assert_num_queries(1):
        assert seat_of(request_from(user=fay.user), live.pk) == seat


def test_the_phones_own_seat_comes_first(live, fay, pat, sales):
    Participant.admit(live, "Fay", sales, timezone.now(), user=fay.user)
    assert seat_of(request_from(pat, user=fay.user), live.pk) == pat.seat


def test_a_seat_of_a_closed_workshop_stays(live, fay, pat):
    live.close(timezone.now(), fay.user, "Enough for today.")
    assert seat_of(request_from(pat), live.pk) == pat.seat


def test_a_seat_opens_one_workshop_only(live, pat):
    other = live.copy(live.date)
    token = pat.client.cookies[cookie_name(live.pk)].value
    assert seat_of(request_from(**{cookie_name(other.pk): token}), other.pk) is None


@pytest.mark.parametrize("token", ["", "x", "å\x00", "0" * 5000])
def test_a_made_up_token_opens_nothing(live, pat, token):
    assert seat_of(request_from(**{cookie_name(live.pk): token}), live.pk) is None


def test_the_digest_is_not_the_token(live, pat):
    assert seat_of(request_from(**{cookie_name(live.pk): pat.seat.digest}), live.pk) is None


def test_somebody_sent_out_has_no_seat(live, pat):
    pat.seat.send_out()
    assert seat_of(request_from(pat), live.pk) is None
    assert was_sent_out(request_from(pat), live.pk)
    assert not was_sent_out(request_from(), live.pk)


def test_no_seat_is_not_found(live, pat):
    assert seat_or_404(request_from(pat), live.pk) == pat.seat
    for number in (live.pk + 1, 10**30):
        with pytest.raises(Http404):
            seat_or_404(request_from(pat, **{cookie_name(number): new_token()}), number)


def test_another_guest_has_another_seat(live, sales):
    kim, alex = take_seat(live, "Kim", sales), take_seat(live, "Alex", sales)
    assert seat_of(request_from(kim), live.pk) == kim.seat
    assert seat_of(request_from(alex), live.pk) == alex.seat
