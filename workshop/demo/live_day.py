"""A workshop in the middle of its day: ten posters, six doors open, three waiting, one locked."""

from workshop.demo.words import DEVELOPMENT, MARKETING, SALES, SUPPORT, Idea, Promise

TITLE = "Malmö in the library"
GOAL = "Together we want honest customers to get going on day one, so that they stay."
VENUE = "The city library, upstairs"
TURN = "Solve · round 3 of 3 · build"

PEOPLE = {
    SALES: ["Noor", "Erik", "Amina", "Lukas", "Sofia", "Pelle", "Greta", "Ivo"],
    DEVELOPMENT: ["Jonas", "Mei", "Tuva", "Samir", "Ola", "Karin", "Ravi", "Bea", "Nils"],
    SUPPORT: ["Hanna", "Viktor", "Leila", "Stina", "Abdi"],
    MARKETING: ["Clara", "Theo", "Maja", "Emil"],
}

POSTERS: list[list[Idea]] = [
    [
        Idea(
            MARKETING,
            "Put the seat limit right beside the free button, as large as the price.",
            [
                (
                    SALES,
                    "And say what happens on the day a team passes it: we write, nothing stops.",
                ),
                (
                    DEVELOPMENT,
                    "The page can read the number from the product, so it is never wrong.",
                ),
            ],
        ),
        Idea(
            SALES,
            "A small calculator: your people in, your plan out.",
            [(MARKETING, "With a link to pass on. Whoever asks is seldom the one who pays.")],
        ),
        Idea(
            DEVELOPMENT,
            "Show people their own peak in the product before they have to ask.",
            [
                (SALES, "I’d put that number into every offer."),
                (SUPPORT, "And we could stop asking for it by mail."),
            ],
        ),
        Idea(
            SUPPORT,
            "Once a month, answer our ten most asked plan questions on the page itself.",
            [(MARKETING, "I can take the first ten this week.")],
        ),
    ],
    [
        Idea(
            DEVELOPMENT,
            "Offer a spoken code and a code by mail beside the picture.",
            [
                (SUPPORT, "And a person on our side who can vouch for an account within the hour."),
                (MARKETING, "Say so in the first line, before anybody meets the puzzle."),
            ],
        ),
        Idea(
            SUPPORT,
            "Invite the two people who wrote to us to try the next version with us.",
            [
                (DEVELOPMENT, "I’d sit in and only listen."),
                (SALES, "A year for free would be a fair thank-you."),
            ],
        ),
        Idea(
            MARKETING,
            "Take the puzzle away for a week and look at what really comes in.",
            [(DEVELOPMENT, "One in ten sign-ups would tell us enough.")],
        ),
    ],
    [
        Idea(
            SUPPORT,
            "Say which part of the network we mean: a VPN, a shared address, a blocked country.",
            [(SUPPORT, "With the two clicks that usually help.")],
        ),
        Idea(
            SUPPORT,
            "Answer each public report in two working days, even if it is “still looking”.",
            [],
        ),
    ],
    [
        Idea(
            SALES,
            "Sell single sign-on by itself, for teams of up to twenty.",
            [
                (DEVELOPMENT, "That is one switch in the plan table, no new code."),
                (MARKETING, "A page of its own would be found by exactly these people."),
            ],
        ),
        Idea(
            DEVELOPMENT,
            "Sign-in with Google and Microsoft on every plan; one’s own system on the big ones.",
            [
                (SUPPORT, "That would answer most of the letters we get."),
                (SALES, "And the step up gets easier to explain."),
            ],
        ),
        Idea(
            SUPPORT,
            "Write down openly what safe login costs us, so that the price makes sense.",
            [(MARKETING, "I’d enjoy writing that page.")],
        ),
        Idea(
            SALES,
            "Three months for free to teams who tell us what they need it for.",
            [(DEVELOPMENT, "I’d like to hear those calls.")],
        ),
        Idea(
            MARKETING,
            "Stop calling it an enterprise function. It’s a lock on a door.",
            [(SALES, "That sentence goes into my next offer.")],
        ),
    ],
    [
        Idea(
            DEVELOPMENT,
            "Write “10,000 of 48,213 rows” on the button, before the file is made.",
            [
                (SUPPORT, "And in the file’s first line, for whoever gets it passed on."),
                (SALES, "It’s the first file customers show to their boss."),
            ],
        ),
        Idea(
            SUPPORT,
            "When a file would be cut, make all of it in the background and mail a link.",
            [(DEVELOPMENT, "Half of that is there already, for the nightly reports.")],
        ),
        Idea(
            SUPPORT,
            "Let people choose: the first rows now, or everything in ten minutes.",
            [(DEVELOPMENT, "Then the limit is a choice and no trap.")],
        ),
    ],
    [
        Idea(
            SALES,
            "Keep the trial’s work as the first page of the paid account.",
            [(SALES, "And say so on the pay button: everything you built stays.")],
        ),
    ],
    [],
    [
        Idea(
            SUPPORT,
            "A button to send it again, with the address in sight and a pencil beside it.",
            [
                (DEVELOPMENT, "At the third try it can offer another way in."),
                (MARKETING, "And one line that says which folder to look in."),
            ],
        ),
        Idea(
            DEVELOPMENT,
            "Let people in at once and ask for the address within a week.",
            [
                (SUPPORT, "With a reminder on the second day, in plain words."),
                (SALES, "One worry less before the first call."),
            ],
        ),
    ],
    [
        Idea(
            DEVELOPMENT,
            "A delete button with a date: gone in fourteen days, with a way back until then.",
            [
                (SUPPORT, "And a mail that says what goes and what the law makes us keep."),
                (MARKETING, "I’d put it where people look first: beside their name."),
            ],
        ),
        Idea(
            SUPPORT,
            "Until the button is there: one saved answer and one working day, no debate.",
            [(SALES, "I’d send mine straight to you, then.")],
        ),
        Idea(
            MARKETING,
            "Tell people who leave what they can take with them.",
            [(DEVELOPMENT, "The export from poster 5 would do.")],
        ),
    ],
    [
        Idea(
            DEVELOPMENT,
            "A test that really converts a document every five minutes and colours the page.",
            [(DEVELOPMENT, "It can write the times down, so that nobody needs to argue.")],
        ),
        Idea(
            DEVELOPMENT,
            "Show the last four months as they were, the bad days too.",
            [],
        ),
    ],
]

PROMISES = [
    Promise(
        poster=1,
        idea=1,
        lead=("Clara", MARKETING),
        partner=("Mei", DEVELOPMENT),
        words={
            "cue": "we open the pricing page on Monday morning",
            "step": "put the seat limit beside the free button",
            "serves_goal": "People know on day one what they get.",
            "belief": "They don’t mind a limit. They mind not knowing it.",
            "test": "One week, every second visitor sees the number.",
            "change_mind": "Fewer people start the free plan.",
        },
        confidence=70,
    ),
    Promise(
        poster=5,
        idea=1,
        lead=("Samir", DEVELOPMENT),
        partner=("Hanna", SUPPORT),
        words={
            "cue": "the release on Thursday is out",
            "step": "write the number of rows on the export button",
            "serves_goal": "Nobody calculates with half of their data.",
            "belief": "Seeing the number is enough; the limit itself can stay.",
            "test": "Ten people export while we watch.",
            "change_mind": "They still don’t notice that rows are missing.",
        },
        confidence=55,
    ),
]
