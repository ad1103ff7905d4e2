"""`make bench`: a live room on the real stack, beside a raw server that sends the same bytes.

Streams come from uvicorn and posts go through gunicorn, on PostgreSQL and Redis, as in
docker-compose.yml. Everything stays on this machine; a run takes about a minute. The figures are
printed and written to var/bench.json.
"""

import argparse
import asyncio
import json
import secrets
import statistics
import subprocess
import time
from contextlib import ExitStack
from typing import Any

import uvloop

from phones import Post, Writer, deliver, listen, raw_server
from stage import free_port, manage, memory, program, stage, wait_for
from steps import ROOT, say

WRITERS = 32
# A workshop that is live, with a seat for each stream.
PREPARE = """
import json, datetime
from django.utils import timezone
from problems.models import Problem
from workshop.models import Participant, Workshop
from workshop.people.models import Organisation, Team, User
user = User.objects.create_user("bench@example.org", None, name="Bench")
organisation = Organisation.found("Bench", user)
teams = [Team.add(organisation, name, name[:3]) for name in ("Sales", "Development")]
workshop = Workshop.create(organisation, teams, title="Bench", goal="Bench",
    date=timezone.localdate(), start=datetime.time(9), time_zone="Europe/Stockholm")
problems = [Problem.objects.create(workshop=workshop, position=n, title=f"Problem {n}")
    for n in range(1, 11)]
workshop.start_day(timezone.now())
tokens = [Participant.admit(workshop, f"Seat {n}", teams[n % 2], timezone.now())[1]
    for n in range(SEATS)]
workshop.stream.refresh_from_db()
print(json.dumps({"workshop": workshop.pk, "tokens": tokens,
    "problems": [problem.pk for problem in problems], "revision": workshop.stream.revision}))
"""


IDEA = "An idea of some length, as people write them: "
LISTEN = (
    "GET /live/{pk}/room/?after={revision} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Cookie: seat-{pk}={token}\r\n\r\n"
)
STREAM = (
    *("uvicorn", "workshop.asgi:application", "--no-access-log", "--log-level", "warning"),
    *("--timeout-graceful-shutdown", "3"),
)
PAGES = (
    *("gunicorn", "workshop.wsgi", "--worker-class", "gthread", "--workers", "2"),
    *("--threads", "8", "--log-level", "warning"),
)
REVISION = "from workshop.live.models import *; print(Stream.objects.get(workshop={}).revision)"


def figures(posts: list[Post], streams: int) -> dict[str, float]:
    """Milliseconds from the POST until a post was everywhere, and until each stream had it."""
    lost = sum(streams - len(post.arrived) for post in posts)
    to_all = sorted(1000 * (max(post.arrived) - post.sent) for post in posts if post.arrived)
    each = sorted(1000 * (at - post.sent) for post in posts for at in post.arrived)
    return {
        "to_all_p50_ms": round(statistics.median(to_all), 1),
        "to_all_p95_ms": round(to_all[int(len(to_all) * 0.95)], 1),
        "each_p50_ms": round(statistics.median(each), 1),
        "each_p95_ms": round(each[int(len(each) * 0.95)], 1),
        "lost": lost,
    }


async def ideas_per_second(writers: list[Writer], seconds: float) -> float:
    end = time.monotonic() + seconds

    async def write(writer: Writer) -> int:
        written = 0
        while time.monotonic() < end:
            await writer.idea(
                f"An idea of some length, as people write them: {secrets.token_hex(30)}"
            )
            written += 1
        return written

    began = time.monotonic()
    written = await asyncio.gather(*(write(writer) for writer in writers))
    return round(sum(written) / (time.monotonic() - began), 1)


async def measure(options: argparse.Namespace, stack: ExitStack) -> dict[str, Any]:
    environment = stack.enter_context(stage())
    prepare = PREPARE.replace("SEATS", str(options.streams + WRITERS))
    room = json.loads(manage(environment, "shell", "-v0", "-c", prepare))
    stream_port, page_port, raw_port = free_port(), free_port(), free_port()
    stream = stack.enter_context(program(environment, *STREAM, "--port", str(stream_port)))
    lasting = environment | {"DATABASE_REUSE": "persistent"}
    stack.enter_context(program(lasting, *PAGES, "--bind", f"127.0.0.1:{page_port}"))
    stack.enter_context(program(environment, "python", __file__, "--raw", str(raw_port)))
    wait_for(stream_port)
    wait_for(page_port)
    found: dict[str, Any] = {name: getattr(options, name) for name in ("streams", "posts", "rate")}
    writers = await writers_of(room, page_port)
    found["ideas_per_second"] = await ideas_per_second(writers, options.seconds)
    revision = manage(environment, "shell", "-v0", "-c", REVISION.format(room["workshop"])).strip()
    requests = [
        LISTEN.format(pk=room["workshop"], revision=revision, token=token).encode()
        for token in room["tokens"][WRITERS:]
    ]
    ours, sample = await in_the_room(stream, stream_port, requests, writers[0], options)
    return found | ours | {"raw": await beside_raw(raw_port, sample, options)}


