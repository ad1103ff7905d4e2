import os

import pytest
from django.core.mail import get_connection, send_mail
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    """Mail is written as files, as on a first run."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.MAIL_IS_SHOWN = True
    return tmp_path / "mail"


def test_a_first_run_reads_its_mail_on_a_page(kept, client):
    form = {"name": "Åsa", "email": "asa@example.org", "password1": "four words in a row"}
    response = client.post("/accounts/signup/", form, follow=True)
    assert 'href="/mail/"' in response.content.decode()

    page = client.get("/mail/").content.decode()

    assert "Confirm your address" in page
    assert "to asa@example.org" in page
    assert "Hello Åsa," in page
    assert '<a href="http://testserver/accounts/confirm-email/' in page


def test_the_newest_mail_comes_first(kept, client):
    # All alive at once: Django names a file after the second and its connection's address.
    connections = [get_connection() for _ in range(3)]
    for number, connection in enumerate(connections):
        text = "<b>text</b> https://a.example/x"
        send_mail(f"Mail {number}", text, None, ["bo@example.org"], connection=connection)
        (file,) = (file for file in kept.iterdir() if f"Mail {number}" in file.read_text())
        os.utime(file, (number, number))

    page = client.get("/mail/").content.decode()

    assert page.index("Mail 2") < page.index("Mail 1") < page.index("Mail 0")
    assert "<b>text</b>" not in page
    assert 'href="https://a.example/x"' in page


@pytest.mark.parametrize("address", ["192.168.1.20", "2001:db8::1", ""])
def test_a_neighbour_in_the_network_reads_nobodys_mail(kept, address):
    neighbour = Client(REMOTE_ADDR=address)

    assert neighbour.get("/mail/").status_code == 404
    sent = neighbour.get("/accounts/confirm-email/")
    assert sent.status_code == 200
    assert "/mail/" not in sent.content.decode()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
def test_who_sits_at_the_machine_reads_it(kept, address):
    assert Client(REMOTE_ADDR=address).get("/mail/").status_code == 200


def test_behind_a_proxy_everybody_is_a_neighbour(kept, settings, client):
    assert client.get("/mail/", headers={"X-Forwarded-For": "192.168.1.20"}).status_code == 404
    settings.PROXIES = 1
    assert client.get("/mail/").status_code == 404


def test_nothing_sent_yet_is_said(kept, client):
    assert "Nothing has been sent yet." in client.get("/mail/").content.decode()


def test_there_is_no_such_page_where_mail_is_sent(settings, client, ada):
    settings.MAIL_IS_SHOWN = False

    assert client.get("/mail/").status_code == 404
    assert ada.client.get("/mail/").status_code == 404
    assert "/mail/" not in Client().get("/accounts/confirm-email/").content.decode()
