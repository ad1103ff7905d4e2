"""The questions of the pulse, in our own words: inspired by their sources, not validated.

Safety: Edmondson 1999. Working across: after the dimensions of Gittell's relational coordination,
whose instrument is proprietary; nothing here is its wording or its score. Goal: after the four
items of the KUT measure of commitment, public domain (Klein, Cooper, Molloy & Swanson 2014).
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOWEST, HIGHEST = 1, 5
LEAST, MOST = _("not at all"), _("fully")

SAFETY: list[Promise] = [
    _("I can say “I got that wrong” without it costing me."),
    _("I can raise an awkward problem while it’s small."),
    _("Asking another team for help feels easy."),
    _("Disagreeing makes people curious."),
]
ACROSS: list[Promise] = [
    _("We hear from each other often enough."),
    _("We hear from each other in time to act."),
    _("What we hear from each other is reliable."),
    _("When things go wrong, we look for a way forward first."),
    _("We want the same thing for customers."),
    _("They know what my work involves."),
    _("They respect what my work involves."),
]
GOAL: list[Promise] = [
    _("I am committed to our goal."),
    _("I care about our goal."),
    _("I am dedicated to our goal."),
    _("I have chosen our goal as my own."),
]
PARTS: dict[str, list[Promise]] = {"safety": SAFETY, "across": ACROSS, "goal": GOAL}
HEADINGS: dict[str, Promise] = {
    "safety": _("Where I work"),
    "across": _("Between us and the other teams here"),
    "goal": _("The goal that we share"),
}
