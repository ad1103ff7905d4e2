import re
import secrets

import pytest
from django.core.mail import EmailMessage


@pytest.fixture(autouse=True)
def own_cache(settings):
    """No other test's tries count against this one's."""
    apart = settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}
    settings.CACHES = {"default": apart}


def link_in(mail: EmailMessage) -> str:
    """The path of the first link in the text of a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", mail.body)[1]


def acts(organisation) -> list[tuple[str, str]]:
    """The audit log, oldest first, without the founding."""
    entries = organisation.audit_entries.order_by("pk").values_list("act", "about")
    return [entry for entry in entries if entry[0] != "organisation.founded"]
