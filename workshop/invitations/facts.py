"""What an invitation says of a workshop, so that a later change can be told."""

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from workshop.models import InvitationLetter, InvitationMail, Kind, Workshop
from workshop.models.invitation_list import locked, refuse_where_nobody_is_invited


def facts_of(letter: InvitationLetter) -> str:
    """Title, day, hours, place, and whether it takes place: JSON that is equal when all are."""
    workshop = letter.workshop
    facts = {
        "title": workshop.title,
        "date": workshop.date.isoformat(),
        "start": f"{workshop.start:%H:%M}",
        "ends": f"{letter.ends_at:%H:%M}",
        "zone": workshop.time_zone,
        "place": workshop.venue,
        "off": workshop.archived_at is not None,
    }
    return json.dumps(facts, sort_keys=True, ensure_ascii=False)


@transaction.atomic
def tell_everyone(workshop: Workshop, now: datetime) -> int:
    """Queue a mail about what has changed for all who know it otherwise. Safe to repeat.

    Raises WrongStep.
    """
    workshop = locked(workshop)
    refuse_where_nobody_is_invited(workshop)
    facts = facts_of(InvitationLetter.of(workshop))
    return InvitationMail.queue(list(workshop.invitations.behind(facts)), Kind.CHANGE, now)


def changes(told: str, facts: str, language: str) -> list[tuple[str, str, str]]:
    """What is called what it was and what it is now, of all that differs; in that language."""
    if not told:
        return []
    with translation.override(language):
        before, after = in_words(json.loads(told)), in_words(json.loads(facts))
        return [
            (label, before[label], shown)
            for label, shown in after.items()
            if before[label] != shown
        ]


def taken_off(facts: str) -> str:
    """The same of a day that isn't, for this guest at least."""
    return json.dumps(json.loads(facts) | {"off": True}, sort_keys=True, ensure_ascii=False)


def is_off(facts: str) -> bool:
    return bool(facts) and json.loads(facts)["off"]


def in_words(facts: dict[str, Any]) -> dict[str, str]:
    day = date.fromisoformat(facts["date"])
    return {
        gettext("Title"): facts["title"],
        gettext("Day"): date_format(day, "l j F Y"),
        gettext("Time"): f"{facts['start']}–{facts['ends']} ({facts['zone']})",
        gettext("Place"): facts["place"] or gettext("still to be told"),
    }
