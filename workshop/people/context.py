from typing import Any

from django.http import HttpRequest

from workshop.people.models import Organisation
from workshop.people.views.shown_mail import may_see_mail


def organisations(request: HttpRequest) -> dict[str, Any]:
    """The organisations of whoever is signed in, for the menu; asked for only when shown."""
    return {
        "my_organisations": lambda: Organisation.objects.visible_to(request.user),
        "mail_is_shown": may_see_mail(request),
        "csp_nonce": "",
    }
