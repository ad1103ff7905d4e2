"""Colleagues asked into an organisation: the asking, the link in the mail, the answer."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from workshop.limits.guard import by_secret_link
from workshop.people.mail import NOT_SENT, send_mail
from workshop.people.models import (
    ColleagueInvitation,
    InvitationRefused,
    Organisation,
    Role,
    User,
)
from workshop.people.requests import SignedInRequest


def invite(request: SignedInRequest, organisation: Organisation, email: str, role: Role) -> None:
    """Ask, mail after the commit, and say on the next page how it went."""
    try:
        with transaction.atomic():
            invitation, token = ColleagueInvitation.ask(
                organisation, email, role, request.user, timezone.now()
            )
            transaction.on_commit(lambda: mail_invitation(invitation, token))
    except NOT_SENT:
        messages.warning(
            request,
            gettext(
                "%(email)s is invited, but our mail didn't get away just now."
                " Send it again in some minutes."
            )
            % {"email": email},
        )
    else:
        messages.success(
            request,
            gettext("%(email)s has mail. The link in it works for two weeks.") % {"email": email},
        )


def mail_invitation(invitation: ColleagueInvitation, token: str) -> None:
    link = settings.SITE_URL + reverse("colleague-accept", args=[token])
    send_mail("colleague", invitation.email, {"invitation": invitation, "link": link})


def open_invitation(request: SignedInRequest, slug: str, pk: int) -> ColleagueInvitation:
    return get_object_or_404(
        ColleagueInvitation.objects.select_related("organisation"),
        organisation__in=Organisation.objects.editable_by(request.user),
        organisation__slug=slug,
        accepted_at=None,
        withdrawn_at=None,
        pk=pk,
    )


@require_POST
def invitation_resend(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    invitation = open_invitation(request, slug, pk)
    invite(request, invitation.organisation, invitation.email, Role(invitation.role))
    return redirect("people", slug)


@require_POST
def invitation_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    invitation = open_invitation(request, slug, pk)
    invitation.withdraw(request.user, timezone.now())
    messages.success(
        request, gettext("The invitation to %(email)s is taken back.") % {"email": invitation.email}
    )
    return redirect("people", slug)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_secret_link
def colleague_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. Opening it shows; only the button accepts."""
    invitation = get_object_or_404(
        ColleagueInvitation.objects.select_related("organisation", "invited_by").with_token(token)
    )
    user = request.user
    if request.method == "POST" and not isinstance(user, User):
        return redirect_to_login(request.path)
    refused = ""
    if request.method == "POST" and isinstance(user, User):
        try:
            return accepted(request, invitation, user)
        except InvitationRefused as refusal:
            refused = str(refusal)
    back = {"next": request.path}
    context = {
        "sign_in_query": urlencode(back),
        "sign_up_query": urlencode(back | {"email": invitation.email}),
        "invitation": invitation,
        "over": invitation.why_over(timezone.now()),
        "refused": refused,
        "belongs": invitation.organisation.role_of(user) is not None,
        "is_theirs": isinstance(user, User) and invitation.email in user.verified_addresses(),
    }
    return render(request, "people/colleague.html", context, status=422 if refused else 200)


@require_POST
def invitation_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """The button on the home page, for an invitation to an address of one's own."""
    invitation = get_object_or_404(
        ColleagueInvitation.objects.addressed_to(request.user).select_related("organisation"), pk=pk
    )
    try:
        return accepted(request, invitation, request.user)
    except InvitationRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("home")


def accepted(request: HttpRequest, invitation: ColleagueInvitation, user: User) -> HttpResponse:
    """Raises InvitationRefused."""
    membership = invitation.accept(user, timezone.now())
    messages.success(
        request,
        gettext("Welcome to %(organisation)s. You are here as %(role)s.")
        % {
            "organisation": invitation.organisation.name,
            "role": membership.get_role_display().lower(),
        },
    )
    return redirect(invitation.organisation)
