"""What must be hidden with a group that is too small, so that nothing gives it away."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Group = TypeVar("Group", bound=Hashable)
MEAN_AT_LEAST = 5
DISTRIBUTION_AT_LEAST = 8


def hidden_groups(counts: Mapping[Group, int], minimum: int) -> frozenset[Group]:
    """The groups whose figures must not be shown beside a total over all of them.

    `counts` has how many people's answers each group's figure comes from. Groups below `minimum`
    are hidden. If all hidden groups together are still below it, total less shown would be the
    figure of too few: then the smallest other group is hidden, too (of equals, the first). Never
    more groups than needed, and of these the smallest.

    Where this hides every group, the total may be shown only from `minimum` people on. A group with
    a count of 0 is hidden like any other, for silence is an answer; leave out a group that has no
    people at all. (Complementary cell suppression: Cox 1980, for one dimension.)
    """
    hidden = {group for group, people in counts.items() if people < minimum}
    shown = [group for group in counts if group not in hidden]
    if hidden and shown and sum(counts[group] for group in hidden) < minimum:
        hidden.add(min(shown, key=counts.__getitem__))
    return frozenset(hidden)
