"""The phases of a day: what each is for, its steps, and what the server enforces in it."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ARRIVE = "arrive", _("Arrive")
    WALK = "walk", _("Poster walk")
    REVEAL = "reveal", _("Reveal")
    GOAL = "goal", _("Shared goal")
    SOLVE = "solve", _("Solve")
    CHOOSE = "choose", _("Choose")
    COMMIT = "commit", _("Commit")
    DOORS = "doors", _("Door check")
    CLOSE = "close", _("Close")
    BREAK = "break", _("Break")
    OWN = "own", _("A phase of our own")


@dataclass(frozen=True)
class Step:
    """A part of a phase with one thing to do. `share` is its part of the phase's minutes."""

    name: str
    share: int
    label: str | Promise = ""  # beside the phase's name; a phase of one step needs none
    prompt: str | Promise = ""  # what phones say
    wall: str | Promise = ""  # what the wall says
    takes_ideas: bool = False  # ideas and builds may be posted
    hides_ideas: bool = False  # nobody sees what others write, on no screen
    takes_concerns: bool = False  # doubts are welcome on ideas that somebody has built on
    gives_ideas: bool = False  # each person has an idea of another team to build on first


STEPS: dict[str, tuple[Step, ...]] = {
    Kind.ARRIVE: (
        Step(
            "arrive",
            1,
            prompt=_("Say hello to somebody from another team."),
            wall=_("Come in, and find somebody from another team"),
        ),
    ),
    Kind.WALK: (
        Step(
            "walk",
            1,
            prompt=_("Read a poster. How much does this one hurt you?"),
            wall=_("Quiet for now: read, feel, guess"),
        ),
    ),
    Kind.REVEAL: (
        Step(
            "reveal",
            1,
            prompt=_("Look up: what we felt, and what we guessed."),
            wall=_("What did we guess wrong about each other?"),
        ),
    ),
    Kind.GOAL: (
        Step(
            "alone",
            5,
            _("alone"),
            _("What do we want together? Your own sentence first."),
            _("Everybody writes a sentence of their own"),
        ),
        Step(
            "pairs",
            6,
            _("in pairs"),
            _("Two sentences become one."),
            _("In pairs: two sentences become one"),
        ),
        Step(
            "fours",
            8,
            _("in fours"),
            _("Two pairs, one sentence."),
            _("In fours: two pairs, one sentence"),
        ),
        Step(
            "all",
            8,
            _("all of us"),
            _("Which words do we keep?"),
            _("Which words do we keep?"),
        ),
        Step(
            "stand",
            3,
            _("can we stand behind it?"),
            _("Can you stand behind this?"),
            _("Can we stand behind this?"),
        ),
    ),
    Kind.SOLVE: (
        Step(
            "write",
            5,
            _("write"),
            _("Three quick ideas. Rough is fine."),
            _("Everybody writes; nobody looks yet"),
            takes_ideas=True,
            hides_ideas=True,
        ),
        Step(
            "build",
            6,
            _("build"),
            _("“Yes, and …”: one build before one doubt."),
            _("“Yes, and …”: one build before one doubt"),
            takes_ideas=True,
            gives_ideas=True,
        ),
        Step(
            "talk",
            9,
            _("talk"),
            _("Talk at your poster. Write down what you find."),
            _("Talk at your poster"),
            takes_ideas=True,
            takes_concerns=True,
        ),
        Step(
            "challenge",
            5,
            _("challenge and repair"),
            _("What would have to be true? Then mend it."),
            _("What would have to be true?"),
            takes_ideas=True,
            takes_concerns=True,
        ),
    ),
    Kind.CHOOSE: (
        Step(
            "read",
            12,
            _("read"),
            _("Read what we wrote. Voting comes next."),
            _("Read before you choose"),
        ),
        Step(
            "vote",
            15,
            _("vote"),
            _("Three dots for what helps customers most, one for the boldest."),
            _("Three dots for what helps customers most, one for the boldest"),
        ),
        Step(
            "result",
            8,
            _("what we chose"),
            _("Dots inform; owners decide."),
            _("Dots inform; owners decide"),
        ),
    ),
    Kind.COMMIT: (
        Step(
            "commit",
            1,
            prompt=_("Find a partner from another team. What is your first step?"),
            wall=_("Two people, two teams, one first step"),
            takes_ideas=True,
        ),
    ),
    Kind.DOORS: (
        Step(
            "doors",
            1,
            prompt=_("Can you live with this?"),
            wall=_("Can we live with this?"),
            takes_ideas=True,
        ),
    ),
    Kind.CLOSE: (
        Step(
            "learned",
            12,
            _("what we learned"),
            _("What? So what? Now what?"),
            _("What? So what? Now what?"),
            takes_ideas=True,
        ),
        Step(
            "stay",
            10,
            _("stay in touch"),
            _("Who would you like to ring?"),
            _("Swap numbers with somebody you met today"),
            takes_ideas=True,
        ),
        Step(
            "thanks",
            8,
            _("thank you"),
            _("Thank you for what you built."),
            _("Thank you for what you built"),
            takes_ideas=True,
        ),
    ),
    Kind.BREAK: (
        Step(
            "break",
            1,
            prompt=_("A break. Coffee tastes better with another team."),
            wall=_("A break"),
            takes_ideas=True,
        ),
    ),
    Kind.OWN: (Step("own", 1, takes_ideas=True),),
}

# What a phase works with: without the other before it, something will be missing.
NEEDS: dict[str, tuple[str, str | Promise]] = {
    Kind.REVEAL: (
        Kind.WALK,
        _("There is no poster walk before the reveal, which shows what people say there."),
    ),
    Kind.CHOOSE: (Kind.SOLVE, _("There will be no ideas to choose from without a solve phase.")),
    Kind.COMMIT: (Kind.SOLVE, _("There will be no ideas to take on without a solve phase.")),
    Kind.DOORS: (Kind.SOLVE, _("The doors stay locked: nobody was asked for solutions.")),
}

NO_PAIRS = _(
    "Without a commit phase there will be no pair, and under this workshop’s door rule a door opens"
    " only with one."
)
