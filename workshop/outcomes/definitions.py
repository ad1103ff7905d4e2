"""What each figure means, in words for everybody; the arithmetic is in measures.py."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEFINITIONS: dict[str, str | Promise] = {
    "problems": _("Posters that hung on the wall when their workshop closed."),
    "doors": _(
        "Doors that met their workshop’s rule at the close. Problems that left as “not ours yet”, "
        "with a reason and two owners, are counted beside them; doors that a facilitator overrode "
        "are not counted as opened."
    ),
    "learnings": _(
        "What pairs wrote down with a decision, after they tried something. More is not better: "
        "this is never a target."
    ),
    "followed": _(
        "Promises whose first step happened, or that stopped with a learning, among those whose "
        "day 14 has come. Shown from five promises on."
    ),
    "joint": _(
        "Problems whose ideas or builds came from two teams or more, among all problems of the "
        "workshop, at its close."
    ),
    "contributions": _("Ideas on posters and “yes, and …” on them, as they stood at the close."),
    "participation": _(
        "How evenly ideas and builds were spread over everybody who was let in, those who wrote "
        "none included: 0 is one voice, 1 is everybody the same. One less a Gini coefficient, "
        "corrected for the size of the group (after Woolley and others 2010, and their critics). "
        "Chance alone makes rooms uneven, so the figure beside it says what 19 of 20 rooms would "
        "reach if everybody were equally likely to write. Shown from 8 people with 4 "
        "contributions each on average. Computed at the close, before the key was destroyed."
    ),
    "cross_building": _(
        "How often people built on another team’s idea, against how often they would if they paid "
        "no heed to teams: −1 is only their own, 0 is team-blind, 1 is only others’. After "
        "Krackhardt and Stern 1988, corrected for the sizes of the teams. Counts are shown from "
        "20 builds by five people, the index from 40."
    ),
}
