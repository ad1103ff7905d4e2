"""Import in three steps: bring a table, say what its columns are, look at it and confirm."""

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from problems.forms.importing import BringForm, ColumnsForm, ConfirmForm
from problems.importing.columns import TEMPLATE
from problems.importing.parked import SAMPLE, confirm, mapping_of, park, plan_of, table_of
from problems.importing.plan import RowsLeft
from problems.importing.reading import read_rows
from problems.models import ImportDraft
from problems.views.problem import editable
from workshop.limits.body import FILE_LIMIT, takes_bytes
from workshop.models import Workshop, WrongStep
from workshop.people.models import User
from workshop.people.requests import SignedInRequest

SHOWN = 200  # rows of each kind in the preview


@takes_bytes(FILE_LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = editable(request, pk)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft = park(workshop, form.table, form.name, request.user, timezone.now())
        return redirect("problem-import-columns", workshop.pk, draft.pk)
    return page(request, "problems/import.html", workshop, form)


@require_POST
def bring_sample(request: SignedInRequest, pk: int) -> HttpResponse:
    """Twenty real problems from public threads, by the same way as any file."""
    workshop = editable(request, pk)
    table = read_rows(SAMPLE.read_bytes(), SAMPLE.name)
    draft = park(workshop, table, SAMPLE.name, request.user, timezone.now())
    return redirect("problem-import-columns", workshop.pk, draft.pk)


@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty table with our own column names."""
    editable(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    csv.writer(response).writerow(TEMPLATE)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: SignedInRequest, pk: int, draft_pk: UUID) -> HttpResponse:
    draft = parked(request, pk, draft_pk)
    if draft.imported is not None:
        return redirect("problems", pk)
    table = table_of(draft)
    mapping = mapping_of(draft, table)
    form = ColumnsForm(table, mapping, request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft.map(form.mapping.as_json())
        return redirect("problem-import-preview", pk, draft.pk)
    context = {
        "draft": draft,
        "table": table,
        "names": mapping.names(table),
        "rows": mapping.body(table)[:3],
        "count": len(mapping.body(table)),
    }
    return page(request, "problems/import_columns.html", draft.workshop, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: SignedInRequest, pk: int, draft_pk: UUID) -> HttpResponse:
    """Shows what would happen. Only the confirm saves anything, and only once."""
    draft = parked(request, pk, draft_pk)
    if draft.imported is not None:
        return done(request, draft)
    if draft.mapping is None:
        return redirect("problem-import-columns", pk, draft.pk)
    form = ConfirmForm(plan_of(draft), request.POST or None)
    before = draft.workshop.teams.count()
    if "confirm" in request.POST and form.is_valid() and confirmed(draft, form, request.user):
        return done(request, draft, joined=draft.workshop.teams.count() - before)
    verdict = form.plan.verdict(form.ticked)
    context = {
        "draft": draft,
        "verdict": verdict,
        "good": verdict.good[:SHOWN],
        "bad": verdict.bad[:SHOWN],
    }
    return page(request, "problems/import_preview.html", draft.workshop, form, context)


def parked(request: SignedInRequest, pk: int, draft_pk: UUID) -> ImportDraft:
    drafts = ImportDraft.objects.editable_by(request.user).filter(workshop=pk)
    return get_object_or_404(
        drafts.select_related("workshop__organisation", "workshop__stream"), pk=draft_pk
    )


def confirmed(draft: ImportDraft, form: ConfirmForm, by: User) -> bool:
    """Whether it is imported; if not, the form says why."""
    leave_out = form.cleaned_data["leave_out"]
    try:
        draft.imported = confirm(draft, form.ticked, leave_out=leave_out, by=by)
    except (RowsLeft, WrongStep) as why:
        form.add_error(None, str(why))
        return False
    return True


def done(request: HttpRequest, draft: ImportDraft, joined: int = 0) -> HttpResponse:
    if request.method == "POST":
        count = draft.imported or 0
        said = ngettext("%(count)s problem is up.", "%(count)s problems are up.", count)
        said %= {"count": count}
        if joined:
            teams = ngettext(
                "%(count)s team joined the workshop.",
                "%(count)s teams joined the workshop.",
                joined,
            )
            said = f"{said} {teams % {'count': joined}}"
        back = reverse("workshop", args=[draft.workshop.pk])
        link = format_html('<a href="{}">{}</a>', back, gettext("Back to the steps"))
        messages.success(request, format_html("{} {}", said, link))
    return redirect("problems", draft.workshop.pk)


def page(
    request: HttpRequest,
    name: str,
    workshop: Workshop,
    form: Form,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {"form": form, "workshop": workshop, "organisation": workshop.organisation}
    return render(request, name, context | (more or {}), status=422 if form.errors else 200)
