"""What is printed: posters, the room sheet, idea cards. Each sheet with the size of its type."""

from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from urllib.parse import urlsplit

from django.conf import settings

from problems.models import Picture, Problem
from problems.printing.fit import HEIGHT, WIDTH, Block, Fit, fitted, lines, width
from workshop.joining import join_url, qr_picture
from workshop.models import Workshop
from workshop.people.models import Team

POSTERS_LIMIT = 40  # in one file
PICTURES_SHOWN = 3
LINKS_SHOWN = 3
PARAGRAPHS = 8  # a story with more line breaks runs on
COSTS, SINCE = "What it costs: ", "Since: "  # as long as they are in other languages, roughly
CARDS = {"a4": 4, "a3": 8}  # on a sheet, each as large as A6

# Lengths of static/css/print.css, in rem.
HEAD = 5.0
WHO_WIDE, WHO_SIZE, WHO_LINES = 35.9, 1.3, 3
CHIPS_WIDE, CHIP_SIZE, CHIP_FRAME, CHIP_ROW = 36.0, 1.2, 2.9, 2.8
LINK_SIZE, LINK, LINK_LABEL = 0.9, 1.4, 2.0
FOOT, FOOT_STEP, FOOT_STEPS = 22.0, 3.0, 10
SEAM = 5.2
ROOM_CODE, ROOM_CODE_WIDE = 4.8, 30.0


@dataclass
class Code:
    """A QR code and where it leads."""

    address: str
    picture: str


@dataclass
class Poster:
    problem: Problem
    code: Code
    fit: Fit = field(default_factory=Fit)

    def __post_init__(self) -> None:
        room = HEIGHT - HEAD - FOOT - FOOT_STEP * self.foot
        self.fit = fitted(self.blocks, room, pictures=bool(self.pictures))

    @property
    def anchor(self) -> str:
        return f"poster-{self.problem.pk}"

    @cached_property
    def story(self) -> list[str]:
        said = [line.strip() for line in self.problem.story.splitlines() if line.strip()]
        return said if len(said) <= PARAGRAPHS else [" ".join(said)]

    @cached_property
    def pictures(self) -> list[Picture]:
        return list(self.problem.pictures.all())[:PICTURES_SHOWN]

    @cached_property
    def teams(self) -> list[Team]:
        return list(self.problem.stuck_between.all())

    @property
    def links(self) -> list[tuple[str, str]]:
        """Address and what is shown of it."""
        return [(link, short(link)) for link in self.problem.evidence_links[:LINKS_SHOWN]]

    @property
    def has_more(self) -> bool:
        """Pictures or links that are on the phone only."""
        links, pictures = len(self.problem.evidence_links), len(self.problem.pictures.all())
        return links > LINKS_SHOWN or pictures > PICTURES_SHOWN

    @property
    def who_is_long(self) -> bool:
        words = Block(self.problem.customer).words
        return lines(words, WHO_WIDE / WHO_SIZE) > WHO_LINES

    @property
    def foot(self) -> int:
        """The step of print.css that keeps enough room for the foot."""
        chips = [width(team.name) * CHIP_SIZE + CHIP_FRAME for team in self.teams]
        beside = LINK * (1 + len(self.links) + self.has_more) + LINK_LABEL * bool(self.links)
        beside += CHIP_ROW * lines(chips, CHIPS_WIDE)
        return min(max(0, ceil((beside + SEAM - FOOT) / FOOT_STEP)), FOOT_STEPS)

    @property
    def blocks(self) -> list[Block]:
        shown = self.problem
        said = [
            Block(shown.title, is_title=True, leading=1.08, after=4.2),
            Block(shown.customer_says, size=1.4, leading=1.32, after=2.0, width=WIDTH - 2),
            *(Block(part, leading=1.45, after=0.9) for part in self.story),
            Block(shown.cost and f"{COSTS}{shown.cost}", leading=1.35, after=0.9),
            Block(shown.since and f"{SINCE}{shown.since}", leading=1.35, after=0.9),
        ]
        return [block for block in said if block.text]


@dataclass
class RoomSheet:
    workshop: Workshop
    code: Code
    fit: Fit = field(default_factory=Fit)

    anchor = "room-sheet"

    def __post_init__(self) -> None:
        shown = self.workshop
        blocks = [
            Block(shown.title, is_title=True, leading=1.08, after=4.2),
            Block(shown.goal, size=1.5, leading=1.3, after=7.7, width=WIDTH - 4.5),
            *(Block(rule, after=0.7, width=WIDTH - 3) for rule in shown.rules),
        ]
        self.fit = fitted(blocks, HEIGHT - HEAD - 26.0)

    @property
    def code_is_wide(self) -> bool:
        return width(self.workshop.spoken_code) * ROOM_CODE > ROOM_CODE_WIDE


@dataclass
class IdeaCards:
    """Empty cards; the teams are there to be ticked where they are few enough."""

    workshop: Workshop
    count: int
    fit: Fit = field(default_factory=Fit)

    anchor = "idea-cards"

    @property
    def cards(self) -> range:
        return range(self.count)

    @cached_property
    def teams(self) -> list[str]:
        names = [team.name for team in self.workshop.teams.all()]
        return names if sum(width(name) + 3 for name in names) <= 68 else []


Sheet = Poster | RoomSheet | IdeaCards


def posters(problems: list[Problem], workshop: Workshop, *, into_room: bool) -> list[Sheet]:
    """One a problem. With `into_room` the codes lead to the phone's poster, else to its page."""
    return [
        Poster(
            problem,
            code_for(
                join_url(workshop, problem.pk)
                if into_room
                else f"{settings.SITE_URL}{problem.get_absolute_url()}"
            ),
        )
        for problem in problems
    ]


def room_sheet(workshop: Workshop) -> list[Sheet]:
    return [RoomSheet(workshop, code_for(join_url(workshop)))]


def idea_cards(workshop: Workshop, paper: str) -> list[Sheet]:
    return [IdeaCards(workshop, CARDS[paper])]


def texts_on(workshop: Workshop, problems: list[Problem]) -> list[str]:
    """All that people wrote themselves on these sheets."""
    said = [workshop.title, workshop.goal, workshop.venue, workshop.ground_rules]
    for problem in problems:
        said += [problem.title, problem.customer, problem.story, problem.customer_says]
        said += [problem.cost, problem.since, *(team.name for team in problem.stuck_between.all())]
    return said


def code_for(address: str) -> Code:
    return Code(address, qr_picture(address))


def short(link: str) -> str:
    """A web address as one says it, and not longer than a line: the code leads to all of it."""
    parts = urlsplit(link)
    said = f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/")
    if parts.query:
        said = f"{said}?{parts.query}"
    whole = said
    while width(said) > CHIPS_WIDE / LINK_SIZE:
        said = said[:-1]
    return said if said == whole else f"{said[:-1]}…"
