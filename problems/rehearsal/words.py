"""What made-up people say. Sentences that fit most customer problems, and nobody in particular."""

from django.utils.translation import gettext_noop

NAMES = (
    "Alva", "Bo", "Cleo", "Dino", "Elsa", "Finn", "Gita", "Hugo", "Ines", "Jon", "Kaya", "Leo",
    "Mira", "Nils", "Olga", "Per", "Qing", "Rosa", "Siv", "Tor", "Ulla", "Vera", "Wim", "Zoe",
)  # fmt: skip

IDEAS = (
    gettext_noop("Say it on the page before anybody runs into it."),
    gettext_noop("Ask three customers on Monday what they tried first."),
    gettext_noop("Show the number where people decide, not in the invoice."),
    gettext_noop("A button that undoes it, for a day."),
    gettext_noop("Let support change the wording without a release."),
    gettext_noop("One person answers for it this week, by name."),
    gettext_noop("Write the answer we give on the phone into the product."),
    gettext_noop("Measure how often it happens, for one week."),
    gettext_noop("Warn people a step earlier, in their words."),
    gettext_noop("Leave the rule out for ten customers and look what happens."),
    gettext_noop("A mail on the same day that says what comes next."),
    gettext_noop("Put a human within one click of the page."),
)

BUILDS = (
    gettext_noop("And we can show the same line in the offer."),
    gettext_noop("We have half of that already; I can bring it on Thursday."),
    gettext_noop("And let the customer choose which of the two."),
    gettext_noop("Then support hears about it first, and can say so."),
    gettext_noop("I’d try it with the next three who call."),
    gettext_noop("And a link to pass on to whoever pays."),
    gettext_noop("We could read the number from the product, so it’s never wrong."),
    gettext_noop("And say when it will be mended, even if it’s weeks."),
)

GOOD_THINGS = (
    gettext_noop("We ring back the same day."),
    gettext_noop("We say it when something takes longer."),
    gettext_noop("We mend what we broke before we explain it."),
    gettext_noop("We listen until they have finished."),
)

FACTS = (
    gettext_noop("Most of them try twice before they write to us."),
    gettext_noop("The text is in a file that anybody here may change."),
    gettext_noop("It costs us a call a day."),
)

GOALS = (
    gettext_noop(
        "Together we want new customers to be able to get going on day one, so that they stay."
    ),
    gettext_noop(
        "Together we want people to be able to trust what the page says, so that nobody has to ask."
    ),
    gettext_noop(
        "Together we want customers to be able to help themselves, so that we have time for the"
        " hard questions."
    ),
)

TAKEAWAYS = {
    "what": (
        gettext_noop("I hadn’t known how often that call comes."),
        gettext_noop("The other team has wanted the same for a year."),
    ),
    "so-what": (
        gettext_noop("Customers wait a week for what takes us an hour."),
        gettext_noop("They leave before we notice."),
    ),
    "now-what": (
        gettext_noop("I’ll ring before I write a ticket."),
        gettext_noop("We look at one real case together every Friday."),
    ),
}

# What two of them promise each other when they take an idea on.
PROMISES: tuple[dict[str, str], ...] = (
    {
        "cue": gettext_noop("the next customer asks about it"),
        "step": gettext_noop("write down what they tried first"),
        "serves_goal": gettext_noop("We stop guessing what they need."),
        "belief": gettext_noop("Most of them get stuck at the same place."),
        "test": gettext_noop("Ten customers, one question each."),
        "change_mind": gettext_noop("They get stuck in ten different places."),
    },
    {
        "cue": gettext_noop("we plan on Monday morning"),
        "step": gettext_noop("put an hour for it on both calendars"),
        "serves_goal": gettext_noop("What nobody has time for never reaches a customer."),
        "belief": gettext_noop("An hour a week is enough to begin."),
        "test": gettext_noop("Two Mondays, then we look at what came of it."),
        "change_mind": gettext_noop("Both hours went to something else."),
    },
    {
        "cue": gettext_noop("the page is changed next"),
        "step": gettext_noop("show the new sentence to three people at the counter"),
        "serves_goal": gettext_noop("Customers can help themselves."),
        "belief": gettext_noop("One clear sentence saves a call."),
        "test": gettext_noop("Count the calls about it for a week."),
        "change_mind": gettext_noop("They ring just as often."),
    },
)

DOUBTS = (
    gettext_noop("Who tests it before Friday?"),
    gettext_noop("I’d like to see one customer say yes first."),
)
