"""What leaves the room, on the phone: pairs, the door check, what people take home, contacts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from problems.first_step import first_step_entry
from problems.forms.leaving import ConsentForm, ContactForm, NextMeetingForm, WishForm
from problems.forms.post import PostForm
from problems.models import Commitment, Consent, Takeaway
from problems.models.post import RoomShut
from problems.models.takeaway import HINTS, Question
from problems.phases.commit import ideas_to_take_on
from problems.views.cockpit import facilitated, panels
from problems.views.room import screen
from workshop.agenda import stage
from workshop.agenda.kinds import Kind
from workshop.closing import at_the_end
from workshop.models import Contact, Participant, Wish, WrongStep
from workshop.people.requests import SignedInRequest
from workshop.seat import seat_or_404


def register() -> None:
    stage.register(Kind.COMMIT, phone=commit_phone)
    stage.register(Kind.DOORS, phone=door_check_phone)
    stage.register(Kind.CLOSE, phone=close_phone)


# Commit


def commit_phone(request: HttpRequest, seat: Participant) -> HttpResponse:
    context = screen(seat) | {
        "posters": ideas_to_take_on(seat.workshop),
        "own": own_commitments(seat),
    }
    return render(request, "problems/commit/phone.html", context)


def own_commitments(seat: Participant) -> list[Commitment]:
    """Those that were written down on this phone. None after the close."""
    return list(
        Commitment.objects.of_workshop(seat.workshop)
        .written_by(seat, seat.workshop.key)
        .select_related("solution__problem", "lead_team", "partner_team")
    )


def own_commitment(request: HttpRequest, pk: int, commitment_pk: int) -> Commitment:
    seat = seat_or_404(request, pk)
    own: Commitment = get_object_or_404(
        Commitment.objects.of_workshop(seat.workshop)
        .filter(pk=commitment_pk)
        .written_by(seat, seat.workshop.key)
        .select_related("solution__problem", "lead_team", "partner_team")
    )
    own.solution.problem.workshop = seat.workshop
    return own


@login_not_required
@require_safe
def read_aloud(request: HttpRequest, pk: int, commitment_pk: int) -> HttpResponse:
    """The promise as a text to read to one's partner."""
    commitment = own_commitment(request, pk, commitment_pk)
    context = screen(seat_or_404(request, pk)) | {"commitment": commitment}
    return render(request, "problems/commit/read_aloud.html", context)


