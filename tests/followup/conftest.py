import socket
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from tests.followup.pairs import close, half, make_pair


@pytest.fixture
def pair(problem):
    return make_pair(problem)


@pytest.fixture
def closed(live, pair, fay):
    return close(live, fay)


@pytest.fixture
def kim(closed, pair):
    """The question to the lead."""
    return half(pair)


@pytest.fixture
def alex(closed, pair):
    """The question to the partner."""
    return half(pair, "partner")


class Sink:
    """A mail server that keeps what it gets, refuses whom it is told to refuse, and can be away."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.mails = []
        self.refused: dict[str, str] = {}
        self.controller: Controller | None = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def open(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def shut(self) -> None:
        if self.controller:
            self.controller.stop()
        self.controller = None

    @property
    def to(self) -> list[str]:
        return sorted(mail["To"] for mail in self.mails)


@pytest.fixture
def sink(settings):
    sink = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    sink.open()
    yield sink
    sink.shut()
