"""A promise's first step as a calendar entry: RFC 5545, to be opened by any calendar."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext
from icalendar import Calendar, Event

from problems.models import Commitment


def first_step_entry(commitment: Commitment, now: datetime) -> bytes:
    """One event on the day of the first step, all day, without guests or alarm."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Ten Doors//First step//EN")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"first-step-{commitment.pk}@{settings.SITE_HOST}")
    event.add("dtstamp", now)
    event.add("dtstart", commitment.first_step_on)
    event.add("dtend", commitment.first_step_on + timedelta(days=1))
    event.add("summary", commitment.step)
    event.add("transp", "TRANSPARENT")
    said = gettext("If %(cue)s, then we %(step)s. With %(lead)s and %(partner)s.")
    event.add(
        "description",
        said
        % {
            "cue": commitment.cue,
            "step": commitment.step,
            "lead": commitment.lead,
            "partner": commitment.partner,
        },
    )
    calendar.add_component(event)
    return bytes(calendar.to_ical())
