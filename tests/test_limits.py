"""How often and how much: what an attacker meets, and what two hundred people in one house don't."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client, RequestFactory
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from problems.models import Solution
from tests.conftest import take_seat
from workshop.limits import rates
from workshop.limits.address import address_of, address_of_scope, visitor
from workshop.limits.rates import (
    ADDRESS_JOINS,
    ADDRESS_WRONG_CODES,
    ADDRESS_WRONG_LINKS,
    ALL_WRONG_CODES,
    PERSON_POSTS,
    ROOM_POSTS,
    SEAT_POSTS,
    Counts,
    counts,
)
from workshop.models import Participant
from workshop.models.code import CODE_LENGTH, CODE_LETTERS

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def limited(settings, monkeypatch):
    """Limits as they are in production, and nothing counted yet. A minute has just begun: at its
    end one more would get through."""
    settings.RATE_LIMITS = True
    monkeypatch.setattr(counts, "own", SlidingWindowCounterRateLimiter(MemoryStorage()))
    if counts.shared:
        counts.shared.storage.reset()
    with time_machine.travel(datetime.now(UTC).replace(second=0, microsecond=0)):
        yield


def write(guest, problem, number=0, **headers):
    return guest.client.post(
        f"/room/{guest.seat.workshop_id}/posters/{problem.pk}/",
        {"text": f"Idea {number}", "post_key": f"post-key-{number}"},
        headers=headers,
    )


def join(live, team, number, **address):
    phone = Client()
    path = f"/j/{live.spoken_code}/"
    page = phone.get(path, **address)
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    said = {"name": f"Guest {number}", "team": team.pk}
    return phone.post(path, said | ({"token": token[1]} if token else {}), **address)


def test_two_hundred_phones_behind_one_address_join_within_a_minute(live, sales):
    assert [join(live, sales, number).status_code for number in range(200)] == [302] * 200
    assert Participant.objects.count() == 200


def test_a_machine_that_joins_and_joins_has_to_wait(live, sales, monkeypatch):
    for _join in range(ADDRESS_JOINS.most):
        counts.take(ADDRESS_JOINS, "127.0.0.1")
    refused = join(live, sales, 1)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert "One moment" in refused.text
    assert Participant.objects.count() == 0
    assert join(live, sales, 1, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_one_address_that_guesses_codes_has_to_wait(client, live):
    wrong = "BBBBBBBB"
    for _guess in range(ADDRESS_WRONG_CODES.most):
        assert client.get(f"/j/{wrong}/").status_code == 404
    refused = client.get(f"/j/{wrong}/")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 600
    assert re.search(r"Wait (a minute|\d+ minutes), then go on", refused.text)
    # Not even the right one, or the wait would tell which one is right.
    assert client.get(f"/j/{live.spoken_code}/").status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get(f"/j/{live.spoken_code}/").status_code == 200


def test_right_codes_are_not_counted_as_guesses(client, live):
    for _look in range(ADDRESS_WRONG_CODES.most + 5):
        assert client.get(f"/j/{live.spoken_code}/").status_code == 200


def test_guesses_from_everywhere_are_counted_together(client, live, monkeypatch):
    few = rates.Rate(ALL_WRONG_CODES.name, 5, ALL_WRONG_CODES.seconds)
    monkeypatch.setattr("workshop.limits.guard.ALL_WRONG_CODES", few)
    answers = [
        client.get("/j/BBBBBBBB/", REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(6)
    ]
    assert answers == [404] * 5 + [429]


def test_room_codes_cannot_be_guessed_at_a_useful_rate():
    """The arithmetic of docs/security.md, from the constants themselves."""
    codes = len(CODE_LETTERS) ** CODE_LENGTH
    said = (ROOT / "docs" / "security.md").read_text()
    assert f"{len(CODE_LETTERS)}^{CODE_LENGTH} = {codes:,}" in said
    assert f"{ALL_WRONG_CODES.a_day:,} wrong codes a day" in said
    assert f"{ADDRESS_WRONG_CODES.a_day:,} a day" in said
    for rooms in (1, 10, 100, 1000):
        days = codes / rooms / ALL_WRONG_CODES.a_day
        alone = codes / rooms / ADDRESS_WRONG_CODES.a_day / 365.25
        assert f"| {rooms:,} | {days / 365.25:,.1f} years | {alone:,.0f} years |" in said
    assert codes / 100 / ALL_WRONG_CODES.a_day > 5 * 365


def test_a_seat_that_floods_waits_and_the_others_go_on(live, problem, pat, tom):
    answers = [write(pat, problem, number).status_code for number in range(SEAT_POSTS.most)]
    assert set(answers) == {302}
    refused = write(pat, problem, "more")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert "your words are still there" in refused.text
    assert "no-store" in refused["Cache-Control"]
    assert Solution.objects.count() == SEAT_POSTS.most
    assert write(tom, problem).status_code == 302
    assert pat.client.get(f"/room/{live.pk}/").status_code == 200


def test_a_script_is_told_in_a_sentence(live, problem, pat):
    for number in range(SEAT_POSTS.most):
        write(pat, problem, number)
    refused = write(pat, problem, "more", **{"X-Compose": "1"})
    assert refused.status_code == 429
    assert refused.text.strip().startswith("<p data-refusal>")
    assert "<html" not in refused.text


def test_a_seat_is_the_same_under_another_spelling_of_its_room(live, problem, pat):
    for number in range(SEAT_POSTS.most):
        write(pat, problem, number)
    path = f"/room/0{live.pk}/posters/{problem.pk}/"
    assert pat.client.post(path, {"text": "x", "post_key": "another-key"}).status_code == 429


def test_a_sign_in_counts_before_a_seat_that_any_cookie_claims(live, sales, problem, mia):
    Participant.admit(live, "Mia", sales, live.starts_at, user=mia.user)
    path = f"/room/{live.pk}/posters/{problem.pk}/"
    answers = []
    for number in range(SEAT_POSTS.most + 1):
        mia.client.cookies[f"seat-{live.pk}"] = f"made-up-{number}"
        post = {"text": "x", "post_key": f"post-key-{number}"}
        answers.append(mia.client.post(path, post).status_code)
    assert answers == [302] * SEAT_POSTS.most + [429]


def test_a_stranger_with_made_up_seats_takes_no_room_from_those_inside(
    live, problem, pat, monkeypatch
):
    few = rates.Rate(ROOM_POSTS.name, 5, ROOM_POSTS.seconds, is_shared=False)
    monkeypatch.setattr("workshop.limits.guard.ROOM_POSTS", few)
    for number in range(10):
        stranger = Client()
        stranger.cookies[f"seat-{live.pk}"] = f"made-up-{number}"
        assert (
            stranger.post(f"/room/{live.pk}/posters/{problem.pk}/", {"text": "x"}).status_code
            == 404
        )
    assert [write(pat, problem, number).status_code for number in range(6)] == [302] * 5 + [429]


def test_three_hundred_people_write_six_ideas_a_minute_in_one_room():
    for number in range(300 * 6):
        assert counts.take(ROOM_POSTS, "7") == 0, number
        assert counts.take(SEAT_POSTS, f"seat {number % 300}") == 0


def test_fay_presses_buttons_as_fast_as_she_can(live, fay):
    path = f"/workshops/{live.pk}/cockpit/spotlight/off/"
    answers = [fay.client.post(path).status_code for _press in range(PERSON_POSTS.most + 1)]
    assert answers == [302] * PERSON_POSTS.most + [429]


@pytest.mark.parametrize("path", ["/wall/{}/", "/check-ins/{}/", "/colleagues/{}/"])
def test_made_up_links_have_to_wait(client, live, path):
    answers = [
        client.get(path.format(f"made-up-{number}")).status_code
        for number in range(ADDRESS_WRONG_LINKS.most + 1)
    ]
    assert answers == [404] * ADDRESS_WRONG_LINKS.most + [429]
    assert client.get(f"/wall/{live.wall_token}/").status_code == 429
    assert client.get(f"/wall/{live.wall_token}/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_load_test_lifts_the_limits(settings, live, problem, pat):
    settings.RATE_LIMITS = False
    answers = {write(pat, problem, number).status_code for number in range(SEAT_POSTS.most + 5)}
    assert answers == {302}


def test_without_redis_each_process_counts_by_itself(caplog):
    alone = Counts("redis://127.0.0.1:1/0")
    waits = [alone.take(SEAT_POSTS, "seat x") for _post in range(SEAT_POSTS.most + 1)]
    assert waits[:-1] == [0] * SEAT_POSTS.most
    assert waits[-1] > 0
    alone.alone_until = 0.0
    assert alone.take(SEAT_POSTS, "seat y") == 0
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "Redis is away" in caplog.text


def test_what_is_counted_names_nobody_and_does_not_last(live, problem, pat):
    token = pat.client.cookies[f"seat-{live.pk}"].value
    write(pat, problem)
    lasts = {key: at - time.time() for key, at in counts.own.storage.expirations.items()}
    if counts.shared:
        redis = counts.shared.storage.storage
        lasts |= {key.decode(): redis.ttl(key) for key in redis.scan_iter("ten-doors*")}
    assert len(lasts) == 3  # the address, the room and the seat
    for key, seconds in lasts.items():
        assert 0 < seconds <= 2 * 60
        for secret in (token, str(pat.seat.digest), "127.0.0.1", "Pat"):
            assert secret not in key


# Addresses


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        (0, "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (1, "10.0.0.1", "198.51.100.9", "198.51.100.9"),
        (1, "10.0.0.1", "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        (2, "10.0.0.1", "203.0.113.5, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "10.0.0.1", "203.0.113.5", "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "nonsense", "10.0.0.1"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (1, "10.0.0.1", "[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (0, "", "", "unknown"),
    ],
)
def test_the_address_is_the_one_before_our_own_proxies(settings, proxies, peer, forwarded, address):
    settings.PROXIES = proxies
    assert visitor(peer, forwarded) == address
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address
    said = [(b"x-forwarded-for", part.encode()) for part in forwarded.split(", ") if part]
    assert address_of_scope({"client": (peer, 1), "headers": said}) == address


def test_made_up_forwarding_gives_no_new_tries(settings, client, live):
    settings.PROXIES = 1
    answers = [
        client.get(
            "/j/BBBBBBBB/", headers={"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.9"}
        ).status_code
        for number in range(ADDRESS_WRONG_CODES.most + 1)
    ]
    assert answers == [404] * ADDRESS_WRONG_CODES.most + [429]


def test_everybody_in_another_house_goes_on(settings, live, sales, problem, pat):
    settings.PROXIES = 1
    for _join in range(ADDRESS_JOINS.most):
        counts.take(ADDRESS_JOINS, "198.51.100.9")
    here, there = ({"HTTP_X_FORWARDED_FOR": house} for house in ("198.51.100.9", "198.51.100.10"))
    assert join(live, sales, 1, **here).status_code == 429
    assert join(live, sales, 1, **there).status_code == 302
    assert take_seat(live, "Kim", sales).client.get(f"/room/{live.pk}/").status_code == 200
