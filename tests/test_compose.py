"""docker-compose.yml and what it starts. No Docker here: each command is run by hand."""

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests.house import free_port

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["migrate", "pages", "stream", "worker", "beat"]
BIN = Path(sys.executable).parent
SECRETS = {
    "SITE_URL": "https://doors.test",
    "SECRET_KEY": "a key for this test only, made of more than fifty letters",
    "POSTGRES_PASSWORD": "hush",
    "EMAIL_URL": "smtp://127.0.0.1:9",
}


def test_the_file_holds_to_the_compose_specification():
    done = subprocess.run(
        [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_everything_a_production_needs_is_there():
    assert set(SERVICES) == {"postgres", "redis", "proxy", *OURS}
    assert SERVICES["pages"]["deploy"]["replicas"] == 2
    assert all("healthcheck" in service for service in SERVICES.values())
    volumes = {volume.split(":")[0] for s in SERVICES.values() for volume in s.get("volumes", [])}
    assert set(COMPOSE["volumes"]) == {name for name in volumes if not name.startswith(".")}
    assert "/var/lib/postgresql/data" in SERVICES["postgres"]["volumes"][0]


def test_no_secret_has_a_default():
    for secret in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        uses = re.findall(rf"\${{?{secret}([^}}]*)", TEXT)
        assert uses
        assert all(use.startswith(":?") for use in uses)
        assert f"\n{secret}=\n" in (ROOT / ".env.example").read_text()


def test_containers_have_no_more_rights_than_they_need():
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert "ports" not in service
    final_stage = (ROOT / "Dockerfile").read_text().split("FROM ")[-1]
    assert "\nUSER 10001:10001\n" in final_stage
    assert "pip install" not in final_stage
    assert "apt-get" not in final_stage
    assert re.search(r'HEALTHCHECK .*"python"', final_stage)


def test_the_image_takes_only_what_it_is_told():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = re.findall(
        r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE
    )
    assert ignored[1] == "*"
    for path in " ".join(copied).split():
        assert f"!{path}" in ignored
        assert (ROOT / path).exists()


# By hand


@pytest.fixture
def database(settings) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    address = os.environ.get("DATABASE_URL", "")
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("needs PostgreSQL and Redis")
    server = address.rsplit("/", 1)[0]
    name = f"ten_doors_compose_{os.getpid()}"
    admin = f"{server}/postgres".replace("postgres://", "postgresql://")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Containers:
    """The commands of docker-compose.yml with its environment, adapted to this machine only."""

    def __init__(self, folder: Path, database: str, running: ExitStack) -> None:
        self.folder, self.database, self.running = folder, database, running

    def environment(self, name: str, port: int) -> dict[str, str]:
        def value(text: str) -> str:
            return re.sub(r"\${(\w+)[^}]*}", lambda found: SECRETS[found[1]], text)

        given = {key: value(text) for key, text in SERVICES[name]["environment"].items()}
        assert given["DATABASE_URL"] == "postgres://ten_doors:hush@postgres:5432/ten_doors"
        bare = {key: os.environ[key] for key in ("HOME",) if key in os.environ}
        return {
            **bare,
            **SECRETS,
            **given,
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOSTNAME": socket.gethostname(),
            "DATABASE_URL": self.database,
            "REDIS_URL": os.environ["REDIS_URL"],
            "DATA_DIR": str(self.folder / "data"),
            "STATIC_DIR": str(self.folder / "collected"),
            "PORT": str(port),
        }

    def once(self, name: str, command: list[str]) -> None:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment(name, 1),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, name: str) -> int:
        """Start a service's command at a free port and wait until its own check is content."""
        port = free_port()
        command = [
            {"0.0.0.0:8000": f"127.0.0.1:{port}", "0.0.0.0": "127.0.0.1", "8000": str(port)}.get(
                word, word
            )
            for word in SERVICES[name]["command"]
        ]
        environment = self.environment(name, port)
        output = self.folder / f"{name}-{port}.txt"
        process = self.running.enter_context(running(command, environment, output))
        kind, *check = SERVICES[name]["healthcheck"]["test"]
        check = ["sh", "-c", check[0].replace("$$", "$")] if kind == "CMD-SHELL" else check
        deadline = time.monotonic() + 180
        while subprocess.run(
            check, cwd=ROOT, env=environment, capture_output=True, check=False
        ).returncode:
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.2)
        return port