async def writers_of(room: dict[str, Any], port: int) -> list[Writer]:
    """Phones at all posters, each with a seat of its own, ready to write."""
    pk, problems = room["workshop"], room["problems"]
    return [
        await Writer(
            port,
            f"/room/{pk}/posters/{problems[number % len(problems)]}/",
            f"seat-{pk}={token}",
        ).begin()
        for number, token in enumerate(room["tokens"][:WRITERS])
    ]


async def in_the_room(
    server: subprocess.Popen[bytes],
    port: int,
    requests: list[bytes],
    writer: Writer,
    options: argparse.Namespace,
) -> tuple[dict[str, Any], Post]:
    """What all streams got of the writer's ideas, and one post as it went over the wire."""

    async def post_idea(marker: bytes) -> None:
        await writer.idea(IDEA + marker.decode())

    on_the_way: dict[bytes, Post] = {}
    for transport in await listen(port, requests[:2], on_the_way):
        transport.close()
    await asyncio.sleep(1)
    before, began = memory(server.pid), time.perf_counter()
    transports = await listen(port, requests, on_the_way)
    opened = time.perf_counter() - began
    posts = await deliver(post_idea, options.streams, options.posts, options.rate, on_the_way)
    grown = memory(server.pid) - before
    for transport in transports:
        transport.close()
    found = {
        "all_open_seconds": round(opened, 2),
        "memory_per_stream_kib": round(grown / options.streams, 1),
        "bytes_per_post": len(posts[-1].body),
        "ten_doors": figures(posts, options.streams),
    }
    return found, posts[-1]


async def beside_raw(port: int, sample: Post, options: argparse.Namespace) -> dict[str, float]:
    """The same bytes to as many streams at the same rate, from a server that does nothing else."""
    on_the_way: dict[bytes, Post] = {}
    request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    transports = await listen(port, [request] * options.streams, on_the_way)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def post_bytes(marker: bytes) -> None:
        body = sample.body.replace(sample.marker, marker)
        writer.write(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await reader.readuntil(b"\r\n\r\n")

    posts = await deliver(post_bytes, options.streams, options.posts, options.rate, on_the_way)
    for transport in transports:
        transport.close()
    return figures(posts, options.streams)


def table(found: dict[str, Any]) -> str:
    ours, raw = found["ten_doors"], found["raw"]
    run = "{streams} streams, {posts} posts at {rate} a second, {bytes_per_post} bytes each"
    lines = [
        run.format(**found),
        "",
        f"{'POST until …':<24}{'Ten Doors':>12}{'raw uvloop':>12}",
    ]
    lines += [
        f"{title:<24}{ours[name]:>12}{raw[name]:>12}"
        for title, name in (
            ("everywhere, p50 ms", "to_all_p50_ms"),
            ("everywhere, p95 ms", "to_all_p95_ms"),
            ("on a stream, p50 ms", "each_p50_ms"),
            ("on a stream, p95 ms", "each_p95_ms"),
            ("never arrived", "lost"),
        )
    ]
    return "\n".join(
        [
            *lines,
            "",
            f"all streams open after   {found['all_open_seconds']} s",
            f"memory a stream          {found['memory_per_stream_kib']} KiB",
            f"ideas through the form   {found['ideas_per_second']} a second, {WRITERS} at once",
        ]
    )


def between(least: int, most: int) -> Any:
    def parse(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"a number from {least} to {most}")
        return value

    return parse


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=between(1, 2000), default=1000)
    parser.add_argument("--posts", type=between(5, 500), default=60)
    parser.add_argument("--rate", type=between(1, 50), default=5, help="posts a second")
    parser.add_argument("--seconds", type=between(1, 60), default=8, help="of writing at once")
    parser.add_argument("--raw", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.raw:
        uvloop.run(raw_server(options.raw))
        return
    with ExitStack() as stack:
        found = uvloop.run(measure(options, stack))
    say(table(found))
    kept = ROOT / "var" / "bench.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
