"""A facilitator's invitations to one workshop: the list, the words, the sending, the answers."""

from collections.abc import Callable
from email.header import decode_header, make_header
from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshop.before import counted
from workshop.forms.invitation import AddressesForm, LetterForm
from workshop.invitations.answers import STATES, answers, sending
from workshop.invitations.facts import tell_everyone
from workshop.invitations.kept import last_kept_day
from workshop.invitations.mail import Sender, composed
from workshop.limits.body import FILE_LIMIT, takes_bytes
from workshop.models import (
    Invitation,
    InvitationLetter,
    InvitationMail,
    InvitationQuestion,
    Kind,
    Workshop,
    WrongStep,
)
from workshop.people.requests import SignedInRequest
from workshop.tasks import start_sending
from workshop.views.workshop import made_by

AT_ONCE = 50  # on one page
# A mail brings its styles inside; the page above shows it in a frame.
SHOWN_MAIL = {"style-src": ["'self'", "'unsafe-inline'"], "frame-ancestors": ["'self'"]}


@require_safe
def invitations(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    letter = letter_of(request, workshop)
    state, team = request.GET.get("state", ""), request.GET.get("team", "")
    chosen = chosen_from(workshop, state, team)
    questions = InvitationQuestion.objects.unanswered().filter(invitation__workshop=workshop)
    context = {
        "answers": answers(workshop, letter),
        "sending": sending(workshop),
        "page": Paginator(chosen, AT_ONCE).get_page(request.GET.get("page")),
        "state": state,
        "team": team,
        "to_remind": workshop.invitations.to_remind(timezone.now()).count(),
        "failed": InvitationMail.objects.failed().filter(invitation__workshop=workshop).exists(),
        "not_sent": workshop.invitations.not_asked().wanting_mail().count(),
        "states": states(),
        "questions": questions.select_related("invitation__team")[:20],
        "kept_until": last_kept_day(workshop),
        "counted": counted(workshop) if letter.asks_before else [],
    }
    return page(request, "workshop/invitations/list.html", workshop, context)


def states() -> list[tuple[str, str]]:
    return [
        ("yes", gettext("Yes")),
        ("no", gettext("No")),
        ("question", gettext("A question first")),
        ("silent", gettext("No answer yet")),
        ("undelivered", gettext("Undelivered")),
        ("not_sent", gettext("Not sent yet")),
        ("withdrawn", gettext("Taken back")),
    ]


def chosen_from(workshop: Workshop, state: str, team: str) -> QuerySet[Invitation]:
    """The list, or those of one team, in one state, or both; each with `.waiting`."""
    chosen = workshop.invitations.open()
    if state == "withdrawn":
        chosen = workshop.invitations.exclude(withdrawn_at=None)
    elif state in STATES:
        chosen = chosen.filter(STATES[state])
    if team.isdecimal() and len(team) < 18:
        chosen = chosen.filter(team=int(team))
    waiting = InvitationMail.objects.to_guests().waiting().filter(invitation=OuterRef("pk"))
    return chosen.select_related("team").annotate(waiting=Exists(waiting)).order_by("email", "pk")


@require_safe
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the page that renews itself while mails go out."""
    workshop = made_by(request, pk)
    context = {"answers": answers(workshop), "sending": sending(workshop)}
    return page(request, "workshop/invitations/_sending.html", workshop, context)


@takes_bytes(FILE_LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Good addresses go on the list at once; what is none stays in the field."""
    workshop = made_by(request, pk)
    form = AddressesForm(workshop, request.POST or None, request.FILES or None)
    added = None
    if request.method == "POST" and form.is_valid():
        try:
            added = put_on_the_list(request, workshop, form)
        except WrongStep as wrong:
            form.add_error(None, str(wrong))
        else:
            if not form.found.bad:
                return redirect("invitations", pk)
            left = {"team": form.cleaned_data["team"], "text": form.found.left}
            bad, form = form.found.bad, AddressesForm(workshop, initial=left)
            form.found.bad = bad
    context = {"form": form, "bad": form.found.bad, "added": added}
    status = 422 if form.errors or form.found.bad else 200
    return page(request, "workshop/invitations/add.html", workshop, context, status)


def put_on_the_list(request: SignedInRequest, workshop: Workshop, form: AddressesForm) -> int:
    """Raises WrongStep."""
    team, found = form.cleaned_data["team"], form.found
    made = Invitation.put_on_the_list(workshop, team, found.people)
    if made:
        said = ngettext(
            "%(count)s address is on the list for %(team)s. Nothing is sent yet.",
            "%(count)s addresses are on the list for %(team)s. Nothing is sent yet.",
            len(made),
        )
        messages.success(request, said % {"count": len(made), "team": team.name})
    if twice := found.folded + len(found.people) - len(made):
        said = ngettext(
            "%(count)s address was there already, or twice. Everybody is asked once.",
            "%(count)s addresses were there already, or twice. Everybody is asked once.",
            twice,
        )
        messages.info(request, said % {"count": twice})
    return len(made)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The words, and below them the mail as it will be."""
    workshop = made_by(request, pk)
    letter = letter_of(request, workshop)
    form = LetterForm(letter, request.POST if request.method == "POST" else None)
    if form.is_valid():
        letter.write(form.cleaned_data, request.user)
        messages.success(request, gettext("Saved. Below is the mail as it will be."))
        return redirect("invitations-letter", pk)
    mail, sender = sample(letter)
    message = composed(mail, sender, timezone.now())
    context = {
        "form": form,
        "mail": message,
        "sender": str(make_header(decode_header(message.from_email))),
        "sample": mail.invitation,
        "not_sent": workshop.invitations.not_asked().wanting_mail().count(),
    }
    status = 422 if form.is_bound else 200
    return page(request, "workshop/invitations/letter.html", workshop, context, status)


@csp_replace(SHOWN_MAIL)  # type: ignore[arg-type]
@xframe_options_sameorigin
@require_safe
def letter_shown(request: SignedInRequest, pk: int) -> HttpResponse:
    """The HTML of the mail, for the frame of the page above; mails have their styles inside."""
    workshop = made_by(request, pk)
    mail, sender = sample(letter_of(request, workshop))
    html = composed(mail, sender, timezone.now()).alternatives[0][0]
    return HttpResponse(html)


def sample(letter: InvitationLetter) -> tuple[InvitationMail, Sender]:
    """The first one on the list, or somebody made up. The links open nothing."""
    workshop = letter.workshop
    first = workshop.invitations.open().select_related("team").first()
    invitation = Invitation(
        pk=0,
        workshop=workshop,
        team=first.team if first else workshop.teams.all()[0],
        name=first.name if first else "Kim Berg",
        email=first.email if first else "kim@example.org",
        seed="sample",
    )
    mail = InvitationMail(pk=0, invitation=invitation, kind=Kind.INVITATION)
    return mail, Sender.of(letter)


@require_POST
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    letter_of(request, workshop).answer_for(request.user)
    return queued(
        request, workshop, "invitation.sent",
        lambda: Invitation.ask(workshop, timezone.now()),
        gettext("Everybody on the list has been asked."),
    )  # fmt: skip


@require_POST
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    return queued(
        request, workshop, "invitation.reminded",
        lambda: Invitation.remind(workshop, timezone.now()),
        gettext("Nobody is to be reminded now: all have answered, or had mail these three days."),
    )  # fmt: skip


@require_POST
def tell(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    return queued(
        request, workshop, "invitation.told",
        lambda: tell_everyone(workshop, timezone.now()),
        gettext("Everybody who was asked knows day and place as they are now."),
    )  # fmt: skip


@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    """All mails of this workshop that were given up."""
    workshop = made_by(request, pk)
    mails = InvitationMail.objects.filter(invitation__workshop=workshop)
    return queued(
        request, workshop, "",
        lambda: mails.try_again(timezone.now()),
        gettext("No mail waits for another try."),
    )  # fmt: skip


def queued(
    request: SignedInRequest, workshop: Workshop, act: str, verb: Callable[[], int], otherwise: str
) -> HttpResponse:
    """Queue mails, put it on the record, and let the worker begin; or say why there are none."""
    try:
        with transaction.atomic():
            count = verb()
            if count and act:
                about = f"{workshop.title}: {count}"
                workshop.organisation.record(request.user, act, about)
            if count:
                transaction.on_commit(start_sending)
    except WrongStep as wrong:
        messages.error(request, str(wrong))
        return redirect("invitations", workshop.pk)
    said = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", count)
    messages.success(request, said % {"count": count} if count else otherwise)
    return redirect("invitations", workshop.pk)


def letter_of(request: SignedInRequest, workshop: Workshop) -> InvitationLetter:
    return InvitationLetter.of(workshop, request.user, get_language() or "")


def page(
    request: SignedInRequest, name: str, workshop: Workshop, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {"workshop": workshop, "organisation": workshop.organisation}
    return render(request, name, context | more, status=status)
