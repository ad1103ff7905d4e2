from problems.models.build import Build, with_builds
from problems.models.commitment import Commitment
from problems.models.concern import Concern
from problems.models.consent import Consent
from problems.models.fact import Fact
from problems.models.gift import Gift
from problems.models.good_thing import GoodThing
from problems.models.import_draft import ImportDraft
from problems.models.last_promise import LastPromise
from problems.models.not_ours_yet import NotOursYet
from problems.models.note import Note
from problems.models.perspective import Perspective
from problems.models.picture import Picture
from problems.models.post import Post
from problems.models.problem import Problem
from problems.models.revealed import Revealed
from problems.models.solution import Solution
from problems.models.takeaway import Takeaway
from problems.models.vote import Dot, Tally, Vote, VoteResult

# What people write in the room, as addresses name it.
POSTS: dict[str, type[Post]] = {
    "ideas": Solution,
    "builds": Build,
    "concerns": Concern,
    "notes": Note,
}

__all__ = [
    "POSTS",
    "Build",
    "Commitment",
    "Concern",
    "Consent",
    "Dot",
    "Fact",
    "Gift",
    "GoodThing",
    "ImportDraft",
    "LastPromise",
    "NotOursYet",
    "Note",
    "Perspective",
    "Picture",
    "Problem",
    "Revealed",
    "Solution",
    "Takeaway",
    "Tally",
    "Vote",
    "VoteResult",
    "with_builds",
]
