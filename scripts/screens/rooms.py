"""A room at a step of the day: as the demo fills it, empty, or crowded."""

from datetime import datetime

from screens import agreeing, opening
from screens.crowds import CROWDED, EMPTY, crowd_at
from screens.leaving import leaving
from screens.solving import solving
from workshop.models import Workshop
from workshop.people.models import User

CROWDS = {"empty": EMPTY, "crowded": CROWDED}


def room_at(name: str, like: Workshop, by: User, now: datetime) -> tuple[Workshop, str]:
    """For a name such as “goal-pairs” or “crowded-choose-vote”: the room, and the token of a seat
    in it. `like` is the workshop whose organisation it is of."""
    organisation = like.organisation
    phase, _dash, step = name.partition("-")
    if phase in CROWDS:
        return crowd_at(CROWDS[phase], step, organisation, by, now)
    if phase in ("arrive", "walk", "reveal"):
        return opening.room_in(phase, organisation, by, now)
    if phase == "solve":
        return solving(like, by, step, now)
    if phase in ("goal", "choose"):
        middle = agreeing.on_the_way if phase == "goal" else agreeing.choosing
        return middle(organisation, by, now, step)
    return leaving(organisation, phase, step, by, now)
