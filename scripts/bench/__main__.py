"""`make bench`: a live room on the real stack, beside a raw server that sends the same bytes.

Streams come from uvicorn and pages from gunicorn, on PostgreSQL and Redis, as in
docker-compose.yml. Everything stays on this machine; a full run takes about ten minutes. Figures
are printed and written to var/bench.json; docs/performance.md says what they mean.
"""

import argparse
import asyncio
import json
import os
import platform
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import psycopg
import uvloop

from bench import arriving, fanout, growth, stage, writing
from bench.phones import Writer
from bench.table import table
from steps import ROOT, say

Found = dict[str, Any]


async def fan_out(options: argparse.Namespace) -> Found:
    """1,000 streams at 5 and 20 posts a second, 2,000 streams, 50 rooms of 40."""
    found: Found = {}
    with ExitStack() as stack:
        environment = stack.enter_context(stage.stage())
        raw = stack.enter_context(stage.raw(environment))
        pages = stack.enter_context(stage.pages(environment))
        people = options.streams
        settings: list[tuple[str, list[int], float]] = [
            (f"{people} streams", [people], 5),
            (f"{people} streams, 20 a second", [people], 20),
            (f"{2 * people} streams", [2 * people], 5),
            ("50 rooms of 40", [40] * 50, 20),
        ]
        for title, seats, rate in settings[: 1 if options.quick else None]:
            spare = fanout.WRITERS if len(seats) == 1 else 1
            rooms = stage.rooms(environment, *(count + spare for count in seats))
            with stage.streams(environment) as server:
                room = fanout.Room(server, pages)
                await room.open(rooms, seats[0], spare)
                say(f"… {title}")
                streams = seats[0]  # who hears one post
                if len(seats) == 1:
                    found[title] = await fanout.beside_raw(
                        room,
                        raw,
                        streams=streams,
                        posts=options.posts,
                        rate=rate,
                        times=options.times,
                    )
                else:
                    runs = [
                        (await room.run(streams, options.posts, rate))[0]
                        for _time in range(options.times)
                    ]
                    found[title] = {"ten doors": fanout.medians(runs)}
                found[title] |= {"opened in s": round(room.opened, 2), "KiB": room.memory()}
                if not found.get("deliveries") and len(seats) == 1:
                    found["deliveries"] = await deliveries(room, raw, server[0].pid, people)
                    found["writing beside streams"] = await writing.ideas(
                        rooms[0], pages, options.seconds, 1
                    )
                room.close()
    return found


async def deliveries(room: fanout.Room, raw: fanout.Server, process: int, people: int) -> Found:
    async def ours(posts: int, rate: float) -> fanout.Figures:
        return (await room.run(people, posts, rate))[0]

    say("… the most deliveries a second")
    _figures, sample = await room.run(people, 5, 5)
    limit = fanout.Raw(raw, sample)
    await limit.open(people)
    theirs = await fanout.most_deliveries(limit.run, people, raw[0].pid)
    limit.close()
    return {
        "ten doors": await fanout.most_deliveries(ours, people, process),
        "raw": theirs,
    }


async def arrivals(options: argparse.Namespace) -> Found:
    """Those who come back and those who join, a fresh room each time."""
    say("… coming back, and joining")
    back, joined = [], []
    with ExitStack() as stack:
        environment = stack.enter_context(stage.stage())
        pages = stack.enter_context(stage.pages(environment))
        _process, port = stack.enter_context(stage.streams(environment))
        for _time in range(options.times):
            room, empty = stage.rooms(environment, options.streams + 1, 0)
            writer = await Writer(pages, room, 0).begin()
            revision = stage.revision(environment, room)
            back.append(await arriving.come_back(room, port, revision, writer, options.streams))
            await asyncio.sleep(1)
            joined.append(await arriving.join(empty, pages, port, options.streams))
            await asyncio.sleep(1)
    return {"come back": fanout.medians(back), "join": fanout.medians(joined)}


async def writes(options: argparse.Namespace) -> Found:
    """Ideas on PostgreSQL and on SQLite; pages with one process and with two."""
    found: Found = {}
    for title, postgresql in (("PostgreSQL", True), ("SQLite", False)):
        say(f"… ideas on {title}")
        with stage.stage(postgresql=postgresql) as environment:
            room = stage.rooms(environment, writing.WRITERS)[0]
            for workers in (1, 2):
                with stage.pages(environment, workers) as port:
                    found[f"{title}, {workers}"] = {
                        "ideas": await writing.ideas(room, port, options.seconds, options.times),
                        "pages": await writing.pages_a_second(room, port, options.seconds),
                    }
    return found


def machine() -> Found:
    names = ("Django", "uvicorn", "uvloop", "httptools", "gunicorn", "psycopg", "redis", "celery")
    with psycopg.connect(stage.SERVER) as server:
        row = server.execute("SHOW server_version").fetchone()
    return {
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "cores": os.cpu_count(),
        "load before": round(os.getloadavg()[0], 2),
        "Python": platform.python_version(),
        "PostgreSQL": row[0] if row else "",
        **{name: version(name) for name in names},
    }


async def measure(options: argparse.Namespace) -> Found:
    parts = {"fan-out": fan_out, "arrivals": arrivals, "writes": writes}
    found: Found = {"machine": machine()}
    for name, part in parts.items():
        if not options.only or name in options.only:
            found[name] = await part(options)
            keep(found)
    if not options.only or "growth" in options.only:
        say("… cost as the room fills")
        with stage.stage() as environment:
            found["growth"] = growth.costs(environment)
    return found


def keep(found: Found) -> None:
    kept = ROOT / "var" / "bench.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(found, indent=2))


def between(least: int, most: int) -> Any:
    def parse(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"a number from {least} to {most}")
        return value

    return parse


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--streams", type=between(1, 1000), default=1000)
    parser.add_argument("--posts", type=between(5, 500), default=60, help="a run")
    parser.add_argument("--seconds", type=between(1, 30), default=6, help="of writing at once")
    parser.add_argument("--times", type=between(1, 9), default=3, help="medians of so many runs")
    parser.add_argument("--quick", action="store_true", help="one size of fan-out only")
    parser.add_argument(
        "--only", nargs="+", choices=["fan-out", "arrivals", "writes", "growth"], default=[]
    )
    options = parser.parse_args()
    found = uvloop.run(measure(options))
    keep(found)
    say(table(found))


if __name__ == "__main__":
    main()
