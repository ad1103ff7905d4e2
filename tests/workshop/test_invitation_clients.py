"""The calendar part as it arrives: RFC 5545, 5546 and 6047, through a real mail server, read by two
libraries that don't know each other."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
import vobject

from tests.workshop.conftest import NOW
from workshop.invitations.facts import tell_everyone
from workshop.models import Invitation, InvitationLetter
from workshop.tasks import send_invitation_mails

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture(autouse=True)
def some_weeks_before():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked(draft, fay, gun, sink):
    InvitationLetter.of(draft).answer_for(fay.user)
    draft.title = "Öppna dörrar, tillsammans; " + "långt namn " * 4
    draft.date, draft.start = date(2030, 3, 30), time(9)
    draft.save()
    Invitation.ask(draft, NOW)
    send_invitation_mails()
    return draft


def part_of(mail):
    """The calendar part: its headers, and its bytes as they came over the wire."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return part, part.get_payload(decode=True)


def both_read(mail):
    """UID, number, beginning, place and state, which both libraries must read alike."""
    _part, entry = part_of(mail)
    (one,) = icalendar.Calendar.from_ical(entry).walk("VEVENT")
    other = vobject.readOne(entry.decode()).vevent
    first = (
        str(one["uid"]), int(one["sequence"]), one.decoded("dtstart").astimezone(UTC),
        str(one["location"]), str(one["status"]),
    )  # fmt: skip
    second = (
        other.uid.value, int(other.sequence.value), other.dtstart.value.astimezone(UTC),
        other.location.value, other.status.value,
    )  # fmt: skip
    assert first == second
    return first


def moved(draft, **fields):
    draft.edit(list(draft.teams.all()), **fields)
    tell_everyone(draft, NOW)
    send_invitation_mails()


def test_a_move_over_a_change_of_clocks_keeps_the_hour_on_the_wall(asked, gun, sink):
    moved(asked, date=date(2030, 3, 31), venue="The harbour")
    uid = f"{gun.uid}@testserver"
    nine = datetime(2030, 3, 30, 8, tzinfo=UTC)  # in winter time
    nine_in_summer = datetime(2030, 3, 31, 7, tzinfo=UTC)
    assert [both_read(mail) for mail in sink.mails] == [
        (uid, 0, nine, "The library", "CONFIRMED"),
        (uid, 1, nine_in_summer, "The harbour", "CONFIRMED"),
    ]
    for mail in sink.mails:
        starts = vobject.readOne(part_of(mail)[1].decode()).vevent.dtstart.value
        assert (starts.hour, starts.minute) == (9, 0)


def test_another_place_alone_is_a_new_version_at_the_same_hour(asked, sink):
    moved(asked, venue="The harbour")
    first, second = map(both_read, sink.mails)
    assert (first[0], first[2]) == (second[0], second[2])
    assert (first[1], second[1]) == (0, 1)


def test_calling_it_off_cancels_the_entry_that_was_sent(asked, gun, sink):
    asked.archive(NOW)
    tell_everyone(asked, NOW)
    send_invitation_mails()
    part, entry = part_of(sink.mails[-1])
    assert part.get_param("method") == "CANCEL"
    assert b"\r\nMETHOD:CANCEL\r\n" in entry
    first, last = map(both_read, sink.mails)
    assert last == (first[0], 1, first[2], first[3], "CANCELLED")
    (event,) = icalendar.Calendar.from_ical(entry).walk("VEVENT")
    # RFC 5546, 3.2.5: who organises it, and whose entry it is, must stand there, too.
    assert event["organizer"] == "mailto:fay@example.org"
    assert event["attendee"] == "mailto:gun@example.org"
    assert event.decoded("dtstamp") == NOW


def test_the_part_says_its_method_and_comes_last_among_the_alternatives(asked, sink):
    (mail,) = sink.mails
    part, entry = part_of(mail)
    header = " ".join(part["Content-Type"].split())
    assert re.fullmatch(r'text/calendar; method="?REQUEST"?; charset="utf-8"', header)
    assert entry.count(b"METHOD:REQUEST\r\n") == 1
    alternatives, _file = mail.iter_parts()
    assert list(alternatives.iter_parts())[-1]["Content-Type"] == part["Content-Type"]


def test_lines_end_and_fold_as_the_standard_wants(asked, sink):
    (mail,) = sink.mails
    (file,) = mail.iter_attachments()
    for entry in (part_of(mail)[1], file.get_payload(decode=True)):
        assert entry.endswith(b"END:VCALENDAR\r\n")
        lines = entry.split(b"\r\n")
        assert not [line for line in lines if b"\n" in line or b"\r" in line]
        assert max(map(len, lines)) <= 75
        assert any(line.startswith(b" ") for line in lines), "something long enough to fold"
        for line in lines:
            line.decode()  # no letter is cut in two
        unfolded = entry.replace(b"\r\n ", b"").decode()
        title = asked.title.replace(",", "\\,").replace(";", "\\;")
        assert f"\r\nSUMMARY:{title}\r\n" in unfolded


def test_the_entry_has_what_clients_ask_for(asked, gun, sink):
    _part, entry = part_of(sink.mails[0])
    calendar = icalendar.Calendar.from_ical(entry)
    assert calendar["prodid"].startswith("-//Ten Doors//")
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstamp") == NOW
    assert re.search(rb"\r\nDTSTAMP:20300110T090000Z\r\n", entry), "in UTC"
    assert event["organizer"].params["CN"] == "Fay"
    assert event["attendee"].params["RSVP"] == "FALSE", "answers come by the link"
    assert event["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["dtend"].params["TZID"] == event["dtstart"].params["TZID"]


def test_the_rules_of_the_named_zone_come_with_it(asked, sink):
    _part, entry = part_of(sink.mails[0])
    calendar = icalendar.Calendar.from_ical(entry)
    (event,) = calendar.walk("VEVENT")
    (zone,) = calendar.walk("VTIMEZONE")
    assert event["dtstart"].params["TZID"] == zone["tzid"] == "Europe/Stockholm"
    assert calendar.subcomponents.index(zone) < calendar.subcomponents.index(event)
    rules = zone.walk("STANDARD") + zone.walk("DAYLIGHT")
    # Some rule is in force when it begins; else a program would have to guess.
    assert min(rule.decoded("dtstart") for rule in rules) < datetime(2030, 3, 30, 9)
    assert {rule.decoded("tzoffsetto").total_seconds() / 3600 for rule in rules} == {1, 2}
