"""Parts that a test may break: a Redis and a PostgreSQL of its own, and bad proxies."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
import redis

from tests.house import free_port, wait_for


def program(name: str, *folders: Path) -> str:
    """Its path. Where it is missing CI fails, and a machine at home leaves the test out."""
    found = shutil.which(name, path=os.pathsep.join([os.environ["PATH"], *map(str, folders)]))
    if found is None:
        sentence = f"{name} is not installed, and this test starts one of its own."
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    return found


class OwnRedis:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = tempfile.mkdtemp(prefix="ten-doors-redis-")
        self.process: subprocess.Popen[bytes] | None = None
        self.client = redis.Redis(port=self.port)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
        self.client.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder],
            stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        wait_for(self.answers, "Redis to answer")

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


class OwnPostgreSQL:
    """A cluster in a folder of its own, run by somebody who isn't root."""

    def __init__(self) -> None:
        newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
        self.initdb, self.pg_ctl = program("initdb", *newest), program("pg_ctl", *newest)
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.folder = Path(tempfile.mkdtemp(prefix="ten-doors-postgresql-"))
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def __enter__(self) -> Self:
        if self.user:
            shutil.chown(self.folder, "postgres")
        self._run(self.initdb, "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8")  # fmt: skip
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        with contextlib.suppress(AssertionError):
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        settings = f"-p {self.port} -h 127.0.0.1 -c fsync=off -c unix_socket_directories=''"
        self._control("start", "-l", str(self.folder / "log"), "-o", settings)

    def stop(self, mode: str) -> None:
        """`fast` ends every connection and then itself; `immediate` is a crash."""
        self._control("stop", "-m", mode)

    def connections(self) -> int:
        """How many the house holds open, ours not counted."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
        assert row is not None
        return int(row[0])

    def _control(self, what: str, *arguments: str) -> None:
        self._run(self.pg_ctl, what, "-w", "-D", str(self.folder / "data"), *arguments)

    def _run(self, *command: str) -> None:
        # Not through pipes: the server would keep them open.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [*self.user, *command], cwd="/", stdout=said, stderr=said, check=False
            )
            said.seek(0)
            assert done.returncode == 0, said.read().decode()


class Proxy:
    """Stands between clients and a server and does what bad proxies do.

    `cut_after`: every connection is cut after so many seconds.
    `holds_back`: an answer goes on only when the server has ended it.
    """

    def __init__(
        self, to: int, *, cut_after: float | None = None, holds_back: bool = False
    ) -> None:
        self.to = to
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.cut_after = cut_after
        self.holds_back = holds_back
        self.cut = 0
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result(5)
        return self

    def __exit__(self, *_error: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)

    def _work(self) -> None:
        self.loop.run_forever()
        left = asyncio.all_tasks(self.loop)
        for task in left:
            task.cancel()
        if left:
            self.loop.run_until_complete(asyncio.wait(left))
        self.loop.close()

    async def _open(self) -> None:
        await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
            try:
                async with asyncio.timeout(self.cut_after):
                    await asyncio.gather(
                        self._pass_on(reader, back), self._pass_on(there, writer, self.holds_back)
                    )
            except TimeoutError:
                self.cut += 1
            finally:
                back.close()
        writer.close()

    async def _pass_on(self, source: Any, target: Any, holds_back: bool = False) -> None:
        held = b""
        while piece := await source.read(65536):
            if holds_back:
                held += piece
            else:
                target.write(piece)
                await target.drain()
        target.write(held)
        await target.drain()
        if target.can_write_eof():
            target.write_eof()
