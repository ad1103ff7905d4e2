"""allauth, where it meets our house: mail in our frame, and errors in our words."""

import logging
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.people.mail import NOT_SENT, framed, letter, render_plain
from workshop.people.models import User

logger = logging.getLogger(__name__)
WAYS = {
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code from your app"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off."),
        "cannot_remove_primary_email": _(
            "This is the address we write to. Choose another one for that first."
        ),
        "duplicate_email": _("This address is on your account already."),
        "email_password_mismatch": _(
            "That e-mail and password don't fit together. Try again, or choose a new password."
        ),
        "email_taken": _("There is an account with this address already."),
        "enter_current_password": _("That isn't the password you have now."),
        "incorrect_code": _("That code doesn't fit. Codes change every half minute; try the next."),
        "incorrect_password": _("That isn't your password."),
        "max_email_addresses": _("An account has room for %d addresses."),
        "rate_limited": _("That was a lot of tries in a short time. Wait a minute, then go on."),
        "too_many_login_attempts": _(
            "That was a lot of tries. Wait five minutes, then try again,"
            " or choose a new password now."
        ),
        "unverified_primary_email": _("Confirm this address first. The link is in our mail."),
    }

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """A mail of allauth's; where it has no HTML template, its text stands in our frame."""
        context = {**context, "site_url": settings.SITE_URL}
        subject = render_plain(f"{template_prefix}_subject.txt", context)
        text = render_plain(f"{template_prefix}_message.txt", context)
        sentences, _rule, _foot = text.partition("\n--\n")
        context |= {"subject": subject, "sentences": sentences}
        html = framed([f"{template_prefix}_message.html", "mail/notification.html"], context)
        return letter(subject, text, html, email, headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except NOT_SENT:
            logger.exception("mail %s was not sent", template_prefix)
            messages.error(
                allauth_context.request,
                gettext("Our mail didn't get away just now. Try again in some minutes."),
            )

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS[way["id"]]} for way in ways]


class OrganisationSignIn(DefaultSocialAccountAdapter):
    """Single sign-on (OIDC)."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        name = data.get("name") or " ".join(part for part in parts if part)
        user.name = name[:80]
        return user

    def get_requests_session(self) -> requests.Session:
        """Calls to the organisation's server; one that fails leads to a page that says so."""
        session: requests.Session = super().get_requests_session()
        ask = session.request

        def ask_or_give_up(*args: Any, **kwargs: Any) -> requests.Response:
            try:
                answer = ask(*args, **kwargs)
                answer.raise_for_status()
            except requests.RequestException as error:
                logger.warning("single sign-on: %s", error)
                page = render(self.request, "socialaccount/authentication_error.html", status=502)
                raise ImmediateHttpResponse(page) from error
            return answer

        session.request = ask_or_give_up  # type: ignore[method-assign]
        return session

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_signup_form_initial_data(sociallogin)
        return initial | {"name": sociallogin.user.name}


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code doesn't fit. Codes change every half minute; try the next."),
        "unverified_email": _("Confirm your e-mail address first, then come back."),
    }

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 (allauth's)
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Ten Doors"}
