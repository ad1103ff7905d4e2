from django.http import HttpRequest, QueryDict

from workshop.people.models import User


class SignedInRequest(HttpRequest):
    """What a view gets behind the sign-in middleware: a request with a person."""

    user: User


def posted_data(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is still somebody pressing the button."""
    return request.POST if request.method == "POST" else None
