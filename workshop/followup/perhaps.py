"""Mails that go only if something happens: when, from which day on, and their words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext

from problems.models import Commitment, Problem, Solution
from workshop.followup.letters import composed as letter_composed
from workshop.followup.mail import composed
from workshop.followup.models import (
    Answered,
    CheckIn,
    DoorRequest,
    HandOver,
    Learning,
    Letter,
    Part,
    Question,
    Recipient,
    Reopening,
    SponsorSays,
)
from workshop.followup.models.learning import language_of
from workshop.followup.models.question import ASKED_AFTER_DAYS, LEAD_AGAIN, PARTNER_AGAIN, QUIET
from workshop.followup.renewal import AFTER_DAYS
from workshop.followup.working_hours import days_after, working_days_after
from workshop.models import Workshop

NOWHERE = "0" * 32
EXAMPLE = -1  # the number of a row that is in no table


@dataclass
class Perhaps:
    """One mail with the condition under which it goes; `day` is the first day it could."""

    condition: str
    day: date
    subject: str
    text: str


def perhaps_sent(workshop: Workshop, closed_at: datetime) -> list[Perhaps]:
    """All there are, told with one of the workshop's promises, or with a made-up one."""
    pair = promise_of(workshop)
    if pair is None:
        return []
    return [*when_nobody_answers(workshop, pair, closed_at), *by_an_act(workshop, pair, closed_at)]


def promise_of(workshop: Workshop) -> Commitment | None:
    """The first that was made, or an example of one; none while there are no two teams."""
    made = Commitment.objects.of_workshop(workshop).select_related("lead_team", "partner_team")
    pair: Commitment | None = made.order_by("pk").first()
    if pair:
        pair.solution.problem.workshop = workshop
        return pair
    teams = list(workshop.teams.order_by("position", "pk")[:2])
    if len(teams) < 2:
        return None
    problem = Problem(workshop=workshop, title=gettext("(a problem)"))
    return Commitment(
        pk=EXAMPLE,
        solution=Solution(problem=problem),
        lead=gettext("(the lead)"),
        lead_team=teams[0],
        partner=gettext("(the partner)"),
        partner_team=teams[1],
        cue=gettext("(it is time)"),
        step=gettext("(we take the first step)."),
        belief=gettext("(what the two believe)"),
        first_step_on=workshop.date,
        at=workshop.starts_at,
    )


def when_nobody_answers(
    workshop: Workshop, pair: Commitment, closed_at: datetime
) -> Iterator[Perhaps]:
    asked_at = days_after(closed_at, ASKED_AFTER_DAYS, workshop.zone)
    told = (
        (LEAD_AGAIN, Part.LEAD, Question.FIRST_STEP, gettext(
            "Three working days after a question, if neither of the two has answered:"
            " to the lead, once")),
        (PARTNER_AGAIN, Part.PARTNER, Question.FIRST_STEP, gettext(
            "Seven working days after a question, if neither has answered:"
            " to the partner, once")),
        (QUIET, Part.FACILITATOR, Question.HELP, gettext(
            "Ten working days after a question, if neither has answered:"
            " to you, once a promise")),
    )  # fmt: skip
    for days, part, question, condition in told:
        at = working_days_after(asked_at, days, workshop.zone)
        name = {Part.LEAD: pair.lead, Part.PARTNER: pair.partner}.get(part, "")
        recipient = Recipient(
            organisation=workshop.organisation, name=name, language=words_of(workshop)
        )
        row = CheckIn(
            workshop=workshop, recipient=recipient, commitment=pair, question=question, part=part,
            due_at=asked_at, sent_at=asked_at, token=NOWHERE,
        )  # fmt: skip
        yield shown(condition, at.date(), composed(recipient, [row], at))


def by_an_act(workshop: Workshop, pair: Commitment, closed_at: datetime) -> Iterator[Perhaps]:
    first_day = closed_at.astimezone(workshop.zone).date() + timedelta(days=1)
    renewed_on = days_after(closed_at, AFTER_DAYS, workshop.zone).date()
    door = {
        "pk": EXAMPLE, "commitment": pair, "sponsor": gettext("(the sponsor)"),
        "text": gettext("(what the pair asks for)"), "asked_at": closed_at,
        "seed": NOWHERE,
    }  # fmt: skip
    half = {
        "pk": EXAMPLE, "commitment": pair, "part": Part.LEAD, "giver": pair.lead,
        "name": gettext("(the person they name)"), "team": pair.lead_team,
        "text": gettext("(what they should know)"), "asked_at": closed_at, "seed": NOWHERE,
    }  # fmt: skip
    learning = Learning(commitment=pair, text=gettext("(what the pair learned)"))
    opened = Reopening(
        pk=EXAMPLE, learning=learning, problem=pair.solution.problem,
        because=gettext("(what they saw)"),
    )  # fmt: skip
    told = (
        (gettext("When a pair asks somebody to open a door: to that person"),
            first_day, {"door_asked": DoorRequest(**door)}),
        (gettext("When that person has answered: to the two"),
            first_day, {"door_answered": DoorRequest(**door, said=SponsorSays.OPEN)}),
        (gettext("When somebody wants to hand their half over: to the person they name"),
            first_day, {"hand_over_asked": HandOver(**half)}),
        (gettext("When that person takes it: to who had it, and to the other of the two"),
            first_day, {"hand_over_answered": HandOver(**half, said=Answered.ACCEPTED)}),
        (gettext("When it isn’t possible for them: to who asked, and to nobody else"),
            first_day, {"hand_over_answered": HandOver(**half, said=Answered.DECLINED)}),
        (gettext("When what was learned opens a problem again: to the people of both teams"),
            first_day, {"reopening": opened}),
        (gettext("When one of the two renews the promise: to the other"),
            renewed_on, {"renewal": pair}),
    )  # fmt: skip
    for condition, day, about in told:
        yield shown(condition, day, letter_composed(Letter(pk=EXAMPLE, seed=NOWHERE, **about)))


def shown(condition: str, day: date, mail: EmailMultiAlternatives) -> Perhaps:
    return Perhaps(condition, day, str(mail.subject), str(mail.body))


def words_of(workshop: Workshop) -> str:
    """The language its mails begin in."""
    return language_of(workshop) or settings.LANGUAGE_CODE
