"""What the link of an invitation opens, without an account. Looking at it changes nothing."""

import json
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from workshop.before import kept_with
from workshop.forms.invitation import AnswerForm, QuestionForm, SeatForm
from workshop.invitations.kept import kept
from workshop.models import (
    Invitation,
    InvitationLetter,
    InvitationQuestion,
    Participant,
    Said,
    WrongStep,
)
from workshop.people.by_link import by_link
from workshop.seat import keep_seat, seat_of, was_sent_out
from workshop.tasks import start_sending
from workshop.views.join import RULES_AT_ONCE


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The answer from the mail is on the page, to be confirmed; a POST says it."""
    invitation = invitation_with(token)
    now = timezone.now()
    if invitation.why_over(now):
        return over(request, invitation, token)
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return show(request, invitation, token, status=422)
        invitation.answer(Said(form.cleaned_data["answer"]), now)
        return redirect("invited-answer", token)
    return show(request, invitation, token)


@by_link
@require_POST
def question(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitation_with(token)
    if invitation.why_over(timezone.now()):
        return over(request, invitation, token)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            InvitationQuestion.ask(invitation, form.cleaned_data["text"], timezone.now())
        except WrongStep as wrong:
            form.add_error("text", str(wrong))
        else:
            transaction.on_commit(start_sending)
            return redirect("invited-answer", token)
    return show(request, invitation, token, form, status=422)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, token: str) -> HttpResponse:
    """The way in: one seat for one invitation, on whatever phone its link is opened."""
    invitation = invitation_with(token)
    workshop = invitation.workshop
    if invitation.why_over(timezone.now()):
        return over(request, invitation, token)
    if seat_of(request, workshop.pk):
        return redirect("room", workshop.pk)
    if was_sent_out(request, workshop.pk):
        said = gettext("The facilitator closed your seat. A word with them, and you are back in.")
        return render(request, "workshop/shut.html", {"said": said}, status=403)
    form = SeatForm(invitation, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return take_seat(request, invitation, token, form)
    return door(request, invitation, token, form, status=422 if form.is_bound else 200)


def take_seat(
    request: HttpRequest, invitation: Invitation, token: str, form: SeatForm
) -> HttpResponse:
    workshop, now = invitation.workshop, timezone.now()
    said = form.cleaned_data
    try:
        with transaction.atomic():
            _seat, secret = Participant.admit(
                workshop, said["name"], said["team"], now, token=invitation.seat_token(workshop.key)
            )
            invitation.came(now)
    except WrongStep as wrong:
        form.add_error(None, str(wrong))
        return door(request, invitation, token, form, status=409)
    response = redirect("room", workshop.pk)
    keep_seat(response, workshop.pk, secret)
    return response


def door(
    request: HttpRequest, invitation: Invitation, token: str, form: Form, status: int
) -> HttpResponse:
    workshop = invitation.workshop
    context = frame(invitation, token) | {
        "form": form,
        "team_is_known": workshop.teams.filter(pk=invitation.team_id).exists()
        and "team" not in form.errors,
        "first_rules": workshop.rules[:RULES_AT_ONCE],
        "more_rules": workshop.rules[RULES_AT_ONCE:],
    }
    return render(request, "workshop/invited/seat.html", context, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A GET asks, a POST does it: the page's own, or a mail program's one-click (RFC 8058)."""
    invitation = invitation_with(token)
    if request.method == "POST":
        if "resume" in request.POST:
            invitation.resume_mail()
        else:
            invitation.stop_mail(timezone.now())
        if "page" in request.POST:  # mail programs follow no redirects
            return redirect("invited-stop", token)
        invitation.refresh_from_db(fields=["no_more_mail_at"])
    return render(request, "workshop/invited/stop.html", frame(invitation, token))


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest, token: str) -> HttpResponse:
    """All that is kept with this address: to read, to take along, and to delete."""
    invitation = invitation_with(token)
    if request.method == "POST":
        invitation.forget()
        return render(request, "workshop/invited/deleted.html", {"workshop": invitation.workshop})
    if request.GET.get("format") == "json":
        all_of_it = json.dumps(kept(invitation), ensure_ascii=False, indent=2)
        response = HttpResponse(all_of_it, content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="invitation.json"'
        return response
    context = frame(invitation, token) | {
        "mails": invitation.mails.to_guests(),
        "kept": kept_with(invitation),
    }
    return render(request, "workshop/invited/data.html", context)


def invitation_with(token: str) -> Invitation:
    return get_object_or_404(Invitation.objects.with_token(token))


def over(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    context = frame(invitation, token) | {"said": invitation.why_over(timezone.now())}
    return render(request, "workshop/invited/over.html", context, status=410)


def show(
    request: HttpRequest,
    invitation: Invitation,
    token: str,
    asking: QuestionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    wanted = request.GET.get("answer", "")
    letter = InvitationLetter.of(invitation.workshop)
    context = frame(invitation, token) | {
        "letter": letter,
        "offers": letter.offers_to(invitation, timezone.now()),
        # What the button in the mail said, unless it is said already.
        "wanted": wanted if wanted in (Said.YES, Said.NO) and wanted != invitation.said else "",
        "asking": asking or QuestionForm(),
        "asks": bool(asking) or wanted == Said.QUESTION,
    }
    return render(request, "workshop/invited/answer.html", context, status=status)


def frame(invitation: Invitation, token: str) -> dict[str, Any]:
    """The token as it came: it is not in the database, and the seed may have changed."""
    return {
        "invitation": invitation,
        "token": token,
        "workshop": invitation.workshop,
        "questions": invitation.questions.all(),
    }