@login_not_required
@require_safe
def first_step(request: HttpRequest, pk: int, commitment_pk: int) -> HttpResponse:
    """The first step for one's calendar."""
    commitment = own_commitment(request, pk, commitment_pk)
    answer = HttpResponse(
        first_step_entry(commitment, timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="first-step.ics"'
    return answer


# Door check


def door_check_phone(
    request: HttpRequest, seat: Participant, form: ConsentForm | None = None, refusal: str = ""
) -> HttpResponse:
    given = Consent.objects.of_seat(seat).first()
    said = (
        {"can_live": "yes" if given.can_live else "no", "because": given.because} if given else {}
    )
    context = screen(seat) | {
        "form": form or ConsentForm(initial=said),
        "given": given,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form else 200
    return render(request, "problems/door_check/phone.html", context, status=status)


@login_not_required
@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether one can live with it; to be changed as often as one likes."""
    seat, form = seat_or_404(request, pk), ConsentForm(request.POST)
    if not form.is_valid():
        return door_check_phone(request, seat, form)
    said = form.cleaned_data
    try:
        Consent.give(seat, can_live=said["can_live"] == "yes", because=said["because"])
    except RoomShut as shut:
        return door_check_phone(request, seat, form, str(shut))
    return redirect("room", pk)


# Close


def close_phone(request: HttpRequest, seat: Participant) -> HttpResponse:
    step = seat.workshop.at_step
    context = screen(seat) | {
        "step": step.name if step else "",
        "questions": questions(seat),
        "contact": Contact.objects.filter(seat=seat).first(),
        "others": Contact.objects.beside(seat),
        "form": ContactForm(),
        "at_the_end": at_the_end,
    }
    return render(request, "problems/close/phone.html", context)


def questions(seat: Participant) -> list[dict[str, Any]]:
    """The three questions, each with its form and what one has said to it."""
    own = list(
        Takeaway.objects.filter(workshop=seat.workshop, withdrawn=False).written_by(
            seat, seat.workshop.key
        )
    )
    return [
        {
            "question": question,
            "label": question.label,
            "hint": HINTS[question],
            "form": PostForm(auto_id=f"{question.value}_%s"),
            "own": [each for each in own if each.question == question],
        }
        for question in Question
    ]


@login_not_required
@require_POST
def takeaway(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    seat, form = seat_or_404(request, pk), PostForm(request.POST)
    refusal = ""
    if form.is_valid():
        try:
            said = Takeaway.post(question, seat, now=timezone.now(), **form.cleaned_data)
        except RoomShut as shut:
            refusal = str(shut)
        else:
            if "X-Compose" not in request.headers:
                return redirect("room", pk)
            context = {"takeaway": said, "workshop": seat.workshop}
            answer = render(request, "problems/close/_own.html", context)
            answer["X-Posted"] = "1"
            return answer
    context = screen(seat) | {
        "form": form,
        "question": question,
        "label": Question(question).label,
        "refusal": refusal,
    }
    status = 409 if refusal else 422
    return render(request, "problems/close/takeaway.html", context, status=status)


@login_not_required
@require_POST
def takeaway_back(request: HttpRequest, pk: int, takeaway_pk: int) -> HttpResponse:
    """Take one's own words back."""
    seat = seat_or_404(request, pk)
    own: Takeaway = get_object_or_404(
        Takeaway.objects.filter(workshop=seat.workshop, pk=takeaway_pk).written_by(
            seat, seat.workshop.key
        )
    )
    try:
        own.withdraw()
    except RoomShut as shut:
        messages.error(request, str(shut))
    return redirect("room", pk)


@login_not_required
@require_POST
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how one can be reached, or that one had rather not be."""
    seat = seat_or_404(request, pk)
    taken_back = "take_back" in request.POST
    form = ContactForm(None if taken_back else request.POST)
    refusal = ""
    try:
        if taken_back:
            Contact.take_back(seat)
            return redirect("room", pk)
        if form.is_valid():
            Contact.leave(seat, **form.cleaned_data)
            return redirect("room", pk)
    except WrongStep as wrong:
        refusal = str(wrong)
    context = screen(seat) | {"form": form, "refusal": refusal}
    status = 409 if refusal else 422
    return render(request, "problems/close/contact.html", context, status=status)


@login_not_required
@require_POST
def wish(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Swap contacts with somebody, or rather not. The other hears of it when both wish it."""
    seat, form = seat_or_404(request, pk), WishForm(request.POST)
    other = get_object_or_404(Contact.objects.beside(seat), pk=other_pk)
    try:
        if form.is_valid():
            Wish.say(seat, other.seat, wanted=form.cleaned_data["wanted"] == "yes")
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    return redirect("room", pk)


# The cockpit's part


@require_POST
def next_meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """The day when they meet again; the close asks for it."""
    workshop = facilitated(request, pk)
    form = NextMeetingForm(timezone.localdate(timezone=workshop.zone), request.POST)
    closing = "closing" in request.POST
    back = reverse("workshop-close" if closing else "cockpit", args=[pk])
    if not form.is_valid():
        context = panels(workshop) | {"form": form, "closing": closing, "back": back}
        return render(request, "problems/close/next_meeting.html", context, status=422)
    try:
        workshop.meet_again(form.cleaned_data["day"])
        messages.success(request, gettext("Written down. The wall shows it."))
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    return redirect(back)
