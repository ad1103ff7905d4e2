"""Every setting comes from the environment; a wrong one is refused with a sentence."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCTION = {
    "PRODUCTION": "yes",
    "SITE_URL": "https://doors.example.org",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp://mail.example.org:587/?tls=true",
}


def check(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", *arguments],
        cwd=ROOT,
        env={**bare, "DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "abc"}, "PORT is “abc”. Expected: a port from 1 to 65535."),
        ({"PORT": "65536"}, "PORT is “65536”. Expected: a port from 1 to 65535."),
        ({"HOST": "here"}, "HOST is “here”. Expected: an address to listen at, such as 0.0.0.0."),
        (
            {"SITE_URL": "nonsense"},
            "SITE_URL is “nonsense”. Expected: the address people type, such as https://doors.example.org.",
        ),
        (
            {"SITE_URL": "https://example.org/doors"},
            "SITE_URL is “https://example.org/doors”. Expected: the address people type, such as https://doors.example.org.",
        ),
        (
            {"DATABASE_URL": "oracle://doors:hush@db/doors"},
            "DATABASE_URL is “oracle://…@db/doors”. Expected: postgres://user:password@host/name or sqlite:///file.",
        ),
        (
            {"DATABASE_URL": "doors.db"},
            "DATABASE_URL is “doors.db”. Expected: postgres://user:password@host/name or sqlite:///file.",
        ),
        (
            {"DATABASE_REUSE": "always"},
            "DATABASE_REUSE is “always”. Expected: pool, persistent or none.",
        ),
        (
            {"REDIS_URL": "http://127.0.0.1:6379"},
            "REDIS_URL is “http://127.0.0.1:6379”. Expected: redis://host:6379/0.",
        ),
        (
            {"EMAIL_URL": "post office"},
            "EMAIL_URL is “post office”. Expected: smtp://user:password@host:587/?tls=true.",
        ),
        (
            {"EMAIL_BACKEND": "anymail.backends.pigeon.EmailBackend"},
            "EMAIL_BACKEND is “anymail.backends.pigeon.EmailBackend”. Expected: the Python path of a mail backend, such as anymail.backends.postmark.EmailBackend.",
        ),
        ({"PRODUCTION": "maybe"}, "PRODUCTION is “maybe”. Expected: yes or no."),
        ({"DEBUG": "a little"}, "DEBUG is “a little”. Expected: yes or no."),
        ({"DEMO": "perhaps"}, "DEMO is “perhaps”. Expected: yes or no."),
        ({"PROXIES": "-1"}, "PROXIES is “-1”. Expected: a number from 0 to 9."),
        ({"RATE_LIMITS": "few"}, "RATE_LIMITS is “few”. Expected: yes or no."),
        ({"STREAMS": "0"}, "STREAMS is “0”. Expected: a number from 1 to 100000."),
        (
            {"METRICS_TOKEN": "hush"},
            "METRICS_TOKEN is “something else”. Expected: sixteen or more letters and digits, - or _.",
        ),
        (
            {"METRICS_TOKEN": "sixteen letters and spaces"},
            "METRICS_TOKEN is “something else”. Expected: sixteen or more letters and digits, - or _.",
        ),
        (
            {"ANYMAIL_WEBHOOK_SECRET": "hush"},
            "ANYMAIL_WEBHOOK_SECRET is “something else”. Expected: a name, a colon, and sixteen or more letters and digits, - or _.",
        ),
        (
            {**PRODUCTION, "SECRET_KEY": ""},
            "SECRET_KEY is not set. Expected: fifty or more random characters.",
        ),
        (
            {**PRODUCTION, "SECRET_KEY": "hush"},
            "SECRET_KEY is “too short”. Expected: fifty or more random characters.",
        ),
        (
            {**PRODUCTION, "SITE_URL": "http://doors.example.org"},
            "SITE_URL is “http://doors.example.org”. Expected: an address that begins with https:// in production.",
        ),
        (
            {**PRODUCTION, "REDIS_URL": ""},
            "REDIS_URL is not set. Expected: redis://host:6379/0 in production.",
        ),
        (
            {**PRODUCTION, "EMAIL_URL": ""},
            "EMAIL_URL is not set. Expected: a mail server in production, smtp://user:password@host:587/?tls=true.",
        ),
        (
            {"OIDC_SERVER": "login.example.org"},
            "OIDC_SERVER is “login.example.org”. Expected: the issuer's address.",
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_is_refused_with_a_sentence(tmp_path, environment, sentence):
    answer = check(tmp_path, **environment)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == f"Ten Doors cannot start: {sentence}\n"


@pytest.mark.parametrize("folder", ["/dev/null/doors", "/proc"])
def test_a_data_folder_that_cannot_be_written_is_refused(folder):
    answer = check(Path(folder))
    assert answer.returncode == 1
    assert answer.stderr == (
        f"Ten Doors cannot start: DATA_DIR is “{folder}”."
        " Expected: a folder that can be written to.\n"
    )


def test_production_settings_pass_the_check_for_deployment(tmp_path):
    answer = check(tmp_path, "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "System check identified no issues (0 silenced).\n"


def test_the_key_of_a_first_run_is_kept_for_its_owner_alone(tmp_path):
    assert check(tmp_path).returncode == 0
    kept = tmp_path / "secret_key"
    first = kept.read_text()
    assert check(tmp_path).returncode == 0
    assert (kept.read_text(), len(first) > 50) == (first, True)
    assert kept.stat().st_mode & 0o777 == 0o600


def names_read() -> set[str]:
    settings = (ROOT / "workshop" / "settings.py").read_text()
    return set(re.findall(r'\bread\(\s*"(\w+)"', settings))


def test_every_setting_stands_in_the_readme():
    table = re.findall(r"^\| `(\w+)`", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert names_read() - set(table) == set()
    assert len(table) == len(set(table))
    assert {"PORT", "SITE_URL", "DATABASE_URL", "SECRET_KEY"} <= names_read()
