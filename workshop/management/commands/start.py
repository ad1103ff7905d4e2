"""Everything in one terminal: what `make run` calls once the packages are installed."""

import ipaddress
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from workshop.management.terminal import run_together
from workshop.people.models import Organisation

QUESTION = """
Nobody is here yet. Shall we add a made-up organisation, with a workshop in the middle
of its day and one whose learnings are in? [Y/n] """
OPEN = """
  Ten Doors is open at {site}
  {phones}
  Ctrl-C ends everything.
"""
NEAR_ONLY = "Phones in the same network: HOST=0.0.0.0 SITE_URL=http://{address}:{port} make run"
NEAR_TOO = "Phones in the same network reach it there, too."


class Command(BaseCommand):
    help = "Gets everything ready, then runs web and worker in this terminal until Ctrl-C."

    def handle(self, *_args: Any, **_options: Any) -> None:
        refuse_taken_port()
        call_command("fonts")
        call_command("translations")
        call_command("migrate", interactive=False, verbosity=0)
        collect_static()
        if wants_demo():
            call_command("demo")
        sys.exit(run(self.announce))

    def announce(self) -> None:
        phones = NEAR_ONLY if settings.HOST == "127.0.0.1" else NEAR_TOO
        phones = phones.format(address=own_address(), port=settings.PORT)
        self.stdout.write(OPEN.format(site=settings.SITE_URL, phones=phones))
        self.stdout.flush()


def refuse_taken_port() -> None:
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Something else listens at {settings.HOST}:{settings.PORT} ({error.strerror})."
                " Choose another port: PORT=8001 make run"
            ) from None


def collect_static() -> None:
    """Collect, name by content and compress the static files, where one of them changed."""
    seen: list[object] = [settings.STORAGES["staticfiles"]]
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            seen.append((name, status.st_mtime_ns, status.st_size))
    digest = sha256(repr(seen).encode()).hexdigest()
    stamp = settings.STATIC_ROOT / ".stamp"
    if not stamp.exists() or stamp.read_text() != digest:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest)


def wants_demo() -> bool:
    if settings.PRODUCTION or Organisation.objects.exists():
        return False
    if settings.DEMO is not None:
        return bool(settings.DEMO)
    return sys.stdin.isatty() and input(QUESTION).strip().lower() in {"", "y", "yes"}


def own_address() -> str:
    """This machine's address in its network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "<this machine's address>"
        return str(probe.getsockname()[0])


def run(opened: Callable[[], None]) -> int:
    """Run the Procfile in this terminal. Returns the exit status."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOST": settings.HOST,
        "PORT": str(settings.PORT),
    }
    lines = (settings.BASE_DIR / "Procfile").read_text().splitlines()
    commands = dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    threading.Thread(target=once_it_answers, args=[opened], daemon=True).start()
    return run_together(commands, environment)


def once_it_answers(then: Callable[[], None]) -> None:
    host = ipaddress.ip_address(settings.HOST)
    if host.is_unspecified:
        host = ipaddress.ip_address("127.0.0.1" if host.version == 4 else "::1")
    while True:
        try:
            socket.create_connection((str(host), settings.PORT), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    then()
