"""`make check`: everything that can be said about the code without running the suite."""

import os
import secrets
import sys
import tempfile

from steps import CI, say, step

DJANGOFMT = ["--indent-width", "2", "--line-length", "140"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        bare = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "DEBUG"}
        }
        local = {**bare, "DATA_DIR": f"{folder}/local"}
        production = {
            **bare,
            "DATA_DIR": f"{folder}/production",
            "PRODUCTION": "yes",
            "SITE_URL": "https://doors.example.org",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "REDIS_URL": "redis://localhost:6379/0",
            "EMAIL_URL": "smtp://mail.example.org:587/?tls=true",
        }
        manage = ["python", "manage.py"]
        messages = ["python", "scripts/messages.py"]
        results = {
            "ruff": step("ruff", ["ruff", "check"]),
            "format": step("format", ["ruff", "format", "--check"]),
            "mypy": step("mypy", ["mypy", "workshop", "problems", "scripts"], local),
            "templates": step("templates", ["djangofmt", "--check", *DJANGOFMT, "templates"]),
            "deploy": step(
                "deploy",
                [*manage, "check", "--deploy", "--fail-level", "WARNING"],
                production,
            ),
            "migrations": step(
                "migrations", [*manage, "makemigrations", "--check", "--dry-run"], local
            ),
            "translations": step("translations", messages, local, fine=(0,) if CI else (0, 3)),
        }
    failed = [name for name, good in results.items() if not good]
    say(f"make check: {', '.join(failed)} failed" if failed else "make check: all fine")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
