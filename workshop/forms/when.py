"""The day and the hour of a workshop, where it takes place."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.plain_text import PlainText

FALLBACK_ZONE = "Europe/Stockholm"
FARTHEST = timedelta(days=3653)
REGIONS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
)  # fmt: skip


@cache
def zone_names() -> list[str]:
    """IANA names that belong to a place, and UTC."""
    placed = [name for name in available_timezones() if name.partition("/")[0] in REGIONS]
    return ["UTC", *sorted(placed)]


def zone_named(typed: str) -> str:
    """The zone as IANA writes it. Raises ValidationError with the nearest names there are."""
    names = {name.lower(): name for name in zone_names()}
    wanted = typed.strip().lower().replace(" ", "_")
    if wanted in names:
        return names[wanted]
    cities: dict[str, list[str]] = defaultdict(list)
    for lower, name in names.items():
        cities[lower.rpartition("/")[2]].append(name)
    if len(cities.get(wanted, [])) == 1:
        return cities[wanted][0]
    close = [cities[city][0] for city in get_close_matches(wanted.rpartition("/")[2], cities)]
    if close:
        raise forms.ValidationError(
            gettext("There is no time zone “%(typed)s”. Did you mean %(close)s?")
            % {"typed": typed, "close": gettext(" or ").join(close)}
        )
    raise forms.ValidationError(
        gettext("There is no time zone “%(typed)s”. Write one like %(example)s.")
        % {"typed": typed, "example": FALLBACK_ZONE}
    )


@dataclass(frozen=True)
class Gap:
    """Local times that never come, because clocks jump from `begins` to `ends`."""

    begins: datetime
    ends: datetime

    @property
    def instead(self) -> datetime:
        """A time nearby, on the same day, that does come."""
        same_day = self.ends.date() == self.begins.date()
        return self.ends if same_day else self.begins - timedelta(minutes=30)


def gap_at(local: datetime, zone: ZoneInfo) -> Gap | None:
    """The gap that swallows this naive local time in that zone, if one does."""
    placed = local.replace(tzinfo=zone)
    if placed.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local:
        return None
    before, after = placed.utcoffset(), placed.replace(fold=1).utcoffset()
    assert before is not None
    assert after is not None
    # Between these two instants the clocks jump; transitions fall on whole seconds.
    early, late = (local - after).replace(tzinfo=UTC), (local - before).replace(tzinfo=UTC)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    jump = late.replace(tzinfo=None)
    return Gap(begins=jump + before, ends=jump + after)


def refuse_gap(day: date, start: time, zone: str) -> None:
    """Raises ValidationError with the gap and a time that exists."""
    gap = gap_at(datetime.combine(day, start), ZoneInfo(zone))
    if gap is None:
        return
    raise forms.ValidationError(
        gettext(
            "%(start)s never comes on that day in %(zone)s: clocks go forward from %(begins)s"
            " to %(ends)s. %(instead)s does come."
        )
        % {
            "start": f"{start:%H:%M}",
            "zone": zone,
            "begins": f"{gap.begins:%H:%M}",
            "ends": f"{gap.ends:%H:%M}",
            "instead": f"{gap.instead:%H:%M}",
        }
    )


def refuse_past(day: date, today: date) -> None:
    """Raises ValidationError for a day that has passed, or is so far off that it must be a slip."""
    shown = {"day": date_format(day, "j F Y")}
    if day < today:
        raise forms.ValidationError(
            gettext("%(day)s has passed. Choose today or a day to come.") % shown
        )
    if day - today > FARTHEST:
        raise forms.ValidationError(
            gettext("%(day)s is more than ten years off. Is the year right?") % shown
        )


class TimeZoneField(PlainText):
    """An IANA name or its city, in upper or lower case."""

    def clean(self, value: Any) -> str:
        return zone_named(super().clean(value))


def date_field(**options: Any) -> forms.DateField:
    return forms.DateField(
        label=_("Date"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Which day is it?"),
            "invalid": _("Write the day as year-month-day, such as 2030-02-06."),
        },
        **options,
    )


def start_field(**options: Any) -> forms.TimeField:
    return forms.TimeField(
        label=_("Start"),
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": _("At what time does it start?"),
            "invalid": _("Write the time as hours and minutes, such as 09:00."),
        },
        **options,
    )
