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
    "goal": _(
        "The share of everybody in the room who said “I can stand behind this” of the goal as it "
        "stood at the close; silence counts as none. A team says yes where more than half of its "
        "people do. Shares and teams are shown from five people, and no team whose figure would "
        "give away a smaller one’s."
    ),
    "participation": _(
        "How evenly ideas, builds, concerns and notes were spread over everybody who was let in, "
        "those who wrote none included: 0 is one voice, 1 is everybody the same. One less a Gini "
        "coefficient, corrected for the size of the group (after Woolley and others 2010, and "
        "their critics). Chance alone makes rooms uneven, so the figure beside it says what 19 of "
        "20 rooms would reach if everybody were equally likely to write. Shown from 8 people "
        "with 4 contributions each on average. Computed at the close, before the key was destroyed."
    ),
    "cross_building": _(
        "How often people built on another team’s idea where they chose the idea themselves, "
        "against how often they would if they paid no heed to teams: −1 is only their own, 0 is "
        "team-blind, 1 is only others’. After Krackhardt and Stern 1988, corrected for the sizes "
        "of the teams. Ideas that were merged are one, of all their teams. Counts are shown from "
        "20 builds by five people, the index from 40."
    ),
    "safety": _(
        "Four questions about whether people can admit, ask and disagree, each from 1 to 5, in our "
        "own words, inspired by Edmondson 1999; not a validated instrument. The average of "
        "everybody who answered them, from 5 people on; how many said 1 to 5, from 8 on. "
        "Those who answer before, at the close and on day 90 need not be the same, so a change "
        "says something only from the stated size on: t(0.975) · 0.8 · √(1/n + 1/m), for a "
        "usual spread of 0.8."
    ),
    "commitment": _(
        "Four questions about how committed people are to the goal that they share, each from 1 "
        "to 5, asked as the day ends, in our own words after the KUT measure (Klein, Cooper, "
        "Molloy and Swanson 2014). The average of everybody who answered them, from 8 people on. "
        "How far apart the teams’ averages are: the highest less the lowest, of teams with 5 "
        "people or more."
    ),
    "across": _(
        "Seven questions about how teams hear from, help and respect each other, each from 1 to 5, "
        "in our own words, inspired by the dimensions of Gittell’s relational coordination; "
        "neither that instrument nor its score. Counted as the questions beside it. By team only "
        "from 8 people of it on; and where a figure could be worked out by taking the others from "
        "the whole, those are left out, too."
    ),
    "network": _(
        "Of all pairs from two teams, the share in which one could ring the other: each pair is "
        "asked once, always the same one of the two. Beside it, (E − I)/(E + I) of ties across (E) "
        "and within teams (I), less what the sizes of the teams alone would give: 0 means that "
        "teams don’t matter, above 0 that people ring across (Krackhardt and Stern 1988). Only of "
        "people who answered each time, from 12 people and four fifths of the list on. Afterwards "
        "the list and all answers were destroyed."
    ),
    "perspective": _(
        "How far apart teams were in what hurts them, and how far apart they believed they were, "
        "on a scale of 0 to 10. For each poster: the distance between two teams’ means, and the "
        "distance between what a team felt and what it guessed the other felt; then the mean over "
        "all posters. Believed less real is the surprise: above 0, teams were closer than they "
        "believed. Only teams with five answers or more are told apart, and a guess is used from "
        "five guesses on. After Lees and Cikara 2020 and Eyal, Steffel and Epley 2018. Frozen when "
        "the room first saw it, or else at the close."
    ),
}
