"""What makes a form that is sent twice the same act."""

from typing import Any

from django import forms
from django.core import signing

from workshop.people.tokens import new_token


class Ticket(forms.CharField):
    """A hidden secret, made with the page and signed so that nobody can bring a weak one.

    Its value is a token of new_token. A forged or missing ticket becomes a fresh token: the form
    still works, it only isn't recognised as sent before.
    """

    widget = forms.HiddenInput

    def __init__(self, *, purpose: str) -> None:
        self.signer = signing.Signer(salt=f"ticket:{purpose}")
        super().__init__(
            required=False,
            initial=lambda: self.signer.sign(new_token()),
            widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
        )

    def clean(self, value: Any) -> str:
        try:
            return self.signer.unsign(str(value))
        except signing.BadSignature:
            return new_token()
