"""What a check-in asks, of whom, when, and what may be replied."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ASKED_AFTER_DAYS = 14
# Working days from a question to the next step, while neither of the two has answered.
LEAD_AGAIN, PARTNER_AGAIN, QUIET = 3, 7, 10
CUE_LASTS = timedelta(days=1)  # “it is today” is not said later


class Question(TextChoices):
    """What a check-in says or asks, named by its day."""

    MADE = "made", _("Day 2: what was made")
    CUE = "cue", _("On the day of the first step")
    FIRST_STEP = "first-step", _("Day 14: did the first step happen?")
    BELIEF = "belief", _("Day 30: what the pair believes now")
    BELIEF_ALL = "belief-all", _("Day 30: what everybody believes now")
    DOOR = "door", _("Day 60: what is in the way")
    HELPFUL = "helpful", _("Day 60: which learning helps")
    CUSTOMER = "customer", _("Day 90: what a customer has noticed")
    HELP = "help", _("To the facilitator: it is quiet around a promise")


OF_THE_PAIR = {Question.FIRST_STEP: ASKED_AFTER_DAYS, Question.BELIEF: 30, Question.DOOR: 60}
OF_ALL = {Question.MADE: 2, Question.BELIEF_ALL: 30, Question.HELPFUL: 60, Question.CUSTOMER: 90}


class Part(TextChoices):
    LEAD = "lead", _("Lead")
    PARTNER = "partner", _("Partner")
    EVERYBODY = "everybody", _("Everybody")
    FACILITATOR = "facilitator", _("Facilitator")


class Reply(TextChoices):
    HAPPENED = "happened", _("Yes, it happened")
    NOT_YET = "not-yet", _("Not yet")
    CHANGED = "changed", _("We changed it")
    STOPPED = "stopped", _("We stopped – here’s what we learned")
    KEPT = "kept", _("We keep going")
    BLOCKED = "blocked", _("Something is in the way")
    CLEAR = "clear", _("The way is clear")
    SAID = "said", _("Tell us")
    MEET = "meet", _("Meet again")
    CONTINUE = "continue", _("Go on as we are")
    CLOSE = "close", _("It has done its work")


# What may be replied to each question; the first ones are the likeliest.
REPLIES = {
    Question.MADE: (Reply.SAID,),
    Question.FIRST_STEP: (Reply.HAPPENED, Reply.NOT_YET, Reply.CHANGED, Reply.STOPPED),
    Question.BELIEF: (Reply.KEPT, Reply.CHANGED, Reply.STOPPED),
    Question.BELIEF_ALL: (Reply.SAID,),
    Question.DOOR: (Reply.BLOCKED, Reply.CLEAR, Reply.STOPPED),
    Question.HELPFUL: (Reply.SAID,),
    Question.CUSTOMER: (Reply.MEET, Reply.CONTINUE, Reply.CLOSE),
}
