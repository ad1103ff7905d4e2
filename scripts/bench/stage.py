"""Programs of our own on real parts, with a database that is dropped afterwards."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg

from steps import BIN, ROOT

DATABASE = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"
NAME = f"ten_doors_bench_{os.getpid()}"
SERVER = DATABASE.replace("postgres://", "postgresql://")
# As docker-compose.yml runs them.
STREAM = (
    *("uvicorn", "workshop.asgi:application", "--no-access-log", "--no-proxy-headers"),
    *("--log-level", "warning", "--timeout-graceful-shutdown", "3"),
)
PAGES = (
    *("gunicorn", "--config", "python:workshop.gunicorn", "workshop.wsgi"),
    *("--log-level", "warning", "--graceful-timeout", "3"),
)
RAW = ("python", "-m", "bench.raw")

# Rooms that are live, each with ten posters and so many seats. Argument: [seats, …].
PREPARE = """
import datetime, json
from django.utils import timezone
from problems.models import Problem
from workshop.models import Participant, Workshop
from workshop.people.models import Organisation, Team, User
from workshop.people.tokens import new_token, token_digest
now = timezone.now()
user, _made = User.objects.get_or_create(email="bench@example.org", defaults={{"name": "Bench"}})
organisation = Organisation.objects.first() or Organisation.found("Bench", user)
teams = list(organisation.teams.all()) or [
    Team.add(organisation, name, name[:3]) for name in ("Sales", "Development", "Support", "Legal")]
rooms = []
for seats in {seats}:
    workshop = Workshop.create(organisation, teams, title="Bench", goal="Bench",
        date=timezone.localdate(), start=datetime.time(9), time_zone="Europe/Stockholm")
    problems = [Problem.objects.create(workshop=workshop, position=n, title=f"Problem {{n}}")
        for n in range(1, 11)]
    workshop.start_day(now)
    tokens = [new_token() for _seat in range(seats)]
    Participant.objects.bulk_create(
        Participant(workshop=workshop, name=f"Seat {{n}}", team=teams[n % len(teams)],
            digest=token_digest(token), joined_at=now) for n, token in enumerate(tokens))
    workshop.stream.refresh_from_db()
    rooms.append({{"workshop": workshop.pk, "tokens": tokens, "code": workshop.code,
        "wall": workshop.wall_token, "problems": [problem.pk for problem in problems],
        "stream": workshop.stream_id, "revision": workshop.stream.revision}})
print(json.dumps(rooms))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def stage(*, postgresql: bool = True) -> Iterator[dict[str, str]]:
    """The environment of a house with a database of its own, which is dropped afterwards."""
    with tempfile.TemporaryDirectory(prefix="ten-doors-bench-") as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DATA_DIR": folder,
            "REDIS_URL": REDIS,
            "SITE_URL": "http://127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "workshop.settings",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'scripts'}",
            "RATE_LIMITS": "no",  # a thousand phones in one process have one address
        }
        if not postgresql:
            yield prepared(environment)
            return
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {NAME}".encode())
            try:
                environment["DATABASE_URL"] = f"{DATABASE.rsplit('/', 1)[0]}/{NAME}"
                yield prepared(environment)
            finally:
                connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)".encode())


def prepared(environment: dict[str, str]) -> dict[str, str]:
    for step in ("migrate", "fonts", "collectstatic --no-input"):
        manage(environment, *step.split(), "--verbosity", "0")
    return environment


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def shell(environment: dict[str, str], code: str) -> str:
    return manage(environment, "shell", "-v0", "-c", code).strip()


def rooms(environment: dict[str, str], *seats: int) -> list[dict[str, Any]]:
    """Live rooms, each with ten posters and so many seats."""
    found: list[dict[str, Any]] = json.loads(
        shell(environment, PREPARE.format(seats=list(seats))).splitlines()[-1]
    )
    return found


def revision(environment: dict[str, str], room: dict[str, Any]) -> int:
    """The head of the room's log, now."""
    code = "from workshop.live.models import Stream; print(Stream.objects.get(pk={}).revision)"
    return int(shell(environment, code.format(room["stream"])).splitlines()[-1])


@contextmanager
def program(environment: dict[str, str], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def streams(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    with program(environment, *STREAM, "--port", str(port)) as process:
        wait_for(port)
        yield process, port


@contextmanager
def pages(environment: dict[str, str], workers: int = 2) -> Iterator[int]:
    port = free_port()
    lasting = environment | {"DATABASE_REUSE": "persistent"}
    command = (*PAGES, "--workers", str(workers), "--bind", f"127.0.0.1:{port}")
    with program(lasting, *command):
        wait_for(port)
        yield port


@contextmanager
def raw(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    with program(environment, *RAW, str(port)) as process:
        wait_for(port, path="")
        yield process, port


def wait_for(port: int, path: str = "health") -> None:
    for _try in range(200):
        try:
            if not path:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            with urlopen(f"http://127.0.0.1:{port}/{path}", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"Port {port} does not answer.")


def memory(process: int) -> int:
    """Resident memory in KiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0])


def cpu(process: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def connections() -> int:
    """How many connections the bench's database has."""
    with psycopg.connect(SERVER, autocommit=True) as server:
        row = server.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [NAME]
        ).fetchone()
    return int(row[0]) if row else 0
