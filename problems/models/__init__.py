from problems.models.build import Build, with_builds
from problems.models.commitment import Commitment
from problems.models.import_draft import ImportDraft
from problems.models.not_ours_yet import NotOursYet
from problems.models.picture import Picture
from problems.models.problem import Problem
from problems.models.solution import Solution

__all__ = [
    "Build",
    "Commitment",
    "ImportDraft",
    "NotOursYet",
    "Picture",
    "Problem",
    "Solution",
    "with_builds",
]
