"""/health, for proxies and whoever watches: what works, and the names of what does not."""

import asyncio
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.house import House
from tests.rooms import listen, seed
from workshop.live.hub import Hub

ROOT = Path(__file__).parent.parent
ASK = """
import django; django.setup()
from django.test import Client
answer = Client().get("/health")
print(answer.status_code, answer.json()["fails"])
"""


def test_anybody_asks_without_signing_in(client, db):
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"fails": []})
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.post("/health").status_code == 405


@pytest.mark.parametrize(
    ("gone", "status", "named"),
    [
        ({"DATABASE_URL": "postgres://doors@127.0.0.1:1/doors"}, 503, ["database"]),
        # Rooms go on without Redis: a proxy must not send everybody away.
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, 200, ["redis"]),
    ],
    ids=["database", "redis"],
)
def test_what_does_not_answer_is_named(tmp_path, gone, status, named):
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "workshop.settings",
            "DATA_DIR": str(tmp_path),
            "SITE_URL": "http://testserver",
            "DATABASE_REUSE": "none",
            **gone,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"{status} {named}\n", done.stderr


def test_a_process_with_streams_says_how_they_are():
    with House() as house:
        house.start_web()
        room = seed(house, 1)[0][0]
        stream = listen(house, room)
        stream.until("hello")
        with urllib.request.urlopen(f"{house.url}/health") as answer:
            said = json.load(answer)
    live = said.pop("live")
    assert said == {"fails": []}
    assert (live["streams"], live["rooms"]) == (1, 1)
    assert 0 <= live["seconds_since_look"] < 10
    assert set(live) == {"streams", "rooms", "lag", "seconds_since_look"}


def test_a_hub_whose_look_ended_is_not_well(client, db, monkeypatch):
    async def play() -> tuple[int, int]:
        hub = Hub()
        monkeypatch.setattr("workshop.health.hub", hub)
        hub.start()
        before = hub.dead()
        hub.lasting[0].cancel()
        await asyncio.sleep(0.01)
        after = hub.dead()
        await hub.stop()
        hub.stopping = False  # as if nobody had asked for it
        return before, after

    assert asyncio.run(play()) == (0, 1)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["fails"]) == (503, ["hub"])
