"""A day that closed some weeks ago: six posters, seven promises, and what became of them."""

from workshop.demo.words import DEVELOPMENT, MARKETING, SALES, SUPPORT, Idea, Promise

TITLE = "Lund: from the first bill on"
GOAL = "Together we want customers to pay us without effort, so that money is never the quarrel."
VENUE = "The botanical garden’s café"

PEOPLE = {
    SALES: ["Noor", "Erik", "Amina", "Greta"],
    DEVELOPMENT: ["Jonas", "Samir", "Karin", "Ravi"],
    SUPPORT: ["Hanna", "Viktor", "Leila"],
    MARKETING: ["Clara", "Theo", "Maja"],
}

POSTERS: list[list[Idea]] = [
    [
        Idea(
            MARKETING,
            "One line at the top: companies pay, people who learn don’t.",
            [
                (SALES, "And the price in the same line, so that nobody has to ask."),
                (DEVELOPMENT, "We can show it in the terminal, too. People meet us there first."),
            ],
        ),
        Idea(
            SALES,
            "Licence and receipt go out by themselves within a minute of paying.",
            [
                (DEVELOPMENT, "The shop has a hook for that. A day’s work."),
                (SUPPORT, "That alone would empty a folder of mine."),
            ],
        ),
        Idea(
            SUPPORT,
            "Answer it once, in public, with a date, and link to that from everywhere.",
            [
                (MARKETING, "I’ll write it so that an engineer would pass it on."),
                (SALES, "Then I can stop guessing on the phone."),
            ],
        ),
        Idea(
            DEVELOPMENT,
            "Ask three companies that didn’t pay what they had understood.",
            [
                (SALES, "I know two of them. I’ll call."),
                (MARKETING, "Their own words belong on the page."),
            ],
        ),
    ],
    [
        Idea(
            DEVELOPMENT,
            "Let the manual read the limits from the code, function by function.",
            [
                (SUPPORT, "With the day of the last change beside it."),
                (MARKETING, "And a mail to those who come close."),
            ],
        ),
        Idea(
            SUPPORT,
            "Put the true limit and the wait into the refusal itself.",
            [
                (DEVELOPMENT, "There is a header for exactly that."),
                (SALES, "Customers build on what we answer, not on what we print."),
            ],
        ),
        Idea(
            SALES,
            "Tell me before a demo when a customer is near the limit.",
            [
                (DEVELOPMENT, "A note on the account page is easy."),
                (SUPPORT, "I’d like to see the same note."),
            ],
        ),
        Idea(
            DEVELOPMENT,
            "Count in the open: a page where people see their own calls.",
            [
                (SUPPORT, "Half of my tickets would answer themselves."),
                (MARKETING, "A picture of it says more than the manual."),
            ],
        ),
    ],
    [
        Idea(
            SALES,
            "Ask “who pays the bill?” right where the company’s name is typed.",
            [
                (DEVELOPMENT, "One field. The mail program does the rest."),
                (SUPPORT, "And let the owner change it without us."),
            ],
        ),
        Idea(
            DEVELOPMENT,
            "Two addresses on an account: one for the system, one for the books.",
            [
                (SALES, "Accounts departments will send you flowers."),
                (SUPPORT, "I can move the old ones over in an afternoon."),
            ],
        ),
        Idea(
            SUPPORT,
            "Each bill carries a link: send these to somebody else from now on.",
            [
                (DEVELOPMENT, "The link can know who it was sent to, so no sign-in."),
                (MARKETING, "A kind sentence around it, and people will use it."),
            ],
        ),
        Idea(
            MARKETING,
            "Say it in the welcome letter: tell us where your bills should go.",
            [
                (SUPPORT, "That’s the week when they still know whom to ask."),
                (SALES, "I’d mention it at the end of each first call."),
            ],
        ),
    ],
    [
        Idea(
            SUPPORT,
            "A colleague may take over with the last bill and the company’s domain.",
            [
                (DEVELOPMENT, "The domain check is there already, for sign-in."),
                (SALES, "I can vouch for those I have met."),
            ],
        ),
        Idea(
            DEVELOPMENT,
            "On day thirty, ask for a second owner, kindly and once.",
            [
                (SUPPORT, "Most people have somebody in mind."),
                (MARKETING, "“Who should get in while you’re on a beach?”"),
            ],
        ),
        Idea(
            SALES,
            "When a card runs out, write to the whole team and not to one person.",
            [
                (SUPPORT, "Then somebody reads it who is still there."),
                (DEVELOPMENT, "The team list is one query away."),
            ],
        ),
        Idea(
            MARKETING,
            "Correct the help page today. It promises what we can’t do yet.",
            [
                (SUPPORT, "I’d read it over your shoulder."),
                (DEVELOPMENT, "And I’ll say when it becomes true."),
            ],
        ),
    ],
    [
        Idea(
            SALES,
            "Ask for the VAT number where people type the company’s name.",
            [
                (DEVELOPMENT, "And check it at once, with a friendly word if it fails."),
                (MARKETING, "“So that your accountant is happy, too.”"),
            ],
        ),
        Idea(
            DEVELOPMENT,
            "Let people add it later and get the bill anew by themselves.",
            [
                (SUPPORT, "That saves a refund and a second order each time."),
                (SALES, "And it saves me an apology."),
            ],
        ),
        Idea(
            SUPPORT,
            "Keep a sample bill on the pricing page.",
            [
                (MARKETING, "Accountants would look for nothing else."),
                (SALES, "I’d attach it to every offer."),
            ],
        ),
        Idea(
            MARKETING,
            "For companies, the button says “Pay, with VAT number”.",
            [
                (DEVELOPMENT, "We know who is a company from the first field."),
                (SALES, "Then they stop and look for it before, not after."),
            ],
        ),
    ],
    [
        Idea(
            SALES,
            "Ask the bank for one other way: a transfer once a year.",
            [
                (DEVELOPMENT, "Billing can mark it as paid by hand for now."),
                (MARKETING, "We’d say so before anybody types a card."),
            ],
        ),
    ],
]

