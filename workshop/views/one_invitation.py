"""One invitation, as its facilitator sees it: mails, questions, and what can be done."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from workshop.forms.invitation import MendForm, ReplyForm
from workshop.models import Invitation, InvitationQuestion, WrongStep
from workshop.people.requests import SignedInRequest
from workshop.tasks import start_sending


@require_safe
def invited(request: SignedInRequest, pk: int, invitation_pk: int) -> HttpResponse:
    return show(request, invitation_of(request, pk, invitation_pk))


@require_POST
def mend(request: SignedInRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = invitation_of(request, pk, invitation_pk)
    form = MendForm(request.POST)
    if form.is_valid():
        try:
            invitation.mend(form.cleaned_data["email"], timezone.now())
        except WrongStep as wrong:
            form.add_error("email", str(wrong))
        else:
            transaction.on_commit(start_sending)
            messages.success(request, gettext("Saved. The old link opens nothing any more."))
            return redirect(invitation)
    return show(request, invitation, mending=form)


@require_POST
def reply(request: SignedInRequest, pk: int, invitation_pk: int, question_pk: int) -> HttpResponse:
    invitation = invitation_of(request, pk, invitation_pk)
    question = get_object_or_404(invitation.questions, pk=question_pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return show(request, invitation, replying=(question, form))
    if question.answer(form.cleaned_data["text"], request.user, timezone.now()):
        transaction.on_commit(start_sending)
        messages.success(request, gettext("Your reply is on its way."))
    else:
        messages.info(request, gettext("There is a reply already. It stays as it is."))
    return redirect(invitation)


@require_POST
def again(request: SignedInRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = invitation_of(request, pk, invitation_pk)
    if invitation.try_again(timezone.now()):
        transaction.on_commit(start_sending)
        messages.success(request, gettext("Trying again."))
    else:
        messages.info(request, gettext("No mail waits for another try."))
    return redirect(invitation)


@require_POST
def take_back(request: SignedInRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = invitation_of(request, pk, invitation_pk)
    with transaction.atomic():
        invitation.withdraw(timezone.now())
        organisation = invitation.workshop.organisation
        organisation.record(request.user, "invitation.taken-back", invitation.workshop.title)
        transaction.on_commit(start_sending)
    messages.success(request, gettext("Taken back. The link in the mail opens nothing any more."))
    return redirect("invitations", pk)


@require_POST
def delete(request: SignedInRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """The address with all that was said with it. A seat that was taken stays."""
    invitation = invitation_of(request, pk, invitation_pk)
    with transaction.atomic():
        invitation.forget()
        organisation = invitation.workshop.organisation
        organisation.record(request.user, "invitation.deleted", invitation.workshop.title)
    messages.success(request, gettext("Deleted. Nothing of it is kept."))
    return redirect("invitations", pk)


def invitation_of(request: SignedInRequest, pk: int, invitation_pk: int) -> Invitation:
    editable = Invitation.objects.editable_by(request.user).filter(workshop=pk)
    known = editable.select_related("team", "workshop__organisation", "workshop__stream")
    return get_object_or_404(known, pk=invitation_pk)


def show(
    request: SignedInRequest,
    invitation: Invitation,
    *,
    mending: MendForm | None = None,
    replying: tuple[InvitationQuestion, ReplyForm] | None = None,
) -> HttpResponse:
    questions = list(invitation.questions.select_related("replied_by"))
    forms = {question.pk: ReplyForm(auto_id=f"id_{question.pk}_%s") for question in questions}
    if replying:
        forms[replying[0].pk] = replying[1]
    context = {
        "invitation": invitation,
        "workshop": invitation.workshop,
        "organisation": invitation.workshop.organisation,
        "mails": invitation.mails.all(),
        "questions": [(question, forms[question.pk]) for question in questions],
        "mending": mending or MendForm(initial={"email": invitation.email}),
        "over": invitation.workshop.is_closed,
    }
    status = 422 if mending or replying else 200
    return render(request, "workshop/invitations/one.html", context, status=status)
