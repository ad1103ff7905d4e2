from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from workshop.people.forms import PresetForm, TeamForm, point_out
from workshop.people.models import HasHistory, Organisation, Team
from workshop.people.requests import SignedInRequest
from workshop.people.views.office import office_page


def facilitated(request: SignedInRequest, slug: str) -> Organisation:
    """Locked while something is written, so that two clicks cannot make the same team twice."""
    organisations = Organisation.objects.facilitated_by(request.user)
    if request.method == "POST":
        organisations = organisations.select_for_update()
    return get_object_or_404(organisations, slug=slug)


def facilitated_team(request: SignedInRequest, slug: str, pk: int) -> Team:
    return get_object_or_404(
        Team.objects.editable_by(request.user).select_related("organisation"),
        organisation__slug=slug,
        pk=pk,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def teams(request: SignedInRequest, slug: str) -> HttpResponse:
    organisation = facilitated(request, slug)
    form = TeamForm(organisation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        team = Team.add(organisation, **form.cleaned_data)
        organisation.record(request.user, "team.added", team.name)
        return redirect("teams", slug)
    return teams_page(request, organisation, form, PresetForm(organisation))


@require_POST
@transaction.atomic
def team_presets(request: SignedInRequest, slug: str) -> HttpResponse:
    organisation = facilitated(request, slug)
    presets = PresetForm(organisation, request.POST)
    if not presets.is_valid():
        return teams_page(request, organisation, TeamForm(organisation), presets)
    for name, short_name in presets.chosen():
        Team.add(organisation, name, short_name)
        organisation.record(request.user, "team.added", name)
    messages.success(request, added(organisation, [name for name, _short in presets.chosen()]))
    return redirect("teams", slug)


def added(organisation: Organisation, names: list[str]) -> str:
    """What is new, and the next step where there are teams enough for it."""
    said = gettext("Added: %(teams)s.") % {"teams": ", ".join(names)}
    if organisation.teams.active().count() < 2:
        return said
    new = reverse("workshop-new", args=[organisation.slug])
    return format_html('{} <a href="{}">{}</a>', said, new, gettext("Create a workshop"))


def teams_page(
    request: SignedInRequest, organisation: Organisation, form: TeamForm, presets: PresetForm
) -> HttpResponse:
    everyone = list(organisation.teams.all())
    point_out(form)
    context = {
        "at_work": [team for team in everyone if not team.retired_at],
        "retired": [team for team in everyone if team.retired_at],
        "form": form,
        "presets": presets,
    }
    status = 422 if form.is_bound or presets.is_bound else 200
    return office_page(request, "people/teams.html", organisation, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def team_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    organisation = facilitated(request, slug)
    team = facilitated_team(request, slug, pk)
    form = TeamForm(organisation, request.POST or None, instance=team)
    if request.method == "POST" and form.is_valid():
        form.save()
        organisation.record(request.user, "team.changed", team.name)
        return redirect("teams", slug)
    return office_page(
        request,
        "people/team_edit.html",
        organisation,
        {"form": form, "team": Team.objects.get(pk=pk), "has_history": team.has_history},
        status=422 if form.is_bound else 200,
    )


@require_POST
@transaction.atomic
def team_move(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    team = facilitated_team(request, slug, pk)
    team.move(-1 if request.POST.get("to") == "earlier" else 1)
    team.organisation.record(request.user, "team.moved", team.name)
    return redirect("teams", slug)


@require_POST
@transaction.atomic
def team_retire(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    team = facilitated_team(request, slug, pk)
    if not team.retired_at:
        team.retire(timezone.now())
        team.organisation.record(request.user, "team.retired", team.name)
    return redirect("teams", slug)


@require_POST
@transaction.atomic
def team_return(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    team = facilitated_team(request, slug, pk)
    if team.retired_at:
        team.bring_back()
        team.organisation.record(request.user, "team.brought-back", team.name)
    return redirect("teams", slug)


@require_POST
@transaction.atomic
def team_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    team = facilitated_team(request, slug, pk)
    try:
        team.remove()
    except HasHistory:
        messages.error(
            request,
            gettext(
                "%(team)s has been part of a workshop, and what it did there stays."
                " Retire it instead: it is then no longer offered for new workshops."
            )
            % {"team": team.name},
        )
        return redirect("team-edit", slug, pk)
    team.organisation.record(request.user, "team.deleted", team.name)
    return redirect("teams", slug)
