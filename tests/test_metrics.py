"""/metrics: figures for whoever has the token, nothing for anybody else, and nobody in them."""

import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.house import House, wait_for
from tests.rooms import listen, phone_of, revision_of, seed, write

TOKEN = "a-token-of-this-test-only"
VARIES = r'(csrfmiddlewaretoken" value|name="next" value)="[^"]*"'


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with House(METRICS_TOKEN=TOKEN) as house:
        house.start_apart()
        yield house


@pytest.fixture(scope="module")
def room(house: House) -> dict:
    return seed(house, 1)[0][0]


def ask(
    url: str, authorization: str = "", path: str = "/metrics", host: str = ""
) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=15)
    headers = {"Authorization": authorization} if authorization else {}
    connection.request("GET", path, headers=headers | ({"Host": host} if host else {}))
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def figures(url: str) -> dict[str, float]:
    status, text = ask(url, f"Bearer {TOKEN}")
    assert status == 200
    samples = re.findall(r"^(ten_doors\S*?(?:\{.*\})?) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in samples}


@pytest.mark.parametrize("shown", ["", "Bearer", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}"])
def test_a_stranger_finds_no_such_page(house, shown):
    for url in (house.url, house.live_url):
        status, page = ask(url, shown)
        assert status == 404
        other = ask(url, shown, "/nothing-here")[1]
        assert re.sub(VARIES, "", page) == re.sub(VARIES, "", other)


def test_without_a_token_there_is_nothing_to_open(client, db):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_prometheus_asks_a_container_by_its_own_name(house):
    for url in (house.url, house.live_url):
        status, text = ask(url, f"Bearer {TOKEN}", host="pages:8000")
        assert status == 200
        assert "# HELP ten_doors_page_seconds Time for a page" in text


def test_the_stream_counts_what_it_does(house, room):
    before = figures(house.live_url)
    assert before["ten_doors_seconds_since_look"] < 10
    pat = listen(live_of(house), room, revision_of(live_of(house), room))
    pat.until("hello")
    write(house, room, "An idea to be counted")
    pat.until("put", "An idea to be counted")
    listen(live_of(house), room, after=10**6, once=1).until("resync")
    listen(live_of(house), room, after=0, audience="wall", key=room["wall"]).until("put")
    now = wait_for(lambda: seen(figures(house.live_url), before), "the figures")

    def grown(name: str) -> float:
        return now[name] - before.get(name, 0)

    assert now['ten_doors_streams_open{audience="room"}'] == 1
    assert now["ten_doors_rooms_open"] == 1
    assert grown("ten_doors_deliveries_total") >= 1
    assert grown("ten_doors_fragment_bytes_total") > 100
    assert grown("ten_doors_events_drawn_total") >= 2
    assert grown("ten_doors_replayed_events_total") >= 2
    assert grown('ten_doors_resyncs_total{reason="ahead"}') >= 1
    assert grown("ten_doors_polls_total") >= 2
    assert now["ten_doors_lag_seconds_sum"] / now["ten_doors_lag_seconds_count"] < 1
    away = ("database_away", "redis_away", "hub_tasks_dead", "followers")
    assert [now[f"ten_doors_{name}"] for name in away] == [0, 0, 0, 0]


def seen(now: dict[str, float], before: dict[str, float]) -> dict[str, float] | None:
    name = "ten_doors_lag_seconds_count"
    return now if now[name] > before[name] else None


def live_of(house: House) -> House:
    """The house as its streams are reached."""
    other = House.__new__(House)
    other.url = house.live_url
    return other


def test_the_pages_count_what_they_do_and_name_nobody(house, room):
    before = figures(house.url)
    write(house, room, "Another idea")
    phone_of(house, room).get("/nothing/here/")
    now = figures(house.url)
    name = 'ten_doors_page_seconds_count{method="POST",view="poster"}'
    assert now[name] - before.get(name, 0) == 1
    assert now['ten_doors_pages_total{status="404"}'] >= 1
    for url in (house.url, house.live_url):
        labels = set(re.findall(r'(\w+)="([^"]*)"', ask(url, f"Bearer {TOKEN}")[1]))
        ours = {name for name, _value in labels}
        known = {"view", "method", "status", "le", "limit", "reason", "audience"}
        assert ours - known <= {
            "generation",
            "implementation",
            "major",
            "minor",
            "patchlevel",
            "version",
        }
        said = " ".join(value for name, value in labels if name in known - {"le", "status"})
        assert not re.search(r"\d", said)
        for secret in (*room["tokens"], room["wall"], room["email"], "127.0.0.1"):
            assert secret not in said


def test_workers_that_share_a_port_add_up_what_they_did(house, tmp_path):
    port = int(house.url.rsplit(":", 1)[1])
    house.stop("pages")
    house.start(
        "pages", "gunicorn", "workshop.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--worker-class", "gthread", "--threads", "2", "--log-level", "warning",
        PROMETHEUS_MULTIPROC_DIR=str(tmp_path),
    )  # fmt: skip
    wait_for(lambda: house.answers(port), "two workers")
    wait_for(lambda: len(list(tmp_path.glob("counter_*.db"))) == 2, "both to count")
    name = 'ten_doors_page_seconds_count{method="GET",view="code"}'
    before = figures(house.url).get(name, 0)
    for _ask in range(20):
        assert ask(house.url, path="/j/")[0] == 200
    assert figures(house.url)[name] - before == 20
