"""The pages of pulse and network: by an invitation, from a seat, and by a check-in."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from problems.views.room import screen
from workshop.followup.models.check_in import CheckIn
from workshop.followup.models.question import Question
from workshop.followup.pulse.asked import Asked
from workshop.followup.pulse.forms import JoinForm, NetworkForm, PulseForm
from workshop.followup.pulse.models import NetworkAnswer, NetworkMember, PulseAnswer
from workshop.followup.pulse.offers import PEOPLE_AT_LEAST, is_network_worth_it
from workshop.followup.pulse.questions import LEAST, MOST
from workshop.followup.pulse.rounds import ASKED_WITH, Round
from workshop.models import Invitation, WrongStep
from workshop.people.by_link import by_link
from workshop.people.requests import posted_data
from workshop.seat import seat_or_404

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Place:
    """Where somebody answers, and what that page needs around it."""

    asked: Asked
    base: str
    address: str
    back: str
    network: str = ""  # its address, where that is asked here
    frame: dict[str, Any] = field(default_factory=dict)


@by_link
@METHODS
def pulse_before(request: HttpRequest, token: str) -> HttpResponse:
    return pulse(request, by_invitation(token, "pulse-before"))


@by_link
@METHODS
def network_before(request: HttpRequest, token: str) -> HttpResponse:
    return network(request, by_invitation(token, "network-before"))


@login_not_required
@METHODS
def pulse_close(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    address, back = reverse("pulse-close", args=[pk]), reverse("room", args=[pk])
    frame = screen(seat)
    return pulse(
        request, Place(Asked.by_seat(seat), "problems/room/base.html", address, back, frame=frame)
    )


@by_link
@METHODS
def pulse_later(request: HttpRequest, token: str) -> HttpResponse:
    place = by_check_in(token, "pulse-later")
    if place.asked.round != Round.DAY_90:
        raise Http404
    return pulse(request, place)


@by_link
@METHODS
def network_later(request: HttpRequest, token: str) -> HttpResponse:
    return network(request, by_check_in(token, "network-later"))


def by_invitation(token: str, page: str) -> Place:
    """The link that was taken back leads nowhere; others end with a sentence."""
    invitation = get_object_or_404(Invitation.objects.with_token(token).open())
    asked = Asked.by_invitation(invitation)
    return Place(
        asked, "workshop/invited/_page.html", reverse(page, args=[token]),
        reverse("invited-answer", args=[token]),
        reverse("network-before", args=[token]) if is_network_worth_it(asked.workshop) else "",
        {"token": token, "invitation": invitation},
    )  # fmt: skip


def by_check_in(token: str, page: str) -> Place:
    check_in = get_object_or_404(CheckIn.objects.with_story(), token=token)
    if Question(check_in.question) not in ASKED_WITH:
        raise Http404
    asked = Asked.by_check_in(check_in)
    return Place(
        asked, "followup/_page.html", reverse(page, args=[token]), check_in.get_absolute_url(),
        reverse("network-later", args=[token]) if member_of(asked) else "",
        {"check_in": check_in},
    )  # fmt: skip


def member_of(asked: Asked) -> NetworkMember | None:
    mine = NetworkMember.of_workshop(asked.workshop).filter(invitation=asked.invitation)
    return mine.select_related("invitation__team", "invitation__workshop").first()


def pulse(request: HttpRequest, place: Place) -> HttpResponse:
    """The questions with what happens to the answers; POST says them, or deletes them."""
    asked, now = place.asked, timezone.now()
    if "forget" in request.POST:
        PulseAnswer.take_back(asked)
        return show(request, "pulse", place, {"gone": True})
    said = PulseAnswer.objects.of(asked).first()
    form = PulseForm(asked.parts, posted_data(request), said)
    shut = asked.why_shut(now)
    if not shut and form.is_valid():
        try:
            PulseAnswer.give(asked, form.said(), now)
        except WrongStep as wrong:
            shut = str(wrong)
        else:
            return redirect(place.address)
    context = {"said": said, "form": form, "shut": shut, "least": LEAST, "most": MOST}
    return show(request, "pulse", place, context, status_of(form, shut))


def network(request: HttpRequest, place: Place) -> HttpResponse:
    """First whether one's name goes on the list, then whom of it one could ring."""
    member = member_of(place.asked)
    if member is None:
        return join(request, place)
    if "forget" in request.POST:
        member.leave()
        return show(request, "network", place, {"gone": True})
    return choose(request, place, member)


def join(request: HttpRequest, place: Place) -> HttpResponse:
    asked, now = place.asked, timezone.now()
    shut = asked.why_shut(now) or why_no_list(place)
    name = asked.invitation.name if asked.invitation else ""
    form = JoinForm(posted_data(request), initial={"name": name})
    if not shut and form.is_valid():
        try:
            NetworkMember.join(asked, form.cleaned_data["name"], now)
        except WrongStep as wrong:
            shut = str(wrong)
        else:
            return redirect(place.address)
    context = {"join": form, "shut": shut, "at_least": PEOPLE_AT_LEAST}
    return show(request, "network", place, context, status_of(form, shut))


def why_no_list(place: Place) -> str:
    if place.asked.round != Round.BEFORE:
        return gettext("This goes to those who put their names on the list before the day.")
    if not place.network:
        wanted = gettext("This question is asked where %(count)s people or more are invited.")
        return wanted % {"count": PEOPLE_AT_LEAST}
    return ""


def choose(request: HttpRequest, place: Place, member: NetworkMember) -> HttpResponse:
    when, now = place.asked.round, timezone.now()
    shut = place.asked.why_shut(now)
    said = NetworkAnswer.said(member, when)
    form = NetworkForm(member, said, posted_data(request))
    if not shut and form.is_valid():
        try:
            NetworkAnswer.give(member, when, list(form.cleaned_data["rings"]), now)
        except WrongStep as wrong:
            shut = str(wrong)
        else:
            return redirect(place.address)
    context = {"member": member, "said": said, "choose": form, "shut": shut}
    return show(request, "network", place, context, status_of(form, shut))


def status_of(form: Form, shut: str) -> int:
    return 410 if shut else 422 if form.is_bound else 200


def show(
    request: HttpRequest, name: str, place: Place, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {**place.frame, "workshop": place.asked.workshop, "place": place, **more}
    return render(request, f"followup/pulse/{name}.html", context, status=status)
