"""The frame of an organisation's own pages: people, teams, settings, audit log."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from workshop.people.models import Organisation, Role
from workshop.people.requests import SignedInRequest


def office_page(
    request: SignedInRequest,
    template: str,
    organisation: Organisation,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page under the tabs that this person's role opens."""
    role = organisation.role_of(request.user)
    frame = {
        "organisation": organisation,
        "role": role,
        "is_admin": role == Role.ADMIN,
        "tabs": tabs(organisation, role),
    }
    return render(request, template, frame | (context or {}), status=status)


def tabs(organisation: Organisation, role: Role | None) -> list[tuple[str, str]]:
    """Address and words of each page that the role may open."""
    pages = [("organisation", gettext("Workshops")), ("people", gettext("People"))]
    if role in (Role.ADMIN, Role.FACILITATOR):
        pages.append(("teams", gettext("Teams")))
    if role == Role.ADMIN:
        pages.append(("organisation-settings", gettext("Settings")))
        pages.append(("audit", gettext("Audit log")))
    return [(reverse(name, args=[organisation.slug]), words) for name, words in pages]
