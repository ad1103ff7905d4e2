"""The idea of another team that each person is first given to build on."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, TypeVar

Person = TypeVar("Person", bound=Hashable)
Idea = TypeVar("Idea", bound=Hashable)


def choose_gifts(
    people: Sequence[tuple[Person, Hashable, Hashable]],
    ideas: Sequence[tuple[Idea, Hashable, Hashable]],
    already: Mapping[Person, Idea],
) -> dict[Person, Idea | None]:
    """An idea for each person; None where no other team has one.

    `people` has (person, team, poster they stand at), `ideas` (idea, team, poster), `already` what
    was given before. The idea is another team's, and from one's own poster if there is one. Within
    that the loads are the most even possible: no other choice for the people without a gift has a
    smaller sum of squared loads. Who has a gift keeps it, unless it is no longer among `ideas`.

    The same lists, in the same order, always give the same.
    """
    listed = {idea for idea, _team, _poster in ideas}
    kept = {person: idea for person, idea in already.items() if idea in listed}
    handout = _Handout(ideas, kept)
    for person, team, poster in people:
        if person not in kept:
            handout.give(person, team, poster)
    return {person: handout.given.get(person) for person, _team, _poster in people}


class _Handout(Generic[Person, Idea]):
    """All ideas and who holds them; people who want the same ones are a crowd.

    Optimal semi-matching by alternating paths (Harvey, Ladner, Lovász & Tamir 2006): a newcomer
    takes an idea, whose holder takes another …, until the lightest idea that can be reached so has
    one person more and no other idea has.
    """

    def __init__(
        self, ideas: Sequence[tuple[Idea, Hashable, Hashable]], kept: Mapping[Person, Idea]
    ) -> None:
        self.ideas = ideas
        self.given: dict[Person, Idea] = dict(kept)
        self.load = Counter(kept.values())
        self.movable: defaultdict[Idea, dict[Person, None]] = defaultdict(dict)
        self.crowds: dict[Person, tuple[Idea, ...]] = {}

    def choices(self, team: Hashable, poster: Hashable) -> tuple[Idea, ...]:
        others = [(idea, at) for idea, by, at in self.ideas if by != team]
        here = tuple(idea for idea, at in others if at == poster)
        return here or tuple(idea for idea, _at in others)

    def give(self, person: Person, team: Hashable, poster: Hashable) -> None:
        """One idea more is held; earlier newcomers may swap so that it is the lightest."""
        self.crowds[person] = self.choices(team, poster)
        takers = self.reachable(person)
        if not takers:
            return
        idea = min(takers, key=self.load.__getitem__)
        self.load[idea] += 1
        while True:
            taker = takers[idea]
            left = self.given.get(taker)
            self.given[taker] = idea
            self.movable[idea][taker] = None
            if left is None:
                return
            del self.movable[left][taker]
            idea = left

    def reachable(self, person: Person) -> dict[Idea, Person]:
        """Ideas that can take one more, the nearest first, each with who would come to it."""
        takers: dict[Idea, Person] = {}
        asked = {self.crowds[person]}
        queue = [person]
        for taker in queue:
            for idea in self.crowds[taker]:
                if idea in takers:
                    continue
                takers[idea] = taker
                for holder in self.movable[idea]:
                    if self.crowds[holder] not in asked:
                        asked.add(self.crowds[holder])
                        queue.append(holder)
        return takers
