"""The facilitator's list of problems, and the page of each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from problems.forms.order import PAGE
from problems.forms.problem import ProblemForm
from problems.models import Problem
from workshop.limits.body import PICTURES_LIMIT, takes_bytes
from workshop.models import Workshop, WrongStep
from workshop.people.requests import SignedInRequest


@require_safe
def problems(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = editable(request, pk)
    posters = (
        workshop.problems.select_related("carried_from__workshop", "carried_from__not_ours_yet")
        .prefetch_related("stuck_between")
        .annotate(picture_count=Count("pictures"))
        .order_by("position")  # counting forgets the model's own order
    )
    page = Paginator(posters, PAGE).get_page(request.GET.get("page"))
    context = {"workshop": workshop, "organisation": workshop.organisation, "page": page}
    return render(request, "problems/list.html", context)


@require_safe
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody who may know of the workshop. What the room writes is not on it."""
    shown = get_object_or_404(
        Problem.objects.visible_to(request.user).select_related("workshop__organisation"), pk=pk
    )
    may_edit = Problem.objects.editable_by(request.user).filter(pk=pk).exists()
    context = {
        "problem": shown,
        "workshop": shown.workshop,
        "organisation": shown.workshop.organisation,
        "may_edit": may_edit and not shown.workshop.is_closed,
        "may_list": may_edit,
    }
    return render(request, "problems/problem.html", context)


@takes_bytes(PICTURES_LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def problem_new(request: HttpRequest, pk: int) -> HttpResponse:
    workshop = editable(request, pk)
    form = ProblemForm(workshop, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and hung(form):
        messages.success(
            request, gettext("Poster %(number)s is up.") % {"number": form.instance.position}
        )
        again = "another" in request.POST
        return redirect("problem-new" if again else "problems", workshop.pk)
    return form_page(request, form)


@takes_bytes(PICTURES_LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def problem_edit(request: HttpRequest, pk: int) -> HttpResponse:
    edited = editable_problem(request, pk)
    form = ProblemForm(
        edited.workshop, request.POST or None, request.FILES or None, instance=edited
    )
    if request.method == "POST" and form.is_valid() and hung(form):
        messages.success(request, gettext("Saved."))
        return redirect("problems", edited.workshop.pk)
    return form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def problem_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first."""
    doomed = editable_problem(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                if doomed.take_down():
                    about = f"{doomed.workshop.title}: {doomed.title}"
                    doomed.workshop.organisation.record(request.user, "problem.deleted", about)
        except WrongStep as why:
            refusal = str(why)
        else:
            messages.success(request, gettext("“%(title)s” is deleted.") % {"title": doomed.title})
            return redirect("problems", doomed.workshop.pk)
    context = {
        "problem": doomed,
        "workshop": doomed.workshop,
        "organisation": doomed.workshop.organisation,
        "refusal": refusal,
    }
    return render(request, "problems/delete.html", context, status=422 if refusal else 200)


def editable(request: HttpRequest, pk: int) -> Workshop:
    return get_object_or_404(
        Workshop.objects.editable_by(request.user).select_related("organisation", "stream"), pk=pk
    )


def editable_problem(request: HttpRequest, pk: int) -> Problem:
    return get_object_or_404(
        Problem.objects.editable_by(request.user).select_related(
            "workshop__organisation", "workshop__stream"
        ),
        pk=pk,
    )


def hung(form: ProblemForm) -> bool:
    """Whether it could be kept; if not, the form says why and still holds what was typed."""
    try:
        form.hang()
    except WrongStep as why:
        form.add_error(None, str(why))
        return False
    return True


def form_page(request: HttpRequest, form: ProblemForm) -> HttpResponse:
    context = {
        "form": form,
        "workshop": form.workshop,
        "organisation": form.workshop.organisation,
        "files_again": request.method == "POST" and bool(request.FILES),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "problems/form.html", context, status=status)
