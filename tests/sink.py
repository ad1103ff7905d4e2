"""An SMTP server in a process of its own, which a test may kill: python -m tests.sink <port> <folder>

Each mail becomes a file in the folder. While the folder has a file “hold” with a number in it, the
server stops in the middle of the conversation once it has as many mails, before it takes another.
"""

import asyncio
import json
import subprocess
import sys
import threading
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.house import free_port, wait_for

PATIENCE = 180.0  # seconds; a busy machine takes its time to start a worker


class Kept:
    """What the server does with what it gets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        while self.holds():
            (self.folder / "held").touch()
            await asyncio.sleep(0.02)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=default)
        number = len(list(self.folder.glob("*.json")))
        told = {"to": envelope.rcpt_tos, "id": mail["Message-ID"]}
        whole = self.folder / f"{number:04}.json"
        rough = whole.with_suffix(".rough")
        rough.write_text(json.dumps(told))
        rough.rename(whole)
        return "250 kept"

    def holds(self) -> bool:
        hold = self.folder / "hold"
        return hold.exists() and len(list(self.folder.glob("*.json"))) >= int(hold.read_text())


class SinkProcess:
    """The server as the test sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.sink", str(self.port), str(self.folder)],
            start_new_session=True,
        )
        wait_for((self.folder / "open").exists, "the mail server to open")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
        for name in ("open", "held"):
            (self.folder / name).unlink(missing_ok=True)

    def hold_at(self, count: int) -> None:
        """Let it stop when it has so many mails; whoever waits for it now goes on until then."""
        (self.folder / "held").unlink(missing_ok=True)
        rough = self.folder / "hold.rough"
        rough.write_text(str(count))
        rough.rename(self.folder / "hold")

    def wait_until_held(self) -> None:
        held = self.folder / "held"
        wait_for(held.exists, "the mail server to have as many mails", PATIENCE)

    def go_on(self) -> None:
        (self.folder / "hold").unlink(missing_ok=True)
        (self.folder / "held").unlink(missing_ok=True)

    @property
    def mails(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_text()) for path in sorted(self.folder.glob("*.json"))]


if __name__ == "__main__":
    at, mails = int(sys.argv[1]), Path(sys.argv[2])
    Controller(Kept(mails), hostname="127.0.0.1", port=at).start()
    (mails / "open").touch()
    threading.Event().wait()