NOT_OURS_YET = {
    "reason": "The bank’s new rules arrive in spring. Until then each way we know can break.",
    "question": "Would firms in India pay once a year by transfer, if we asked them?",
    "owner": "Amina",
    "other_owner": "Ravi",
}

PROMISES = [
    Promise(
        poster=5,
        idea=1,
        lead=("Noor", SALES),
        partner=("Jonas", DEVELOPMENT),
        words={
            "cue": "we plan the week on Monday",
            "step": "put the VAT field beside the company’s name",
            "serves_goal": "The first bill is right, so nobody has to write to us.",
            "belief": "People leave it out because they never see the field.",
            "assumption": "Another field costs us no orders.",
            "test": "One week with the field for every second buyer.",
            "change_mind": "Fewer people finish their order.",
        },
        confidence=60,
        said={"reply": "happened", "noticed": "It was in before lunch on Tuesday."},
        learned={
            "text": "Buyers are glad to give a VAT number when we ask beside the company’s name",
            "facts": "212 orders with the field, 208 without. The same share finished.",
            "how_many": 420,
            "surprise": 2,
            "decision": "keep",
            "confidence_after": 92,
        },
    ),
    Promise(
        poster=2,
        idea=2,
        lead=("Samir", DEVELOPMENT),
        partner=("Viktor", SUPPORT),
        words={
            "cue": "the next person asks about the limit",
            "step": "send the wait with the refusal and look at what they do",
            "serves_goal": "Customers can trust what they pay for.",
            "belief": "Developers read what a refusal says.",
            "assumption": "They see our text at all.",
            "test": "Twenty refusals, then a look at the calls after them.",
            "change_mind": "They call again at once, as before.",
        },
        confidence=75,
        said={
            "reply": "changed",
            "new_step": "put the wait into the header that their programs read by themselves",
        },
        learned={
            "text": "Nobody reads our refusal, but their programs do",
            "facts": "18 of 20 called again at once; the two that waited used a library.",
            "how_many": 20,
            "surprise": 3,
            "decision": "change",
            "confidence_after": 80,
        },
    ),
    Promise(
        poster=1,
        idea=1,
        lead=("Clara", MARKETING),
        partner=("Erik", SALES),
        words={
            "cue": "the page is quiet on Wednesday",
            "step": "say in one line who pays",
            "serves_goal": "Whoever wants to pay knows that they should.",
            "belief": "The wording keeps companies from paying.",
            "assumption": "They’d pay once they understood.",
            "test": "Five calls to companies that use it without paying.",
            "change_mind": "They had understood it all along.",
        },
        confidence=65,
        said={"reply": "stopped"},
        learned={
            "text": "They had understood it all along; what they missed was a receipt",
            "facts": "Four of five had asked their accounts team, and had nothing to show there.",
            "how_many": 5,
            "surprise": 3,
            "decision": "stop",
            "confidence_after": 15,
        },
    ),
    Promise(
        poster=4,
        idea=4,
        lead=("Theo", MARKETING),
        partner=("Leila", SUPPORT),
        words={
            "cue": "we are back at our desks",
            "step": "correct the help page together",
            "serves_goal": "Nobody stands before a locked account with our page in hand.",
            "belief": "A true page with less on it helps more.",
            "test": "Read it aloud to somebody who has never seen it.",
            "change_mind": "They don’t find the next step.",
        },
        confidence=85,
        said={"reply": "happened", "noticed": "Two customers wrote back, with thanks."},
    ),
    Promise(
        poster=3,
        idea=2,
        lead=("Karin", DEVELOPMENT),
        partner=("Greta", SALES),
        words={
            "cue": "the billing move is done",
            "step": "add the second address for five customers by hand",
            "serves_goal": "Bills reach the people who pay them.",
            "belief": "Five are enough to see how it should work.",
            "test": "Ask the five after one bill.",
            "change_mind": "They forward bills all the same.",
        },
        confidence=70,
        said={
            "reply": "not-yet",
            "noticed": "The move takes the whole month. We begin right after it.",
        },
    ),
    Promise(
        poster=4,
        idea=2,
        lead=("Hanna", SUPPORT),
        partner=("Ravi", DEVELOPMENT),
        words={
            "cue": "somebody has been with us for thirty days",
            "step": "ask twenty of them for a second owner",
            "serves_goal": "A company can always reach what it paid for.",
            "belief": "People name somebody when we ask at the right time.",
            "test": "Twenty letters, one question.",
            "change_mind": "Fewer than five answer.",
        },
        confidence=50,
    ),
    Promise(
        poster=1,
        idea=2,
        lead=("Amina", SALES),
        partner=("Jonas", DEVELOPMENT),
        words={
            "cue": "the next licence is sold",
            "step": "send licence and receipt by hand within the hour",
            "serves_goal": "Paying feels finished when it is.",
            "belief": "A quick receipt makes the second order likelier.",
            "test": "Ten orders by hand, then ask them.",
            "change_mind": "Nobody noticed the difference.",
        },
        confidence=60,
    ),
]
