"""One day by the plan, and something unmistakable in every place that a phase hides."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import time_machine

from problems.models import (
    Build,
    Commitment,
    Concern,
    Consent,
    Dot,
    Fact,
    Gift,
    GoodThing,
    Note,
    Perspective,
    Problem,
    Solution,
    Takeaway,
    Vote,
)
from problems.models.marked import marks
from problems.rehearsal.copy import rehearse
from tests.conftest import Guest, take_seat
from tests.surfaces import secret
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import ONE_DAY
from workshop.followup.tasks import send_due_check_ins, send_due_letters
from workshop.models import (
    Contact,
    GoalDraft,
    GoalStance,
    Invitation,
    InvitationLetter,
    InvitationQuestion,
    Wish,
    Workshop,
    agenda,
)
from workshop.models.goal_draft import FOURS, PAIRS
from workshop.tasks import send_invitation_mails

NOW = datetime(2030, 2, 6, 8, tzinfo=UTC)  # 09:00 in Stockholm
BECAUSE = "The day goes on."
# A third round hides what the second does.
LINES = tuple(
    line._replace(rounds=line.rounds - 1) if line.kind == Kind.SOLVE else line
    for line in ONE_DAY.lines
)
numbers = count(1)


def mail_of(name: str) -> str:
    return f"{secret(name)}@example.org".lower()


class Day:
    """The workshop as it is now, and who is in it."""

    def __init__(self, workshop: Workshop, fay: Any) -> None:
        self.pk, self.fay = workshop.pk, fay
        self.steps: Counter[str] = Counter()
        self.guests: dict[str, Guest] = {}
        self.posts: dict[str, Any] = {}

    @property
    def workshop(self) -> Workshop:
        return Workshop.objects.select_related("stream", "key", "phase").get(pk=self.pk)

    @property
    def poster(self) -> Problem:
        """The first one, in the room as it is now."""
        workshop = self.workshop
        problem = workshop.problems.earliest("position")
        problem.workshop = workshop
        return problem

    def seat(self, name: str) -> Any:
        seat = self.guests[name].seat
        seat.refresh_from_db()
        seat.workshop = self.workshop
        return seat

    def idea(self, name: str) -> Solution:
        idea = Solution.objects.select_related("problem").get(pk=self.posts[name].pk)
        idea.problem.workshop = self.workshop
        return idea

    def post(self, name: str) -> Any:
        """A post as it is now."""
        before = self.posts[name]
        fresh = type(before).objects.get(pk=before.pk)
        if isinstance(fresh, (Build, Concern)):
            fresh.solution = self.idea("idea")
        return fresh

    def writes(self, who: str, name: str, **more: Any) -> None:
        self.posts[name] = Solution.post(self.poster, self.seat(who), secret(name), key(), NOW)

    def go_on(self) -> str:
        """To the next step; its name, with a number where it comes more than once."""
        workshop = self.workshop
        workshop.go_on(NOW, self.fay.user, workshop.turn, BECAUSE)
        return self.arrived()

    def arrived(self) -> str:
        step = self.workshop.at_step
        assert step is not None
        self.steps[step.name] += 1
        many = step.name in ("write", "build", "talk", "challenge", "break")
        return f"{step.name} {self.steps[step.name]}" if many else step.name


def key() -> str:
    return f"key-of-a-post-{next(numbers)}"


def prepare(workshop: Workshop, fay: Any, sales: Any) -> None:
    problem = Problem.objects.create(workshop=workshop, position=1, title="Export stops")
    problem.stuck_between.set(workshop.teams.all())
    agenda.lay_out(workshop, LINES, ONE_DAY.minutes)
    (gun,) = Invitation.put_on_the_list(workshop, sales, [(mail_of("guestmail"), secret("guest"))])
    InvitationLetter.of(workshop).answer_for(fay.user)
    Invitation.ask(workshop, NOW)
    InvitationQuestion.ask(gun, secret("question"), NOW)
    send_mails(NOW)


def send_mails(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        send_invitation_mails()
        send_due_check_ins()
        send_due_letters()


def open_the_room(day: Day) -> None:
    workshop = day.workshop
    workshop.open_for_joining()
    by_name = {team.short_name: team for team in workshop.teams.all()}
    for name, team in (
        ("pat", "Sal"), ("tom", "Dev"), ("liv", "Sup"), ("pia", "Sal"), ("tea", "Dev"), ("sue", "Sup"),
        ("per", "Sal"), ("tim", "Dev"),
    ):  # fmt: skip
        day.guests[name] = take_seat(day.workshop, secret(f"name{name}"), by_name[team])
    rehearsal = rehearse(day.workshop, NOW)
    problem = rehearsal.problems.earliest("position")
    Solution.objects.create(problem=problem, team=by_name["Sal"], text=secret("rehearsed"), at=NOW)


def arrive(day: Day) -> None:
    GoodThing.say(day.seat("pat"), secret("good"))
    GoodThing.say(day.seat("tom"), secret("hiddengood")).hide(True)


def walk(day: Day) -> None:
    for number, name in enumerate(day.guests):
        for problem in day.workshop.problems.all():
            seat = day.seat(name)
            fact = {"pat": secret("fact"), "tom": secret("hiddenfact")}.get(name, "")
            about = seat.guesses_about_id
            Perspective.give(problem, seat, pain=number, guess=about and 3, about=about, fact=fact)


def reveal(day: Day) -> None:
    for fact in Fact.objects.filter(text=secret("hiddenfact")):
        fact.hide(True)


def alone(day: Day) -> None:
    for name in ("pat", "liv"):
        GoalDraft.write_own(day.seat(name), secret(f"{name}alone"))


def pairs(day: Day) -> None:
    together(day, "pat", PAIRS, "pair")


def fours(day: Day) -> None:
    for draft in day.workshop.goal_drafts.filter(step=FOURS):
        draft.write(secret("four" if is_in(day, "pat", draft) else "otherfour"), draft.version)


def read_out(day: Day) -> None:
    draft = day.workshop.goal_drafts.get(text=secret("otherfour"))
    draft.hide(True)


def is_in(day: Day, who: str, draft: GoalDraft) -> bool:
    return GoalDraft.objects.of_seat(day.seat(who), draft.step).filter(pk=draft.pk).exists()


def together(day: Day, who: str, step: str, name: str) -> None:
    draft = GoalDraft.objects.of_seat(day.seat(who), step).get()
    draft.write(secret(name), draft.version)


def stand(day: Day) -> None:
    version = day.workshop.goal_version
    for name in ("pat", "pia", "tea", "sue"):
        GoalStance.say(day.seat(name), name != "pia", secret("objection") if name == "pia" else "", version)  # fmt: skip
    GoalStance.say(day.seat("liv"), False, secret("hiddenobjection"), version)
    day.workshop.stances.get(because=secret("hiddenobjection")).hide(True)


def write(day: Day) -> None:
    day.writes("pat", "before")
    day.writes("tom", "hiddenidea")
    day.writes("pat", "withdrawn")
    sales = day.workshop.teams.get(short_name="Sal")
    day.posts["entered"] = Solution.enter(day.poster, sales, secret("entered"), key(), NOW)


def build(day: Day) -> None:
    Gift.objects.update(settled=True)
    day.idea("hiddenidea").hide()
    day.idea("withdrawn").withdraw()
    day.posts["idea"] = day.posts.pop("before")
    day.idea("idea").edit(secret("idea"))
    for who, name in (("pia", "build"), ("tom", "hiddenbuild"), ("tom", "withdrawnbuild")):
        day.posts[name] = Build.post(day.idea("idea"), day.seat(who), secret(name), key(), NOW)
    day.post("hiddenbuild").hide()
    day.post("withdrawnbuild").withdraw()


def talk(day: Day) -> None:
    said = (secret("concern"), secret("test"), key(), NOW)
    day.posts["concern"] = Concern.post(day.idea("idea"), day.seat("tom"), *said)
    Note.post(day.poster, day.seat("tom"), "hard", secret("note"), key(), NOW)
    hidden = Note.post(day.poster, day.seat("pat"), "out", secret("hiddennote"), key(), NOW)
    hidden.hide()
    day.poster.spotlight()


def write_again(day: Day) -> None:
    day.writes("pat", "second")


def vote(day: Day) -> None:
    ideas = list(Solution.objects.standing().filter(problem__workshop=day.pk))
    for place, name in enumerate(("pat", "pia", "tom", "tea")):
        Vote.give(day.seat(name), ideas[place % len(ideas)], Dot.HELPS)
        Vote.give(day.seat(name), ideas[0], Dot.BOLDEST)


def commit(day: Day) -> None:
    workshop, seat = day.workshop, day.seat("pat")
    teams = {team.short_name: team for team in workshop.teams.all()}
    words = {
        name: secret(name)
        for name in ("lead", "partner", "cue", "step", "serves", "belief", "smallest", "mind")
    }
    Commitment(
        solution=day.idea("idea"), lead=words["lead"], lead_email=mail_of("leadmail"),
        lead_team=teams["Sal"], partner=words["partner"], partner_email=mail_of("partnermail"),
        partner_team=teams["Dev"], cue=words["cue"], step=words["step"],
        first_step_on=date(2030, 2, 13), serves_goal=words["serves"], belief=words["belief"],
        test=words["smallest"], change_mind=words["mind"], confidence=50,
        **marks(seat, workshop.key, key()),
    ).make(NOW)  # fmt: skip


def doors(day: Day) -> None:
    Consent.give(day.seat("pat"), can_live=False, because=secret("consent"))
    Consent.give(day.seat("tom"), can_live=True, because="")


def learned(day: Day) -> None:
    Takeaway.post("what", day.seat("pat"), secret("takeaway"), key(), NOW)
    for name, act in (("hiddentakeaway", "hide"), ("withdrawntakeaway", "withdraw")):
        getattr(Takeaway.post("what", day.seat("tom"), secret(name), key(), NOW), act)()


def stay(day: Day) -> None:
    for name in ("pat", "tom", "pia"):
        Contact.leave(day.seat(name), mail_of(f"{name}mail"), secret(f"{name}phone"))
    for one, other in (("pat", "tom"), ("tom", "pat"), ("pia", "pat")):
        Wish.say(day.seat(one), day.seat(other), wanted=True)
    day.workshop.meet_again(date(2030, 3, 6))


def pause(day: Day) -> None:
    day.workshop.pause(NOW)


def close(day: Day) -> None:
    day.workshop.resume(NOW)
    day.workshop.close(NOW + timedelta(hours=7), day.fay.user, BECAUSE)


def two_weeks_on(_day: Day) -> None:
    """Everybody has had their first mails; at most one a person and week."""
    for days in (2, 5, 9, 14):
        send_mails(NOW + timedelta(days=days))


PLANTED: dict[str, Callable[[Day], None]] = {
    "arrive": arrive, "walk": walk, "reveal": reveal, "alone": alone, "pairs": pairs,
    "fours": fours, "all": read_out, "stand": stand, "write 1": write, "build 1": build,
    "talk 1": talk, "write 2": write_again, "vote": vote,
    "commit": commit, "doors": doors, "learned": learned, "stay": stay,
}  # fmt: skip
