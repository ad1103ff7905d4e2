"""A pair takes a solution on: from a phone in the room, or from the cockpit."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from problems.forms.commitment import CommitmentForm
from problems.forms.post import new_post_key
from problems.models import Commitment, Solution
from problems.models.commitment import TooManyLeads
from problems.models.marked import marks
from problems.models.post import RoomShut
from problems.views.cockpit import facilitated, note, panels
from problems.views.own import shut_page
from problems.views.room import off_the_wall, screen
from workshop.live.models import Sealed
from workshop.models import Workshop
from workshop.people.models import User
from workshop.people.requests import SignedInRequest, posted_data
from workshop.seat import seat_or_404


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def commit(request: HttpRequest, pk: int, solution_pk: int) -> HttpResponse:
    """A pair signs up for a solution, on one of their phones."""
    seat = seat_or_404(request, pk)
    solution = get_object_or_404(
        Solution.objects.filter(problem__workshop=seat.workshop).select_related("problem"),
        pk=solution_pk,
    )
    solution.problem.workshop = seat.workshop
    commitment = Commitment(solution=solution, lead=seat.name, lead_team=seat.team)
    if request.method == "POST" and seat.workshop.key:
        for name, mark in marks(seat, seat.workshop.key, *sent(request)).items():
            setattr(commitment, name, mark)
    back = reverse("poster", args=[pk, solution.problem_id])
    context = screen(seat) | {"refusal": off_the_wall(request, solution)}
    return commitment_page(request, commitment, context, back)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_edit(request: HttpRequest, pk: int, commitment_pk: int) -> HttpResponse:
    """Whoever wrote a commitment down corrects it, until the close."""
    seat = seat_or_404(request, pk)
    commitment = (
        Commitment.objects.of_workshop(seat.workshop)
        .filter(pk=commitment_pk)
        .written_by(seat, seat.workshop.key)
        .select_related("solution__problem")
        .first()
    )
    if commitment is None:
        form = CommitmentForm(seat.workshop, timezone.localdate(), posted_data(request))
        back = reverse("room", args=[pk])
        return shut_page(request, seat, form, "problems/room/commit.html", back=back)
    commitment.solution.problem.workshop = seat.workshop
    back = reverse("poster", args=[pk, commitment.solution.problem_id])
    return commitment_page(request, commitment, screen(seat), back)


@require_http_methods(["GET", "HEAD", "POST"])
def cockpit_commit(request: SignedInRequest, pk: int, solution_pk: int) -> HttpResponse:
    """A facilitator writes a pair's commitment down."""
    workshop = facilitated(request, pk)
    solution = get_object_or_404(
        Solution.objects.visible_to_room().select_related("problem"),
        problem__workshop=workshop,
        pk=solution_pk,
    )
    solution.problem.workshop = workshop
    commitment = Commitment(solution=solution)
    if request.method == "POST" and workshop.key:
        commitment.post_mark = workshop.key.mark("committed", *sent(request))
    back = reverse("cockpit-poster", args=[pk, solution.problem_id])
    return commitment_page(request, commitment, panels(workshop), back, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def cockpit_commitment(request: SignedInRequest, pk: int, commitment_pk: int) -> HttpResponse:
    workshop = facilitated(request, pk)
    commitment = commitment_of(workshop, commitment_pk)
    back = reverse("cockpit-poster", args=[pk, commitment.solution.problem_id])
    return commitment_page(request, commitment, panels(workshop), back, request.user)


@require_POST
def take_back(request: SignedInRequest, pk: int, commitment_pk: int) -> HttpResponse:
    """The pair thinks again; the solution is free for another pair."""
    workshop = facilitated(request, pk)
    commitment = commitment_of(workshop, commitment_pk)
    problem = commitment.solution.problem
    try:
        with transaction.atomic():
            commitment.take_back()
            note(request.user, "commitment.taken-back", workshop, problem)
    except Sealed:
        said = gettext("The workshop has closed. The pair can stop it themselves.")
        messages.error(request, said)
    return redirect("cockpit-poster", pk, problem.pk)


def sent(request: HttpRequest) -> list[str]:
    """What makes a commitment that is sent again the same: its key, the pair and the step."""
    return [request.POST.get(n, "") for n in ("post_key", "lead_email", "partner_email", "step")]


def commitment_of(workshop: Workshop, pk: int) -> Commitment:
    commitment: Commitment = get_object_or_404(
        Commitment.objects.of_workshop(workshop).select_related("solution__problem"), pk=pk
    )
    commitment.solution.problem.workshop = workshop
    return commitment


def may_be_read(solution: Solution, facilitator: User | None) -> bool:
    """Not while ideas are hidden from everybody, nor by the room when it is off the wall."""
    return not solution.workshop.hides_ideas and (bool(facilitator) or solution.is_visible)


def whole(solution: Solution) -> Solution:
    """The idea with what it is shown together with."""
    whole: Solution = Solution.objects.with_merged().get(pk=(solution.head or solution).pk)
    return whole


def commitment_page(
    request: HttpRequest,
    commitment: Commitment,
    context: dict[str, Any],
    back: str,
    facilitator: User | None = None,
) -> HttpResponse:
    """What a facilitator writes down or changes is put on the record; the room's own is not."""
    workshop, solution = commitment.workshop, commitment.solution
    today = timezone.localdate(timezone=workshop.zone)
    form = CommitmentForm(workshop, today, posted_data(request), instance=commitment)
    template = f"problems/{'cockpit' if facilitator else 'room'}/commit.html"
    refusal = context.get("refusal", "")
    act = "commitment.edited" if commitment.pk else "commitment.written"
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            with transaction.atomic():
                if form.instance.make(timezone.now()) and facilitator:
                    note(facilitator, act, workshop, solution.problem)
            messages.success(request, gettext("Written down. In two weeks we ask how it went."))
            return redirect(back)
        except RoomShut as shut:
            refusal = str(shut)
        except TooManyLeads as enough:
            form.add_error("lead_email", str(enough))
    context |= {
        "form": form,
        "solution": whole(solution) if may_be_read(solution, facilitator) else None,
        "refusal": refusal,
        "back": back,
        "post_key": request.POST.get("post_key") or new_post_key(),
    }
    return render(
        request, template, context, status=409 if refusal else 422 if form.is_bound else 200
    )
