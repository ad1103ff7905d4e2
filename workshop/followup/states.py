"""Where a promise stands, in neutral words: nothing here is late, red or anybody's fault."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from workshop.followup.models import Answer, CheckIn, Learning, Reply
from workshop.people.models import Team

QUIET_AFTER = timedelta(days=7)


class State(TextChoices):
    WAITING = "waiting", _("Waiting for day 14")
    NOT_ASKED = "not-asked", _("Not asked yet")
    ASKED = "asked", _("Asked")
    QUIET = "quiet", _("Quiet")
    HAPPENED = "happened", _("Happened")
    NOT_YET = "not-yet", _("Not yet")
    CHANGED = "changed", _("Changed")
    LEARNED = "learned", _("Learned")
    STOPPED = "stopped", _("Stopped with a learning")


FOLLOWED_THROUGH = {State.HAPPENED, State.LEARNED, State.STOPPED}
ENDED = {State.LEARNED, State.STOPPED}


@dataclass
class Promise:
    """A commitment with what became of it. The last word of the two counts."""

    commitment: Commitment
    state: State
    is_due: bool
    answer: Answer | None = None
    learnings: list[Learning] = field(default_factory=list)
    step: str = ""  # as it is now

    @property
    def teams(self) -> list[Team]:
        return [self.commitment.lead_team, self.commitment.partner_team]

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def followed_through(self) -> bool:
        return self.state in FOLLOWED_THROUGH


def promises(commitments: QuerySet[Commitment], now: datetime) -> list[Promise]:
    """Each commitment with its state at `now`: three queries at any size."""
    asked = CheckIn.objects.select_related("answer")
    told = commitments.select_related(
        "lead_team", "partner_team", "solution__problem__workshop"
    ).prefetch_related(Prefetch("check_ins", asked), "learnings")
    return [promise(commitment, now) for commitment in told]


def promise(commitment: Commitment, now: datetime) -> Promise:
    check_ins = list(commitment.check_ins.all())
    answers = sorted(
        (answer for check_in in check_ins if (answer := getattr(check_in, "answer", None))),
        key=lambda answer: answer.at,
    )
    last = answers[-1] if answers else None
    learnings = list(commitment.learnings.all())
    steps = [answer.new_step for answer in answers if answer.new_step]
    return Promise(
        commitment,
        said(last, learnings) if last else unsaid(check_ins, now),
        is_due=any(check_in.due_at <= now for check_in in check_ins),
        answer=last,
        learnings=learnings,
        step=steps[-1] if steps else commitment.step,
    )


def said(answer: Answer, learnings: list[Learning]) -> State:
    if answer.reply == Reply.STOPPED:
        return State.STOPPED
    if answer.reply == Reply.HAPPENED and learnings:
        return State.LEARNED
    return State(answer.reply)


def unsaid(check_ins: list[CheckIn], now: datetime) -> State:
    sent = [check_in.sent_at for check_in in check_ins if check_in.sent_at]
    if sent:
        return State.QUIET if max(sent) <= now - QUIET_AFTER else State.ASKED
    if any(check_in.due_at <= now for check_in in check_ins):
        return State.NOT_ASKED
    return State.WAITING
