"""The shared board of a closed workshop: by a mail's link, from a seat, and for its facilitator."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.followup.models import Board, CheckIn, Learning, Recipient
from workshop.followup.shared_board import board_of, own_of
from workshop.followup.views.over import ended
from workshop.models import Status, Workshop
from workshop.numbers import is_number
from workshop.people.by_link import by_link
from workshop.people.requests import SignedInRequest
from workshop.seat import seat_or_404


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_board(request: HttpRequest, token: str) -> HttpResponse:
    """For everybody who gets mail about the workshop. A POST says which learning is useful."""
    asked = get_object_or_404(CheckIn.objects.with_story(), token=token)
    now = timezone.now()
    if asked.is_over(now):
        return ended(request, asked)
    if Board.of(asked.workshop).shut_at:
        return shut_page(request, asked.workshop)
    if request.method == "POST":
        return thanked(request, asked)
    context = {"board": board_of(asked.workshop, now, asked), "check_in": asked}
    return page(request, asked.workshop, context)


def thanked(request: HttpRequest, asked: CheckIn) -> HttpResponse:
    """“Useful to us”, for the reader's team, or taken back."""
    number = request.POST.get("useful") or request.POST.get("take_back") or ""
    own = own_of(asked, timezone.now())
    of_others = Learning.objects.of_workshop(asked.workshop).exclude(commitment__in=list(own))
    learning = get_object_or_404(of_others, pk=number if is_number(number) else None)
    if asked.team is None:
        raise Http404
    if "useful" in request.POST:
        learning.thank(asked.team, timezone.now())
    else:
        learning.take_thanks_back(asked.team)
    return redirect(f"{reverse('check-in-board', args=[asked.token])}#{learning.anchor}")


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def end_links(request: HttpRequest, token: str) -> HttpResponse:
    """One's own links of one workshop, when they fell into other hands. A GET asks first."""
    asked = get_object_or_404(CheckIn.objects.with_story(), token=token)
    context = {"check_in": asked, "workshop": asked.workshop}
    if request.method == "POST":
        asked.recipient.end_links(asked.workshop)
        return render(request, "followup/links_ended.html", {"workshop": asked.workshop})
    return render(request, "followup/end_links.html", context)


@login_not_required
@never_cache
@require_safe
def room_board(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who were there and left no address: the seat opens it, as it opened the room."""
    workshop = seat_or_404(request, pk).workshop
    if not workshop.is_closed:
        raise Http404
    if Board.of(workshop).shut_at:
        return shut_page(request, workshop)
    return page(request, workshop, {"board": board_of(workshop, timezone.now())})


@require_safe
def workshop_board(request: SignedInRequest, pk: int) -> HttpResponse:
    """For facilitators: as participants see it, and whether they do."""
    workshop = closed_workshop(request, pk)
    context = {
        "board": board_of(workshop, timezone.now()),
        "shut_at": Board.of(workshop).shut_at,
        "recipients": Recipient.objects.of_workshop(workshop).order_by("name", "email"),
        "organisation": workshop.organisation,
        "facilitates": True,
    }
    return page(request, workshop, context)


@require_POST
def board_shut(request: SignedInRequest, pk: int) -> HttpResponse:
    """No link opens the board, or they do again."""
    workshop = closed_workshop(request, pk)
    if "open" in request.POST:
        Board.open_again(workshop)
        messages.success(request, gettext("The board is open again."))
    else:
        Board.shut(workshop, timezone.now())
        messages.success(request, gettext("The board is shut. Only facilitators see it now."))
    workshop.organisation.record(
        request.user, "board.opened" if "open" in request.POST else "board.shut", workshop.title
    )
    return redirect("workshop-board", pk)


@require_POST
def recipient_links_end(request: SignedInRequest, pk: int, recipient_pk: int) -> HttpResponse:
    """What went out to one address opens nothing more."""
    workshop = closed_workshop(request, pk)
    mine = Recipient.objects.of_workshop(workshop)
    recipient = get_object_or_404(mine, pk=recipient_pk)
    recipient.end_links(workshop)
    workshop.organisation.record(request.user, "links.ended", workshop.title)
    said = gettext("The links sent to %(email)s have ended. The next mail brings new ones.")
    messages.success(request, said % {"email": recipient.email})
    return redirect("workshop-board", pk)


def closed_workshop(request: SignedInRequest, pk: int) -> Workshop:
    editable = Workshop.objects.editable_by(request.user).filter(status=Status.CLOSED)
    return get_object_or_404(editable.select_related("organisation"), pk=pk)


def page(request: HttpRequest, workshop: Workshop, context: Mapping[str, object]) -> HttpResponse:
    layout = "base.html" if context.get("facilitates") else "followup/_page.html"
    shown = {**context, "workshop": workshop, "layout": layout}
    return render(request, "followup/board.html", shown)


def shut_page(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    return render(request, "followup/board_shut.html", {"workshop": workshop}, status=410)
