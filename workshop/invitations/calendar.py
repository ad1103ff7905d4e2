"""The calendar part of a mail: RFC 5545, as mail programs want it (RFC 6047)."""

from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from workshop.models import Invitation, InvitationLetter, Said
from workshop.people.models import User

PARTSTAT = {Said.YES: "ACCEPTED", Said.NO: "DECLINED"}


def calendar_entry(  # noqa: PLR0913  (who, what, and which version of it)
    invitation: Invitation,
    letter: InvitationLetter,
    host: User | None,
    now: datetime,
    *,
    sequence: int,
    cancelled: bool,
) -> bytes:
    """One event with one guest: nobody sees in it who else is asked.

    RSVP is false, because answers come by the link; programs would mail them to the facilitator.
    The personal link stays out of it: calendars are often shown to colleagues.
    """
    workshop = letter.workshop
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Ten Doors//Invitations//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    if workshop.time_zone != "UTC":
        calendar.add_component(time_zone(workshop.time_zone, workshop.date.year))
    event = event_of(letter)
    event.add("uid", f"{invitation.uid}@{settings.SITE_HOST}")
    event.add("dtstamp", now)
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if host:
        event.add("organizer", organizer(host))
    event.add("attendee", attendee(invitation), encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def event_of(letter: InvitationLetter) -> Event:
    """Day, place and words: the same for everybody."""
    workshop = letter.workshop
    event = Event()
    event.add("dtstart", workshop.starts_at)
    event.add("dtend", letter.ends_at)
    event.add("summary", workshop.title)
    if workshop.venue:
        event.add("location", workshop.venue)
    with translation.override(letter.language):
        way_in = gettext("Your personal link for the day is in the invitation’s mail.")
    event.add("description", f"{workshop.goal}\n\n{way_in}")
    event.add("transp", "OPAQUE")
    event.add("class", "PUBLIC")
    return event


def organizer(host: User) -> vCalAddress:
    address = vCalAddress(f"mailto:{host.email}")
    address.params["CN"] = vText(str(host))
    return address


def attendee(invitation: Invitation) -> vCalAddress:
    address = vCalAddress(f"mailto:{invitation.email}")
    address.params["CN"] = vText(invitation.called)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText(PARTSTAT.get(Said(invitation.said), "NEEDS-ACTION"))
    address.params["RSVP"] = vText("FALSE")
    return address


def time_zone(name: str, year: int) -> Timezone:
    """Its rules around that year, with every change of clocks between the two years beside it."""
    first, last = date(year - 1, 1, 1), date(year + 2, 1, 1)
    zone = Timezone.from_tzid(name, first_date=first, last_date=last)
    zone.pop("comment", None)
    return zone
