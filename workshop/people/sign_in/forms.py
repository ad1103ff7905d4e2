"""allauth's forms with our labels. They do what allauth's do; only the words are ours."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from allauth.socialaccount import forms as sso
from django.utils.translation import gettext_lazy as _

WORDS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Your password now"),
    "remember": _("Keep me signed in on this device"),
}
NEW_PASSWORD = _("Eight characters or more. A few words in a row are easy to remember.")


class InOurWords:
    """Labels instead of placeholders, and a new password typed once, not twice."""

    words: dict[str, Any] = {}
    helps: dict[str, Any] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, WORDS.get(name, field.label))
            field.help_text = self.helps.get(name, "")


class SignInForm(InOurWords, account.LoginForm):
    pass


class SignUpForm(InOurWords, account.SignupForm):
    words = {"password1": _("Password")}
    helps = {"password1": NEW_PASSWORD}


class AddAddressForm(InOurWords, account.AddEmailForm):
    words = {"email": _("Another e-mail address")}


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    words = {"password1": _("New password")}
    helps = {"password1": NEW_PASSWORD}


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    words = {"password1": _("New password")}
    helps = {"password1": NEW_PASSWORD}


class ForgottenPasswordForm(InOurWords, account.ResetPasswordForm):
    pass


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    words = {"password1": _("New password")}
    helps = {"password1": NEW_PASSWORD}


class ConfirmPasswordForm(InOurWords, account.ReauthenticateForm):
    pass


class OrganisationSignUpForm(InOurWords, sso.SignupForm):
    pass


class CodeForm(InOurWords, second_step.AuthenticateForm):
    words = {"code": _("Code from your app, or a recovery code")}


class ConfirmCodeForm(InOurWords, second_step.ReauthenticateForm):
    words = {"code": _("Code from your app, or a recovery code")}


class StartAppForm(InOurWords, totp.ActivateTOTPForm):
    words = {"code": _("The code your app shows now")}


class AddPasskeyForm(InOurWords, passkeys.AddWebAuthnForm):
    words = {
        "name": _("Name of this passkey"),
        "passwordless": _("Let me sign in with this passkey alone"),
    }
    helps = {"passwordless": _("Your device asks for your finger, face or PIN instead.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(InOurWords, passkeys.EditWebAuthnForm):
    words = {"name": _("Name of this passkey")}
