"""Who says hello to whom while people arrive: pairs of two teams, and threes where one is left."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field


@dataclass
class _Group:
    """Two people of two teams, and who goes along with them for now. Places in the list."""

    pair: tuple[int, int]
    guests: list[int] = field(default_factory=list)


@dataclass
class _Hall:
    """People as they come in, one after another."""

    teams: Sequence[Hashable]
    groups: list[_Group] = field(default_factory=list)
    alone: dict[int, _Group | None] = field(default_factory=dict)  # and whom they go along with

    def enter(self, person: int) -> None:
        waiting = next((p for p in self.alone if self.teams[p] != self.teams[person]), None)
        if waiting is None:
            self.alone[person] = None
        else:
            self.part(waiting)
            self.groups.append(_Group((waiting, person)))
        self.welcome()

    def welcome(self) -> None:
        """Whoever is alone goes along with the pair that has the fewest guests; from those that
        have two guests more than another, the newest goes over."""
        if not self.groups:
            return
        for person in [person for person, group in self.alone.items() if group is None]:
            self.go_along(person)
        while True:
            fullest = max(self.groups, key=lambda group: len(group.guests))
            if len(fullest.guests) - min(len(group.guests) for group in self.groups) < 2:
                return
            self.go_along(fullest.guests.pop())

    def go_along(self, person: int) -> None:
        group = min(self.groups, key=lambda group: len(group.guests))
        group.guests.append(person)
        self.alone[person] = group

    def part(self, person: int) -> None:
        """From those whom somebody goes along with, and out of the waiting."""
        group = self.alone.pop(person)
        if group:
            group.guests.remove(person)

    def leave(self, person: int) -> list[int]:
        """Who of their pair is left when somebody goes."""
        if person in self.alone:
            self.part(person)
            return []
        group = next((group for group in self.groups if person in group.pair), None)
        if group is None:
            return []
        self.groups.remove(group)
        self.alone |= dict.fromkeys(group.guests)
        return [other for other in group.pair if other != person]


def partners(team_of_each: Sequence[Hashable], gone: Sequence[bool] = ()) -> list[list[int]]:
    """The places in the list of those whom each person meets; empty while there is nobody.

    `team_of_each` is in the order in which people came; `gone` says who has left since, and they
    stay in the list. A pair is of two teams; others who come don't change it. Who is one too many
    of their team goes along with a pair, most often as a third, until somebody of another team
    comes without a partner. Only where all are of one team do they meet nobody. Whoever is left by
    the other of their pair is as if they had just come.
    """
    hall = _Hall(team_of_each)
    left = {person for person, has_left in enumerate(gone) if has_left}
    for person in range(len(team_of_each)):
        hall.enter(person)
    again = [other for person in sorted(left) for other in hall.leave(person)]
    for person in sorted(again):
        if person not in left:
            hall.enter(person)
    hall.welcome()
    meets: defaultdict[int, list[int]] = defaultdict(list)
    for group in hall.groups:
        together = [*group.pair, *group.guests]
        for person in together:
            meets[person] = [other for other in together if other != person]
    return [meets[person] for person in range(len(team_of_each))]
