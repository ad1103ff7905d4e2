"""`make run`: everything in one terminal, and nothing left of it afterwards."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.house import free_port

ROOT = Path(__file__).parent.parent


def programs_with(variable: str) -> list[int]:
    """Every process of this machine whose environment holds `variable`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if variable.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


class Terminal:
    """`manage.py start` with a data folder and a port of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.mark = f"DATA_DIR={folder}"
        self.output = folder.with_suffix(".txt")
        bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "start"],
            cwd=ROOT,
            env={**bare, "DATA_DIR": str(folder), "PORT": str(self.port), "DEMO": "no"}
            | environment,
            stdin=subprocess.DEVNULL,
            stdout=self.output.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until_open(self) -> float:
        """Seconds until it said that it is open."""
        started = time.monotonic()
        while "Ten Doors is open" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < started + 180
            time.sleep(0.02)
        return time.monotonic() - started

    def wait_until_nothing_is_left(self) -> None:
        started = time.monotonic()
        while programs_with(self.mark):
            assert time.monotonic() < started + 60, self.output.read_text()
            self.process.poll()
            time.sleep(0.05)


@pytest.fixture
def folder(tmp_path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    for program in programs_with(f"DATA_DIR={folder}"):
        os.kill(program, signal.SIGKILL)


def test_a_newcomer_starts_it_and_ctrl_c_ends_everything(folder):
    first = Terminal(folder)
    took = first.wait_until_open()
    with urlopen(f"http://127.0.0.1:{first.port}/health") as answer:
        assert (answer.status, json.load(answer)["fails"]) == (200, [])
    assert len(programs_with(first.mark)) >= 3
    os.killpg(first.process.pid, signal.SIGINT)
    first.wait_until_nothing_is_left()
    assert first.process.wait() == 0
    said = first.output.read_text()
    assert f"open at http://localhost:{first.port}" in said
    assert f":{first.port} make run" in said

    second = Terminal(folder)
    # Nothing is left to prepare. A busy machine is slow, not wrong.
    assert second.wait_until_open() < max(5, took / 2)
    second.process.send_signal(signal.SIGTERM)
    second.wait_until_nothing_is_left()
    assert second.process.wait() == 0


def test_when_one_program_ends_the_other_ends_too(folder):
    terminal = Terminal(folder)
    terminal.wait_until_open()
    web = next(
        pid
        for pid in programs_with(terminal.mark)
        if b"uvicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    os.kill(web, signal.SIGKILL)
    terminal.wait_until_nothing_is_left()
    assert terminal.process.wait() != 0
    assert "web ended" in terminal.output.read_text()


def test_a_taken_port_is_refused_with_a_sentence(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        terminal = Terminal(folder, PORT=str(port))
        assert terminal.process.wait(30) == 1
    said = terminal.output.read_text()
    assert f"Something else listens at 127.0.0.1:{port}" in said
    assert "Choose another port: PORT=8001 make run" in said