@contextmanager
def running(
    command: list[str], environment: dict[str, str], output: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that must end within ten seconds of being asked to."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def ask(connection: HTTPConnection, path: str, **headers: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Host": "doors.test", **headers})
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_each_container_comes_up_and_goes_down(tmp_path, database):
    with ExitStack() as stack:
        containers = Containers(tmp_path, database, stack)
        for step in ("fonts", "translations", "collectstatic --no-input"):
            containers.once("migrate", ["python", "manage.py", *step.split()])
        containers.once("migrate", SERVICES["migrate"]["command"])
        ports = [containers.start("pages"), containers.start("pages"), containers.start("stream")]
        containers.start("worker")
        containers.start("beat")
        for port in ports:
            connection = HTTPConnection("127.0.0.1", port)
            status, said = ask(connection, "/health")
            assert (status, json.loads(said)["fails"]) == (200, [])
            assert ("live" in json.loads(said)) == (port == ports[2])
            secure = {"X-Forwarded-Proto": "https"}
            assert ask(connection, "/", **secure)[0] == 200
            assert ask(connection, "/")[0] == 301
        through_the_proxy(tmp_path, stack, ports)


def through_the_proxy(folder: Path, stack: ExitStack, ports: list[int]) -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("needs Caddy")
    port, admin = free_port(), free_port()
    environment = {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "XDG_DATA_HOME": str(folder / "caddy"),
        "PROXY_ADDRESS": f"https://doors.test:{port}",
        "PAGES": f"127.0.0.1 {ports[0]}",
        "STREAM": f"127.0.0.1:{ports[2]}",
    }
    version = subprocess.run([caddy, "version"], capture_output=True, text=True, check=True).stdout
    if [int(part) for part in re.findall(r"\d+", version)[:3]] < [2, 6, 4]:
        environment["REQUEST_BUFFERS"] = "buffer_requests"  # its name in Debian's
    adapted = subprocess.run(
        [caddy, "adapt", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )
    config = json.loads(adapted.stdout)
    # Of the machine: nothing but one port of its own, and a certificate nobody else trusts.
    config["admin"] = {"listen": f"127.0.0.1:{admin}"}
    config["apps"]["http"]["servers"]["srv0"]["listen"] = [f"127.0.0.1:{port}"]
    config["apps"]["http"]["servers"]["srv0"]["automatic_https"] = {"disable_redirects": True}
    config["apps"]["pki"] = {"certificate_authorities": {"local": {"install_trust": False}}}
    config["apps"]["tls"] = {"automation": {"policies": [{"issuers": [{"module": "internal"}]}]}}
    (folder / "caddy.json").write_text(json.dumps(config))
    output = folder / "caddy.txt"
    command = [caddy, "run", "--config", str(folder / "caddy.json")]
    stack.enter_context(running(command, environment, output))
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def answers() -> bool:
        try:
            return ask(named(port, context), "/health")[0] == 200
        except OSError:
            return False

    deadline = time.monotonic() + 120
    while not answers():
        assert time.monotonic() < deadline, output.read_text()
        time.sleep(0.2)
    assert ask(named(port, context), "/")[0] == 200
    assert ask(named(port, context), "/live/1/wall/")[0] == 404
    assert ask(named(port, context), "/metrics") == (404, b"")
    assert ask(named(port, context), "/", Cookie="a=" + "b" * 40_000)[0] == 431
    context.set_alpn_protocols(["h2"])
    with socket.create_connection(("127.0.0.1", port)) as raw:
        secured = context.wrap_socket(raw, server_hostname="doors.test")
        assert secured.selected_alpn_protocol() == "h2"
    assert "/live/" not in output.read_text()


def named(port: int, context: ssl.SSLContext) -> HTTPConnection:
    """A connection to the proxy that names the host, as browsers do."""
    connection = HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
    raw = socket.create_connection(("127.0.0.1", port), 10)
    connection.sock = context.wrap_socket(raw, server_hostname="doors.test")
    return connection
