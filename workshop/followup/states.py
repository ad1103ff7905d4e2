"""Where a promise stands, in neutral words: nothing here is late, red or anybody's fault."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from workshop.followup.models import Answer, CheckIn, Course, HandOver, Learning, Question, Reply
from workshop.followup.models.answer import step_of
from workshop.followup.models.question import OF_THE_PAIR, QUIET
from workshop.followup.working_hours import working_days_after
from workshop.people.models import Team


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
    KEPT = "kept", _("Going on")
    BLOCKED = "blocked", _("Something is in the way")
    PAUSED = "paused", _("Paused")
    SLEEPING = "sleeping", _("Sleeping")
    RENEWED = "renewed", _("Renewed")


FOLLOWED_THROUGH = {State.HAPPENED, State.LEARNED, State.STOPPED}
ENDED = {State.LEARNED, State.STOPPED, State.RENEWED}


@dataclass
class Promise:
    """A commitment with what became of it. The last word of the two counts."""

    commitment: Commitment
    state: State
    is_due: bool
    answer: Answer | None = None
    learnings: list[Learning] = field(default_factory=list)
    step: str = ""  # as it is now
    happened: bool = False  # the first step did, whatever came after
    handed_over: bool = False  # and taken over by somebody

    @property
    def teams(self) -> list[Team]:
        return [self.commitment.lead_team, self.commitment.partner_team]

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def followed_through(self) -> bool:
        return self.happened or self.handed_over or self.state in FOLLOWED_THROUGH


def promises(commitments: QuerySet[Commitment], now: datetime) -> list[Promise]:
    """Each commitment with its state at `now`: three queries at any size."""
    asked = CheckIn.objects.select_related("answer")
    handed_over = HandOver.objects.accepted().filter(commitment=OuterRef("pk"))
    told = commitments.select_related(
        "lead_team", "partner_team", "solution__problem__workshop", "course", "renewed_as"
    ).prefetch_related(Prefetch("check_ins", asked), "learnings")
    told = told.annotate(handed_over=Exists(handed_over))
    return [promise(commitment, now) for commitment in told]


def promise(commitment: Commitment, now: datetime) -> Promise:
    of_halves = list(commitment.check_ins.all())
    check_ins = [each for each in of_halves if each.question in OF_THE_PAIR]
    answers = sorted(
        (answer for check_in in of_halves if (answer := answer_to(check_in))),
        key=lambda answer: (answer.at, answer.pk),
    )
    last = answers[-1] if answers else None
    learnings = list(commitment.learnings.all())
    first = [each for each in check_ins if each.question == Question.FIRST_STEP]
    about_first = [answer for answer in answers if answer.check_in in first]
    return Promise(
        commitment,
        state(commitment, check_ins, last, learnings, now),
        is_due=any(check_in.due_at <= now for check_in in first),
        answer=last,
        learnings=learnings,
        step=step_of(commitment, answers),
        happened=bool(about_first) and about_first[-1].reply == Reply.HAPPENED,
        handed_over=getattr(commitment, "handed_over", False),
    )


def answer_to(check_in: CheckIn) -> Answer | None:
    return getattr(check_in, "answer", None)


def state(
    commitment: Commitment,
    check_ins: list[CheckIn],
    last: Answer | None,
    learnings: list[Learning],
    now: datetime,
) -> State:
    course: Course | None = getattr(commitment, "course", None)
    heard = said(last, learnings) if last else None
    if heard in ENDED:
        return heard
    if hasattr(commitment, "renewed_as"):
        return State.RENEWED
    if course and course.is_paused(now):
        return State.PAUSED
    if course and course.asleep_since:
        return State.SLEEPING
    return heard or unsaid(commitment, check_ins, now)


def said(answer: Answer, learnings: list[Learning]) -> State:
    if answer.reply == Reply.STOPPED:
        return State.STOPPED
    if answer.reply == Reply.HAPPENED and learnings:
        return State.LEARNED
    return State.KEPT if answer.reply == Reply.CLEAR else State(answer.reply)


def unsaid(commitment: Commitment, check_ins: list[CheckIn], now: datetime) -> State:
    """Quiet is said when the facilitator is asked for help, too."""
    asked = [check_in for check_in in check_ins if check_in.sent_at]
    if asked:
        newest = max(asked, key=lambda check_in: check_in.due_at).question
        since = min(each.sent_at for each in asked if each.sent_at and each.question == newest)
        is_quiet = working_days_after(since, QUIET, commitment.workshop.zone) <= now
        return State.QUIET if is_quiet else State.ASKED
    if any(check_in.due_at <= now for check_in in check_ins):
        return State.NOT_ASKED
    return State.WAITING


def silences(check_ins: Iterable[CheckIn], course: Course, before: datetime) -> int:
    """How many of the pair's last questions due before then were asked and answered by neither.

    What was asked before somebody woke the promise counts no more.
    """
    rounds: dict[str, list[CheckIn]] = {}
    for check_in in sorted(check_ins, key=lambda check_in: check_in.due_at, reverse=True):
        if check_in.question in OF_THE_PAIR and check_in.due_at < before:
            rounds.setdefault(check_in.question, []).append(check_in)
    count = 0
    for halves in rounds.values():
        asked = [half.sent_at for half in halves if half.sent_at]
        if any(answer_to(half) for half in halves):
            break
        if asked and not (course.woken_at and min(asked) <= course.woken_at):
            count += 1
    return count
