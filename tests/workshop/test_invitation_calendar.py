"""The calendar part, read by the library that wrote it and by one that did not."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from tests.workshop.conftest import NOW
from workshop.invitations.mail import Sender, composed
from workshop.models import InvitationLetter, InvitationMail, Kind


def mail_about(invitation, kind=Kind.INVITATION, host=None):
    letter = InvitationLetter.of(invitation.workshop)
    letter.host = host
    row = InvitationMail(pk=1, invitation=invitation, kind=kind)
    return composed(row, Sender.of(letter), NOW)


def parsed(message):
    """The mail as it goes over the wire, and its calendar part."""
    mail = message_from_bytes(message.message().as_bytes(), policy=default)
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return mail, part, part.get_payload(decode=True)


@pytest.mark.parametrize(
    ("zone", "day", "hours_from_utc"),
    [
        ("Europe/Stockholm", date(2030, 3, 30), 1),
        ("Europe/Stockholm", date(2030, 3, 31), 2),  # clocks went forward in the night
        ("Europe/Stockholm", date(2030, 10, 26), 2),
        ("Europe/Stockholm", date(2030, 10, 27), 1),
        ("America/New_York", date(2030, 3, 9), -5),
        ("America/New_York", date(2030, 3, 10), -4),
        ("America/New_York", date(2030, 11, 2), -4),
        ("America/New_York", date(2030, 11, 3), -5),
        ("Asia/Kolkata", date(2030, 6, 1), 5.5),
        ("UTC", date(2030, 6, 1), 0),
    ],
)
def test_the_hour_is_right_on_days_when_clocks_change(gun, zone, day, hours_from_utc):
    workshop = gun.workshop
    workshop.time_zone, workshop.date, workshop.start = zone, day, time(9)
    _mail, _part, entry = parsed(mail_about(gun))
    wanted = datetime.combine(day, time(9), UTC) - timedelta(hours=hours_from_utc)
    (event,) = icalendar.Calendar.from_ical(entry).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(UTC) == wanted
    # vobject knows no zone by its name here: it reads the rules that the entry brings.
    read = vobject.readOne(entry.decode())
    assert read.vevent.dtstart.value.astimezone(UTC) == wanted
    assert read.vevent.dtend.value.astimezone(UTC) == wanted + timedelta(hours=7)
    if zone != "UTC":
        assert read.vtimezone.tzid.value == zone
        assert event["dtstart"].params["TZID"] == zone


def test_a_day_that_ends_after_the_clocks_change(gun):
    workshop = gun.workshop
    workshop.date, workshop.start = date(2030, 3, 30), time(22)
    _mail, _part, entry = parsed(mail_about(gun))
    event = vobject.readOne(entry.decode()).vevent
    stockholm = ZoneInfo("Europe/Stockholm")
    assert event.dtend.value == datetime(2030, 3, 31, 5, tzinfo=stockholm)


def test_the_entry_is_what_mail_programs_answer_to(gun, fay):
    gun.workshop.title = "Öppna dörrar, tillsammans; " + "långt namn " * 4
    message = mail_about(gun, host=fay.user)
    mail, part, entry = parsed(message)
    assert part.get_param("method") == "REQUEST"
    assert part.get_content_charset() == "utf-8"
    assert mail.get_content_type() == "multipart/mixed"
    alternative, file = mail.iter_parts()
    assert [each.get_content_type() for each in alternative.iter_parts()] == [
        "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert file.get_filename() == "invitation.ics"
    assert file.get_payload(decode=True) == entry.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    lines = file.get_payload(decode=True).split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    calendar = icalendar.Calendar.from_ical(entry)
    assert (calendar["method"], calendar["version"]) == ("REQUEST", "2.0")
    (event,) = calendar.walk("VEVENT")
    assert event["summary"] == gun.workshop.title
    assert event["uid"] == f"{gun.uid}@testserver"
    assert event["organizer"] == "mailto:fay@example.org"
    assert event["attendee"] == "mailto:gun@example.org"
    assert dict(event["attendee"].params) == {
        "CN": "Gun Ek", "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE",
    }  # fmt: skip
    assert not calendar.walk("VALARM")
    assert gun.token not in entry.decode()


def test_taking_back_and_calling_off_cancel_the_same_entry(gun):
    gun.told, gun.sequence = "{}", 3
    gun.told = Sender.of(InvitationLetter.of(gun.workshop)).facts
    _mail, part, entry = parsed(mail_about(gun, Kind.WITHDRAWN))
    event = vobject.readOne(entry.decode()).vevent
    assert part.get_param("method") == "CANCEL"
    assert re.search(rb"^METHOD:CANCEL\r?$", entry, re.MULTILINE)
    assert (event.status.value, event.sequence.value) == ("CANCELLED", "4")
    assert event.uid.value == f"{gun.uid}@testserver"
    gun.workshop.archived_at = NOW
    _mail, part, entry = parsed(mail_about(gun, Kind.CHANGE))
    event = vobject.readOne(entry.decode()).vevent
    assert (part.get_param("method"), event.sequence.value) == ("CANCEL", "4")


def test_the_number_of_the_version_grows_only_when_something_changed(gun):
    letter = InvitationLetter.of(gun.workshop)
    first = Sender.of(letter)
    assert first.sequence(gun, cancelled=False) == 0
    gun.told = first.facts
    assert first.sequence(gun, cancelled=False) == 0
    gun.workshop.start = time(10)
    letter = InvitationLetter.of(gun.workshop)
    assert Sender.of(letter).sequence(gun, cancelled=False) == 1
