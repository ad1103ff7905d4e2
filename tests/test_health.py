"""/health, for proxies and whoever watches: what works, and the names of what does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
    ("gone", "named"),
    [
        ({"DATABASE_URL": "postgres://doors@127.0.0.1:1/doors"}, ["database"]),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, ["cache"]),
    ],
    ids=["database", "redis"],
)
def test_what_does_not_answer_is_named(tmp_path, gone, named):
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
    assert done.stdout == f"503 {named}\n", done.stderr
