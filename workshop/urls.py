"""Composition: every slice's pages under one roof."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from workshop.celery import app  # noqa: F401  (pages send tasks by it)
from workshop.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("accounts/", include("allauth.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("workshop.people.urls")),
    path("", include("workshop.views.urls")),
    path("", include("problems.urls")),
    path("", include("workshop.followup.urls")),
    path("", include("workshop.outcomes.urls")),
]
