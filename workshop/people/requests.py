from django.http import HttpRequest

from workshop.people.models import User


class SignedInRequest(HttpRequest):
    """What a view gets behind the sign-in middleware: a request with a person."""

    user: User
