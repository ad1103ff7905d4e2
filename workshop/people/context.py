from typing import Any

from django.conf import settings
from django.http import HttpRequest

from workshop.people.models import Organisation


def organisations(request: HttpRequest) -> dict[str, Any]:
    """The organisations of whoever is signed in, for the menu; asked for only when shown."""
    return {
        "my_organisations": lambda: Organisation.objects.visible_to(request.user),
        "mail_is_shown": settings.MAIL_IS_SHOWN,
        "csp_nonce": "",
    }
