from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from workshop.people.acts import in_words
from workshop.people.forms import OrganisationForm
from workshop.people.models import LastAdmin, Organisation
from workshop.people.requests import SignedInRequest
from workshop.people.views.office import office_page

ENTRIES_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_found(request: SignedInRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = Organisation.found(form.cleaned_data["name"], request.user)
        messages.success(
            request, gettext("%(organisation)s is founded.") % {"organisation": organisation.name}
        )
        return redirect("teams", organisation.slug)
    return render(
        request,
        "people/organisation_found.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def organisation_settings(request: SignedInRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.editable_by(request.user), slug=slug)
    name = organisation.name
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        form.save()
        if name != organisation.name:
            organisation.record(request.user, "organisation.renamed", f"{name} → {organisation}")
        messages.success(request, gettext("Saved."))
        return redirect("organisation-settings", slug)
    organisation.name = name
    return office_page(
        request,
        "people/organisation_settings.html",
        organisation,
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_leave(request: SignedInRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if request.method != "POST":
        return office_page(request, "people/organisation_leave.html", organisation)
    try:
        organisation.memberships.get(user=request.user).end(request.user)
    except LastAdmin:
        messages.error(
            request,
            gettext("You are the only admin. Make a colleague admin first, then you can leave."),
        )
        return redirect("people", slug)
    messages.success(
        request, gettext("You have left %(organisation)s.") % {"organisation": organisation.name}
    )
    return redirect("home")


@require_safe
def audit(request: SignedInRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.editable_by(request.user), slug=slug)
    entries = organisation.audit_entries.select_related("actor")
    page = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    lines = [(entry, in_words(entry.act)) for entry in page]
    return office_page(request, "people/audit.html", organisation, {"page": page, "lines": lines})
