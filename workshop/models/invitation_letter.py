"""The words of a workshop's invitations, until and after a facilitator edits them."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.before import Offer, offered
from workshop.models.invitation import Invitation
from workshop.models.invitation_list import Said
from workshop.models.workshop import Workshop
from workshop.people.models import Role, User

USUAL_LENGTH = timedelta(hours=7)
# What may stand in curly brackets, in either language.
PLACEHOLDERS = {
    "name": "name", "team": "team", "title": "title", "goal": "goal", "day": "day",
    "place": "place", "namn": "name", "titel": "title", "mål": "goal", "dag": "day",
    "plats": "place",
}  # fmt: skip
OFFERED = {
    "en": ("name", "team", "title", "goal", "day", "place"),
    "sv": ("namn", "team", "titel", "mål", "dag", "plats"),
}
PLACEHOLDER = re.compile(r"\{\s*([^{}\n]*?)\s*\}")


class InvitationLetter(models.Model):
    """One for each workshop. Words that are empty here are the default ones."""

    workshop = models.OneToOneField(
        Workshop, on_delete=models.CASCADE, related_name="invitation_letter"
    )
    host = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=3000, blank=True)
    ends = models.TimeField(_("ends about"), null=True, blank=True)
    asks_before = models.BooleanField(_("asks questions before the day"), default=True)

    def __str__(self) -> str:
        return self.subject or default_subject(self.language)

    @staticmethod
    def of(workshop: Workshop, host: User | None = None, language: str = "") -> "InvitationLetter":
        """The workshop's own, or a fresh one that is not saved."""
        kept = InvitationLetter.objects.select_related("host").filter(workshop=workshop).first()
        fresh = InvitationLetter(language=language or settings.LANGUAGE_CODE, host=host)
        letter = kept or fresh
        letter.workshop = workshop
        return letter

    def write(self, said: dict[str, Any], by: User) -> None:
        """Other words. Whoever writes them answers for them."""
        for name in ("language", "subject", "text", "ends", "asks_before"):
            setattr(self, name, said[name])
        self.answer_for(by)

    def answer_for(self, by: User) -> None:
        """The mails go out in this name, and replies come there."""
        InvitationLetter.objects.update_or_create(
            workshop=self.workshop,
            defaults={
                "host": by,
                "language": self.language,
                "subject": self.subject,
                "text": self.text,
                "ends": self.ends,
                "asks_before": self.asks_before,
            },
        )
        self.host = by

    @property
    def ends_at(self) -> datetime:
        """When the day ends; without a word about it, seven hours after its start."""
        workshop = self.workshop
        if self.ends is None:
            return workshop.starts_at + USUAL_LENGTH
        ends = datetime.combine(workshop.date, self.ends, workshop.zone)
        return ends if ends > workshop.starts_at else ends + timedelta(days=1)

    @property
    def answers_to(self) -> User | None:
        """Who is named as sender and gets replies: the host, or else who closed the day, or who
        looks after the house."""
        makers = self.workshop.organisation.memberships.filter(
            role__in=(Role.ADMIN, Role.FACILITATOR)
        ).select_related("user")
        people = [membership.user for membership in makers.order_by("pk")]
        known = [user for user in (self.host, self.workshop.closed_by) if user in people]
        return next(iter([*known, *people]), None)

    def why_asks_nothing(self, now: datetime) -> str:
        """A sentence about why nothing is asked before the day; empty while it is."""
        workshop = self.workshop
        if workshop.day_has_begun or workshop.day_has_passed(now) or workshop.archived_at:
            return gettext("These questions were for the time before the day.")
        if not self.asks_before:
            return gettext("These questions are not asked at this workshop.")
        return ""

    def offers_to(self, invitation: Invitation, now: datetime) -> list[tuple[Offer, str]]:
        """What this person is asked before the day, with the address where they find it."""
        if invitation.said == Said.NO or self.why_asks_nothing(now):
            return []
        return offered(invitation)

    @property
    def subject_shown(self) -> str:
        return self.subject or default_subject(self.language)

    @property
    def text_shown(self) -> str:
        return self.text or default_text(self.language)

    def filled(self, text: str, invitation: Invitation) -> str:
        """With this person's own words in the places of the curly brackets."""
        workshop = self.workshop
        with translation.override(self.language):
            words = {
                "name": invitation.name,
                "team": invitation.team.name,
                "title": workshop.title,
                "goal": workshop.goal,
                "day": date_format(workshop.date, "l j F Y"),
                "place": workshop.venue or gettext("a place still to be told"),
            }
        if not invitation.name:
            text = re.sub(r"[ \t]*\{\s*(name|namn)\s*\}", "", text)
        return PLACEHOLDER.sub(
            lambda found: words.get(PLACEHOLDERS.get(found[1].lower(), ""), found[0]), text
        )


def unknown_placeholders(text: str) -> list[str]:
    found = PLACEHOLDER.findall(text)
    return [name for name in found if name.lower() not in PLACEHOLDERS]


def default_subject(language: str) -> str:
    with translation.override(language):
        return gettext("Will you join us? {title}, {day}")


def default_text(language: str) -> str:
    """Without blame, and with room for a no."""
    with translation.override(language):
        return gettext(
            "Hello {name},\n\n"
            "Some of our customers meet problems that sit between our teams. Nobody’s team can"
            " open those doors alone, so we take a day to open them together: {title}.\n\n"
            "We look at real problems of real customers, write down ideas side by side, and leave"
            " with small first steps. Nobody is put on the spot, and ideas show no names. You need"
            " nothing but what you know about how {team} works, and a phone.\n\n"
            "Tell us whether you can come. A no is fine, and helps us to plan. If you wonder about"
            " something, ask first."
        )
