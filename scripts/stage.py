"""Programs of our own on real parts, with a database that is dropped afterwards."""

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
from urllib.request import urlopen

import psycopg

from steps import BIN, ROOT

DATABASE = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def stage() -> Iterator[dict[str, str]]:
    """The environment of a house with a database of its own, which is dropped afterwards."""
    name = f"ten_doors_bench_{os.getpid()}"
    server = DATABASE.replace("postgres://", "postgresql://")
    with (
        tempfile.TemporaryDirectory(prefix="ten-doors-bench-") as folder,
        psycopg.connect(server, autocommit=True) as connection,
    ):
        connection.execute(f"CREATE DATABASE {name}".encode())
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": f"{DATABASE.rsplit('/', 1)[0]}/{name}",
            "REDIS_URL": REDIS,
            "SITE_URL": "http://127.0.0.1",
        }
        try:
            for step in ("migrate", "fonts", "collectstatic --no-input"):
                manage(environment, *step.split(), "--verbosity", "0")
            yield environment
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@contextmanager
def program(environment: dict[str, str], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(15)


def wait_for(port: int) -> None:
    for _try in range(200):
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"Port {port} does not answer.")


def memory(process: int) -> int:
    """Resident memory in KiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0])
