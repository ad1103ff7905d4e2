"""What a check-in says, in the language that is active: its mail and its page say the same."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.doors import doors_of
from problems.models import Commitment
from workshop.followup.models import CheckIn, HandOver, Learning, Part, Question
from workshop.followup.models.answer import step_now
from workshop.followup.models.question import OF_THE_PAIR, REPLIES, Reply
from workshop.followup.pulse.offers import asked_beside
from workshop.people.models import Team

LEARNINGS_TOLD = 10


@dataclass
class Section:
    """One check-in in a mail."""

    heading: str
    paragraphs: list[str]
    belief: str = ""
    step: str = ""
    teams: list[Team] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    question: str = ""
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # label, address, look


def section(check_in: CheckIn, now: datetime) -> Section:
    """Queries what is on the wall only for those questions that tell of it."""
    told = Section(heading(check_in), paragraphs(check_in, now))
    if check_in.commitment and check_in.question in OF_THE_PAIR:
        told.belief, told.teams = check_in.commitment.belief, check_in.teams
    if check_in.question == Question.MADE:
        told.lines = made(check_in)
    elif check_in.question == Question.HELPFUL:
        told.lines = learned(check_in)
    if check_in.commitment and check_in.question not in (Question.CUE, Question.HELP):
        told.step = if_then(check_in.commitment)
    told.question = "" if told.heading == asked(check_in) else asked(check_in)
    told.buttons = buttons(check_in)
    return told


ASKED = {
    Question.MADE: _("Did we write anything down wrong? What stays with you?"),
    Question.FIRST_STEP: _("Did the first step happen?"),
    Question.BELIEF: _("What do you believe now that you didn’t before?"),
    Question.BELIEF_ALL: _("What do you believe now that you didn’t before?"),
    Question.DOOR: _("What’s in the way, and who could open that door?"),
    Question.HELPFUL: _("Which learning helps your team?"),
    Question.CUSTOMER: _("What has a customer noticed?"),
}
SUBJECTS = {
    Question.MADE: _("%(title)s: here’s what was made"),
    Question.CUE: _("%(title)s: your first step"),
    Question.FIRST_STEP: _("%(title)s: did the first step happen?"),
    Question.BELIEF: _("%(title)s: what do you believe now?"),
    Question.BELIEF_ALL: _("%(title)s: what do you believe now?"),
    Question.DOOR: _("%(title)s: what’s in the way?"),
    Question.HELPFUL: _("%(title)s: which learning helps your team?"),
    Question.CUSTOMER: _("%(title)s: what has a customer noticed?"),
    Question.HELP: _("%(title)s: would you offer help?"),
}


def asked(check_in: CheckIn) -> str:
    """The question in one line; empty where nothing is asked."""
    return str(ASKED.get(Question(check_in.question), ""))


def heading(check_in: CheckIn) -> str:
    match check_in.question:
        case Question.MADE:
            return gettext("Here’s what was made")
        case Question.CUE:
            return gettext("Your first step")
        case Question.HELP:
            return gettext("A promise that could use a friendly word")
    return asked(check_in)


def subject(check_in: CheckIn) -> str:
    said = str(SUBJECTS[Question(check_in.question)])
    return said % {"title": check_in.workshop.title}


def paragraphs(check_in: CheckIn, now: datetime) -> list[str]:
    commitment = check_in.commitment
    if commitment is None:
        return of_all(check_in)
    words = {
        "lead": commitment.lead,
        "partner": commitment.partner,
    }
    if check_in.question == Question.CUE:
        day = date_format(commitment.first_step_on, "l j F")
        return [gettext("%(day)s is the day you chose.") % {"day": day}, if_then(commitment)]
    if check_in.question == Question.HELP:
        said = gettext("It has been quiet around what %(lead)s and %(partner)s took on together.")
        more = gettext("A friendly word or an offer of help often does more than a mail.")
        return [said % words, f"… {commitment.belief}", more]
    again = [once_more(check_in)] if check_in.is_again else []
    return [*again, remembered(check_in, now)]


def once_more(check_in: CheckIn) -> str:
    if check_in.part == Part.LEAD:
        return gettext("We asked some days ago, and days are full. One tap is enough.")
    return gettext("We haven’t heard yet how this goes. If you know, one of you two is enough.")


def remembered(check_in: CheckIn, now: datetime) -> str:
    words = {
        "other": check_in.other,
        "title": check_in.workshop.title,
        "day": day_of(check_in),
    }
    if says_two_weeks(check_in, now):
        said = gettext(
            "Two weeks ago, at “%(title)s”, you and %(other)s wanted to find out whether …"
        )
        return said % words
    if took_over(check_in):
        said = gettext(
            "You took this half over. At “%(title)s”, %(day)s, the pair set out to learn whether …"
        )
    elif check_in.commitment and check_in.commitment.renews_id:
        said = gettext("On %(day)s you and %(other)s renewed a promise, to find out whether …")
    else:
        said = gettext("At “%(title)s”, %(day)s, you and %(other)s wanted to find out whether …")
    return said % words


def says_two_weeks(check_in: CheckIn, now: datetime) -> bool:
    """“Two weeks ago, you wanted …” is true of those who were there."""
    commitment = check_in.commitment
    recent = check_in.question == Question.FIRST_STEP and check_in.is_recent(now)
    on_the_day = commitment is not None and not commitment.renews_id
    return recent and on_the_day and not took_over(check_in)


def took_over(check_in: CheckIn) -> bool:
    """Who is asked has this half from somebody else."""
    mine = HandOver.objects.accepted().filter(
        commitment__check_ins=check_in.pk, email=check_in.email
    )
    return check_in.pk is not None and mine.exists()


def if_then(commitment: Commitment) -> str:
    said = gettext("Your first step: if %(cue)s, then we %(step)s")
    return said % {"cue": commitment.cue, "step": step_now(commitment)}


def of_all(check_in: CheckIn) -> list[str]:
    words = {"title": check_in.workshop.title, "day": day_of(check_in)}
    match check_in.question:
        case Question.MADE:
            return [gettext("This is what “%(title)s” left behind on %(day)s.") % words]
        case Question.BELIEF_ALL:
            return [gettext("A month has passed since “%(title)s”.") % words]
        case Question.HELPFUL:
            return [gettext("Two months have passed since “%(title)s”.") % words]
    told = [
        gettext("Three months have passed since “%(title)s”.") % words,
        gettext("And what would you do now: meet again, go on as we are, or close?"),
    ]
    if has_signed(check_in):
        told.append(
            gettext("A promise that is worth it can be renewed for ninety days more, on the board.")
        )
    return told


def has_signed(check_in: CheckIn) -> bool:
    """Whether its recipient holds half of a promise of its workshop."""
    email = check_in.email
    mine = Q(lead_email__iexact=email) | Q(partner_email__iexact=email)
    return Commitment.objects.of_workshop(check_in.workshop).filter(mine).exists()


def day_of(check_in: CheckIn) -> str:
    workshop = check_in.workshop
    begun_at = check_in.begun_at
    day = begun_at.astimezone(workshop.zone).date() if begun_at else workshop.date
    return date_format(day, "DATE_FORMAT")


def made(check_in: CheckIn) -> list[str]:
    """The doors, and what pairs took on, without names."""
    doors = [f"{door.problem.title} – {door.label}" for door in doors_of(check_in.workshop)]
    pairs = Commitment.objects.of_workshop(check_in.workshop)
    taken_on = pairs.select_related("lead_team", "partner_team")
    return doors + [f"{each.step} ({each.lead_team} · {each.partner_team})" for each in taken_on]


def learned(check_in: CheckIn) -> list[str]:
    learnings = Learning.objects.filter(
        commitment__solution__problem__workshop=check_in.workshop
    ).select_related("commitment__lead_team", "commitment__partner_team")
    return [
        f"{each.text} ({each.commitment.lead_team} · {each.commitment.partner_team})"
        for each in learnings[:LEARNINGS_TOLD]
    ] or [gettext("None is written down yet. Yours could be the first.")]


def buttons(check_in: CheckIn) -> list[tuple[str, str, str]]:
    """Label, address and look of what may be tapped."""
    link = check_in.link
    if check_in.question == Question.CUE:
        return [(gettext("Your promise"), link, "plain")]
    if check_in.question == Question.HELP:
        page = reverse("workshop-outcomes", args=[check_in.workshop.pk])
        return [(gettext("Where the promises stand"), settings.SITE_URL + page, "plain")]
    replies = [
        (str(reply.label), f"{link}?reply={reply}", "gold" if reply == Reply.STOPPED else "plain")
        for reply in REPLIES[Question(check_in.question)]
    ]
    return replies + [(label, address, "plain") for label, address in asked_beside(check_in)]
