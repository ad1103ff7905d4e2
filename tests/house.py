"""The real stack for tests: uvicorn, a Celery worker with beat, an SMTP sink, a database of its own.

On PostgreSQL and Redis where DATABASE_URL and REDIS_URL are set, else on the embedded default.
"""

import contextlib
import email
import email.policy
import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import psycopg
from aiosmtpd.controller import Controller

from tests import foundation

logging.getLogger("mail.log").setLevel(logging.WARNING)
ROOT = Path(__file__).parent.parent
PATIENCE = 120.0  # seconds until something that should happen has not


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(ask: Any, what: str, patience: float = PATIENCE) -> Any:
    """The first true answer of `ask`, asked again and again."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {patience:.0f} s for {what}")


class Sink:
    """An SMTP server that keeps what it receives."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = free_port()
        self.controller: Controller | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail["X-To"] = ", ".join(envelope.rcpt_tos)
        self.mails.append(mail)
        return "250 kept"

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in list(self.mails) if address in mail["X-To"]]

    def wait_for(self, address: str, containing: str = "", patience: float = PATIENCE) -> str:
        """The newest mail to `address` whose text contains `containing`."""

        def text() -> str | None:
            for mail in reversed(self.to(address)):
                body = mail.get_body(("plain",))
                content = body.get_content() if body else ""
                if containing in content:
                    return content
            return None

        return wait_for(text, f"a mail to {address}", patience)


def raze() -> None:
    """Drop the databases that the run's houses were copied from."""
    for kept in foundation.laid("postgresql-*"):
        # A server that a test brought is gone, with all it had.
        with contextlib.suppress(psycopg.OperationalError):
            with psycopg.connect((kept / "server").read_text(), autocommit=True) as server:
                server.execute(f"DROP DATABASE IF EXISTS {(kept / 'name').read_text()}")


class House:
    def __init__(self, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.live_url = self.url  # another one where the stream has a process of its own
        self.folder = Path(tempfile.mkdtemp(prefix="ten-doors-house-"))
        self.sink = Sink()
        self.database = ""
        self.environment = os.environ | {
            "DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "workshop.settings",
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        self.environment.pop("EMAIL_BACKEND", None)
        if self.environment.get("DATABASE_URL", "").startswith("postgres"):
            self.database = f"ten_doors_house_{secrets.token_hex(4)}"
            self.admin_url = self.environment["DATABASE_URL"]
            self.environment["DATABASE_URL"] = self._address_of(self.database)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        self.sink.start()
        shutil.copytree(foundation.lay("files", self._make_files), self.folder, dirs_exist_ok=True)
        if self.database:
            # Each server has a foundation of its own; a test may bring one.
            server = urlsplit(self.admin_url)
            kept = foundation.lay(f"postgresql-{server.port}", self._make_database)
            template = (kept / "name").read_text()
            self._admin(f"CREATE DATABASE {self.database} TEMPLATE {template}")
        else:
            kept = foundation.lay("sqlite", lambda rough: self._migrate(DATA_DIR=str(rough)))
            shutil.copy(kept / "ten-doors.db", self.folder)
        return self

    def _make_files(self, rough: Path) -> None:
        for command in ("fonts -v0", "collectstatic --noinput -v0"):
            self.manage(*command.split(), DATA_DIR=str(rough), DATABASE_URL="", REDIS_URL="")
        (rough / "secret_key").unlink()

    def _make_database(self, rough: Path) -> None:
        name = f"ten_doors_house_{secrets.token_hex(4)}_template"
        self._admin(f"CREATE DATABASE {name}")
        self._migrate(DATABASE_URL=self._address_of(name))
        (rough / "name").write_text(name)
        (rough / "server").write_text(self.admin_url)

    def _migrate(self, **environment: str) -> None:
        self.manage("migrate", "-v0", **environment)

    def _address_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self.admin_url)._replace(path=f"/{database}"))

    def __exit__(self, *_error: object) -> None:
        for name in list(self.processes):
            self.stop(name)
        self.sink.stop()
        if self.database:
            self._admin(f"DROP DATABASE {self.database} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)

    def manage(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment | environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, code: str) -> str:
        """Run Python inside the house, as the facts behind the pages."""
        return self.manage("shell", "-v0", "-c", code).strip()

    def start(self, name: str, *command: str, **environment: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT, env=self.environment | environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip

    def start_web(
        self, name: str = "web", port: int | None = None, at: datetime | None = None
    ) -> None:
        port = port or self.port
        clock = ["tests.clock", at.isoformat()] if at else []
        self.start(
            name, *clock, "uvicorn", "workshop.asgi:application", "--host", "127.0.0.1",
            "--port", str(port), "--no-access-log", "--no-proxy-headers",
            "--timeout-graceful-shutdown", "3", "--log-level", "warning",
        )  # fmt: skip
        wait_for(lambda: self.answers(port), f"{name} to answer; see {self.folder}/{name}.log")

    def start_apart(self) -> None:
        """Pages and stream in processes of their own, with the commands of docker-compose.yml."""
        stream = free_port()
        self.live_url = f"http://127.0.0.1:{stream}"
        self.start_web("stream", stream)
        self.start(
            "pages", "gunicorn", "--config", "python:workshop.gunicorn", "workshop.wsgi",
            "--bind", f"127.0.0.1:{self.port}", "--workers", "1",
            "--log-level", "warning", DATABASE_REUSE="persistent",
        )  # fmt: skip
        wait_for(
            lambda: self.answers(self.port), f"the pages to answer; see {self.folder}/pages.log"
        )

    def start_worker(self, at: datetime | None = None) -> None:
        """Celery worker with beat; with its clock at another time where `at` says so."""
        clock = ["tests.clock", at.isoformat()] if at else []
        self.start(
            "worker", *clock, "celery", "-A", "workshop", "worker", "-B", "--pool", "threads",
            "--concurrency", "2", "--loglevel", "warning",
            "-s", str(self.folder / "beat-schedule"),
        )  # fmt: skip

    def answers(self, port: int) -> bool:
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
                return answer.status == 200
        return False

    def stop(self, name: str, patience: float = 10.0) -> float:
        """End a process kindly; returns the seconds it took."""
        process = self.processes.pop(name)
        began = time.monotonic()
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return time.monotonic() - began

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(statement)
