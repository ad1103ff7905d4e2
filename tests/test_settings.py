"""Every setting comes from the environment; a wrong one is refused with a sentence."""

import ast
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


@pytest.mark.parametrize("address", ["sqlite:////tmp/unused.db", "postgres://doors@db/doors"])
@pytest.mark.parametrize(("reuse", "seconds"), [("persistent", 300), ("pool", 0)])
def test_threads_that_stay_keep_their_connection(tmp_path, address, reuse, seconds):
    environment = {"DATABASE_URL": address, "DATABASE_REUSE": reuse, "DATA_DIR": str(tmp_path)}
    code = "from workshop.settings import DATABASE; print(DATABASE.get('CONN_MAX_AGE', 0))"
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(said.stdout) == seconds


def names_read() -> set[str]:
    settings = (ROOT / "workshop" / "settings.py").read_text()
    return set(re.findall(r'\bread\(\s*"(\w+)"', settings))


def defaults_in_the_readme() -> dict[str, str]:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| ([^|]*) \|", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_every_setting_stands_in_the_readme_and_nothing_else_does():
    assert {"PORT", "SITE_URL", "DATABASE_URL", "SECRET_KEY"} <= names_read()
    assert defaults_in_the_readme().keys() == names_read()


def test_the_readme_tells_the_default_of_each_setting():
    told = defaults_in_the_readme()
    tree = ast.parse((ROOT / "workshop" / "settings.py").read_text())
    checked = set()
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        if getattr(call.func, "id", "") != "read":
            continue
        name = ast.literal_eval(call.args[0])
        default = next((word.value for word in call.keywords if word.arg == "default"), None)
        if not isinstance(default, ast.Constant):
            continue  # made of other settings
        shown = {True: "yes", False: "no"}.get(default.value, str(default.value))
        if name != "SECRET_KEY":
            assert told[name] == (f"`{shown}`" if shown else "none"), name
            checked.add(name)
    assert {"HOST", "PORT", "PRODUCTION", "RATE_LIMITS", "STREAMS", "REDIS_URL"} <= checked


def test_what_env_example_and_the_documents_name_can_be_set():
    compose = (ROOT / "docker-compose.yml").read_text() + (ROOT / "deploy/Caddyfile").read_text()
    of_compose = set(re.findall(r"\{\$?([A-Z_]+)[:}]", compose))
    example = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert "POSTGRES_PASSWORD" in of_compose
    assert example <= names_read() | of_compose
    assert example >= set(re.findall(r"\$\{([A-Z_]+)", compose))
    others = {"PROMETHEUS_MULTIPROC_DIR", "FONTS", "RSVP"}  # of a library, of the image, of a mail
    for document in ("deploy.md", "security.md"):
        named = re.findall(r"`([A-Z]+(?:_[A-Z]+)*)[=`]", (ROOT / "docs" / document).read_text())
        assert named
        assert set(named) <= names_read() | of_compose | others, document
