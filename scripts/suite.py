"""`make test`: the suite on the embedded default, and on PostgreSQL and Redis where they answer."""

import os
import shutil
import sys
from pathlib import Path

import psycopg
import redis
from defusedxml import ElementTree

from steps import CI, ROOT, say, step

POSTGRESQL = "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = "redis://127.0.0.1:6379/15"
REPORTS = ROOT / "var" / "tests"
NO_TESTS = 5  # pytest's status where nothing matches
# Many of the fast ones wait for other processes. What breaks servers has the machine to itself.
KINDS = {
    "fast": ["-n", "3", "--dist", "worksteal", "-m", "not browser and not load"],
    "story": ["-m", "browser", "tests/browser/test_story.py"],
    "browser": ["-n", "2", "--dist", "loadfile", "-m", "browser"],
    "load": ["-m", "load"],
}


def postgresql_answers(address: str) -> bool:
    """The suite makes and drops databases of its own there."""
    try:
        psycopg.connect(address.replace("postgres://", "postgresql://"), connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def redis_answers(address: str) -> bool:
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=3) as server:
            return bool(server.ping())
    except (redis.RedisError, OSError):
        return False


def real_parts() -> dict[str, str]:
    """Addresses of the real parts that answer. One that was asked for by name must."""
    found = {}
    for name, standard, answers in (
        ("DATABASE_URL", POSTGRESQL, postgresql_answers),
        ("REDIS_URL", REDIS, redis_answers),
    ):
        given = os.environ.get(name, "")
        if answers(given or standard):
            found[name] = given or standard
        elif given or CI:
            sys.exit(f"{name}: {given or standard} does not answer, and the suite needs it.")
        else:
            say(f"{standard} does not answer: the suite runs without it. Set {name} to use one.")
    return found


def chromium() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    if Path(path).is_file():
        return path
    if CI:
        sys.exit("Chromium is missing, and the browser tests need it. Set CHROMIUM to its path.")
    say("Chromium is not installed: browser tests are not run. Set CHROMIUM to its path.")
    return ""


def run(title: str, parts: dict[str, str], *kinds: str) -> bool:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "SITE_URL", "PORT", "HOST"}
    }
    environment |= parts
    good = True
    for kind in kinds:
        report = f"--junit-xml={REPORTS / f'{title}-{kind}.xml'}"
        command = ["pytest", *KINDS[kind], report]
        good &= step(f"{title}, {kind}", command, environment, fine=(0, NO_TESTS))
    return good


def never_run() -> list[str]:
    """Tests that every run skipped."""
    ran: set[str] = set()
    skipped: set[str] = set()
    for report in REPORTS.glob("*.xml"):
        for case in ElementTree.parse(report).iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            (ran if case.find("skipped") is None else skipped).add(name)
    return sorted(skipped - ran)


def main() -> int:
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    parts, browser = real_parts(), chromium()
    os.environ["CHROMIUM"] = browser
    if not parts:
        good = run("SQLite", {}, "fast", *(["browser"] if browser else []), "load")
    else:
        # What breaks servers brings its own, and browsers see the same pages on either database:
        # once is enough, where most is real. The main job is done in browsers on both.
        good = run("SQLite", {}, "fast", *(["story"] if browser else []))
        title = {2: "PostgreSQL and Redis"}.get(
            len(parts), "PostgreSQL" if "DATABASE_URL" in parts else "Redis"
        )
        good &= run(title, parts, "fast", *(["browser"] if browser else []), "load")
    left_out = never_run()
    if left_out:
        say("Skipped in every run:\n  " + "\n  ".join(left_out))
    return 0 if good and not (CI and left_out) else 1


if __name__ == "__main__":
    sys.exit(main())
