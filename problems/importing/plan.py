"""What an import would do. Nothing is saved before `save`, and then all of it or nothing."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from problems.importing.columns import Mapping
from problems.importing.entry import Entry, read_entry
from problems.importing.teams import (
    UNKNOWN_LIMIT,
    TeamBook,
    UnknownTeam,
    as_team_name,
    key,
    too_long,
)
from problems.models.problem import Problem, changing
from workshop.models import Workshop, WrongStep
from workshop.people.models import Team, User
from workshop.tables.table import Table

PROBLEMS_LIMIT = 10_000  # of one workshop


class RowsLeft(Exception):
    """There are bad rows and nobody said to leave them out, or there is no good one.

    The text says so, for people. Nothing was saved.
    """


@dataclass
class BadRow:
    number: int
    title: str
    reasons: list[str]


@dataclass
class GoodRow:
    """A row that will be a poster, with what to know about it."""

    entry: Entry
    teams: list[Team | UnknownTeam]
    without: list[str]  # names that will be no team
    doubled: bool  # its title stands in another row, or on a poster already


@dataclass
class Verdict:
    """How the rows stand when these new teams are created."""

    good: list[GoodRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    joining: list[Team] = field(default_factory=list)  # named, and not in the workshop yet
    doubled: int = 0  # good rows whose title stands elsewhere too


@dataclass
class ImportPlan:
    """A problem for each row, and the team names that no team bears yet."""

    workshop: Workshop
    book: TeamBook
    entries: list[Entry]
    unknown: dict[str, UnknownTeam] = field(default_factory=dict)
    too_many_unknown: bool = False

    @property
    def suggested(self) -> set[str]:
        """New teams worth creating: names that are no slip of the pen for a team there is."""
        return {wanted for wanted, team in self.unknown.items() if team.close_to is None}

    def verdict(self, create_teams: Collection[str]) -> Verdict:
        created = {key(name) for name in create_teams} & set(self.unknown)
        titles = Counter(key(entry.texts["title"]) for entry in self.entries)
        titles.update(
            key(title) for title in self.workshop.problems.values_list("title", flat=True)
        )
        verdict = Verdict()
        named: dict[int, Team] = {}
        for entry in self.entries:
            teams, missing = self._teams_of(entry, created)
            reasons = entry.reasons or self._too_few(teams, missing)
            if reasons:
                verdict.bad.append(BadRow(entry.number, entry.texts.get("title", ""), reasons))
                continue
            doubled = titles[key(entry.texts["title"])] > 1
            verdict.doubled += doubled
            verdict.good.append(GoodRow(entry, teams, missing, doubled=doubled))
            named |= {team.pk: team for team in teams if isinstance(team, Team)}
        inside = set(self.workshop.teams.values_list("pk", flat=True))
        verdict.joining = [team for pk, team in named.items() if pk not in inside]
        return verdict

    def save(
        self, create_teams: Collection[str] = (), *, leave_out: bool = False, by: User | None = None
    ) -> int:
        """Import the good rows behind the posters there are; returns how many.

        `create_teams` are the new teams somebody ticked. Raises RowsLeft when a row is bad and
        `leave_out` is not said, WrongStep when the workshop takes no more. One transaction.
        """
        with changing(self.workshop, ("workshop", ""), ("posters", "")):
            verdict = self.verdict(create_teams)
            if not verdict.good:
                raise RowsLeft(gettext("There is no row yet that could be imported."))
            if verdict.bad and not leave_out:
                raise RowsLeft(_rows_left(len(verdict.bad)))
            first = Problem.next_position(self.workshop)
            if first + len(verdict.good) > PROBLEMS_LIMIT:
                raise WrongStep(gettext("That would be more posters than one workshop can hold."))
            wanted = {team.name for row in verdict.good for team in row.teams}
            new = [team.name for team in self.unknown.values() if team.name in wanted]
            self.book.create(new, by)
            self._hang(verdict.good, first)
        return len(verdict.good)

    def _hang(self, rows: list[GoodRow], first: int) -> None:
        problems = Problem.objects.bulk_create(
            [
                Problem(
                    workshop=self.workshop,
                    position=position,
                    evidence_links=row.entry.links,
                    **row.entry.texts,
                )
                for position, row in enumerate(rows, start=first)
            ],
            batch_size=500,
        )
        teams = [
            {found.pk for team in row.teams if (found := self.book.find(team.name))} for row in rows
        ]
        stuck = Problem.stuck_between.through
        stuck.objects.bulk_create(
            [
                stuck(problem_id=problem.pk, team_id=team)
                for problem, between in zip(problems, teams, strict=True)
                for team in between
            ],
            batch_size=1_000,
        )
        self.workshop.teams.add(*set().union(*teams))

    def _too_few(self, teams: list[Team | UnknownTeam], missing: list[str]) -> list[str]:
        """Why a row with these names stands between too few teams, or nothing."""
        if len(teams) >= 2:
            return []
        if not teams and not missing:
            return [gettext("It names no team. Say between which two it got stuck.")]
        reasons = [too_long(name) or self._objection(name) for name in missing]
        if teams:
            only = gettext("It names “%(team)s” only; two teams are needed.")
            reasons.append(only % {"team": teams[0].name})
        return reasons

    def _objection(self, name: str) -> str:
        team = self.book.find(name)
        if team:
            return gettext("“%(name)s” is retired. Bring it back on the teams page first.") % {
                "name": team.name
            }
        return gettext("“%(name)s” isn't one of your teams.") % {"name": name}

    def _teams_of(
        self, entry: Entry, created: set[str]
    ) -> tuple[list[Team | UnknownTeam], list[str]]:
        """What will be its teams, each once, and the names that won't."""
        teams: dict[object, Team | UnknownTeam] = {}
        missing = []
        for name in entry.teams:
            team = self.book.find(name)
            if team and team.retired_at is None:
                teams[team.pk] = team
            elif team is None and key(name) in created:
                teams[key(name)] = self.unknown[key(name)]
            else:
                missing.append(name)
        return list(teams.values()), missing


def plan(workshop: Workshop, table: Table, mapping: Mapping) -> ImportPlan:
    book = TeamBook(workshop.organisation)
    entries = [read_entry(row, mapping.columns, table.width, book) for row in mapping.body(table)]
    unknown: dict[str, UnknownTeam] = {}
    for entry in entries:
        for name in entry.teams:
            if not book.find(name) and not too_long(name):
                unknown.setdefault(key(name), UnknownTeam(as_team_name(name))).rows += 1
    if len(unknown) > UNKNOWN_LIMIT:
        return ImportPlan(workshop, book, entries, too_many_unknown=True)
    for team in unknown.values():
        team.close_to = book.close_to(team.name)
    return ImportPlan(workshop, book, entries, unknown)


def _rows_left(count: int) -> str:
    return ngettext(
        "%(count)s row cannot be imported as it is. Leave it out by the tick below,"
        " or mend the file and bring it again.",
        "%(count)s rows cannot be imported as they are. Leave them out by the tick below,"
        " or mend the file and bring it again.",
        count,
    ) % {"count": count}
