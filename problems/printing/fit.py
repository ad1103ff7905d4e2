"""How large a sheet's type can be: the largest steps at which everything stands on one page.

All lengths are in rem, of which a sheet is 59.5 wide and 84.2 high on every paper: A3 has a larger
rem than A4. Letters are measured roughly, with a margin; who can measure exactly (weasy.py) takes
smaller steps where that was too little.
"""

import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import ceil

# The steps of static/css/print.css, from large to small.
TITLE = (7.2, 6.4, 5.7, 5.1, 4.6, 4.1, 3.6, 3.1, 2.6, 2.2, 1.8, 1.5)
TEXT = (1.8, 1.68, 1.56, 1.45, 1.34, 1.23, 1.12, 1.0, 0.9, 0.8, 0.7, 0.6)
PICTURES = (30.0, 25.0, 21.0, 17.0, 14.0, 11.0, 8.0)

WIDTH = 51.5  # between the margins
HEIGHT = 76.0  # between the margins
SPACE = 0.28  # em
LIGHT = 0.94  # how wide text is beside the bold of titles
WHOLE = 2.6  # rem; rather than in a smaller title, a word is broken

NARROW = frozenset("iIljtfr.,:;'’|!()[]-/ ")
BROAD = frozenset("mw–")
BROADEST = frozenset("MW@%—…")


@dataclass
class Fit:
    """The steps of a sheet's title, text and pictures: places in TITLE, TEXT and PICTURES."""

    title: int = 0
    text: int = 0
    picture: int = 0

    @property
    def is_smallest(self) -> bool:
        return self == SMALLEST

    def shrink(self) -> None:
        """One step smaller, where the fewest were taken."""
        larger = [name for name, end in vars(SMALLEST).items() if getattr(self, name) < end]
        if larger:
            name = min(larger, key=lambda name: int(getattr(self, name)))
            setattr(self, name, getattr(self, name) + 1)


SMALLEST = Fit(len(TITLE) - 1, len(TEXT) - 1, len(PICTURES) - 1)


def loss(step: tuple[int, int, int]) -> float:
    """How much worse a poster is for these steps: its title calls from afar, its text is read
    from a step away and gets hard to read below TEXT[4]."""
    title, text, picture = step
    return title + 0.5 * text + max(0, text - 4) + 0.8 * picture


STEPS = sorted(product(range(len(TITLE)), range(len(TEXT)), range(len(PICTURES))), key=loss)


@dataclass(frozen=True)
class Block:
    """A text in one size: `size` and `leading` in em of its scale, `after` and `width` in rem."""

    text: str
    is_title: bool = False
    size: float = 1.0
    leading: float = 1.4
    after: float = 0.0
    width: float = WIDTH

    @cached_property
    def words(self) -> list[float]:
        """The width of each word, in em."""
        weight = 1.0 if self.is_title else LIGHT
        return [weight * width(word) for word in self.text.split()]

    @cached_property
    def longest(self) -> float:
        """The widest of those that must not be broken; none in scripts without spaces."""
        whole = [word for word in self.text.split() if not any(is_wide(sign) for sign in word)]
        return max((width(word) for word in whole), default=0.0)

    def height(self, scale: float) -> float:
        """In rem, where the title or the text is `scale` rem large."""
        size = self.size * scale
        return lines(self.words, self.width / size) * size * self.leading + self.after

    def breaks_a_word(self, scale: float) -> bool:
        return self.longest * self.size * scale > self.width


def fitted(blocks: list[Block], room: float, *, pictures: bool = False) -> Fit:
    """The best steps for these blocks in `room` rem of height, rather without broken words."""
    titles = [block for block in blocks if block.is_title]
    texts = [block for block in blocks if not block.is_title]
    title_heights = [sum(block.height(size) for block in titles) for size in TITLE]
    text_heights = [sum(block.height(size) for block in texts) for size in TEXT]
    picture_heights = PICTURES if pictures else (0.0,) * len(PICTURES)
    whole = [not any(block.breaks_a_word(size) for block in titles) for size in TITLE]
    fitting = [
        step
        for step in STEPS
        if title_heights[step[0]] + text_heights[step[1]] + picture_heights[step[2]] <= room
    ]
    unbroken = [step for step in fitting if whole[step[0]] and TITLE[step[0]] >= WHOLE]
    best = Fit(*(unbroken or fitting)[0]) if fitting else replace(SMALLEST)
    return best if pictures else replace(best, picture=SMALLEST.picture)


def lines(words: list[float], room: float) -> int:
    """How many lines words of these widths take where a line has room for so many em."""
    count, used = 1, 0.0
    for word in words:
        if used and used + word > room:
            count, used = count + 1, 0.0
        broken = ceil(word / room) - 1 if word > room else 0
        count += broken
        used += word - broken * room + SPACE
    return count


def width(word: str) -> float:
    """Em, of an ordinary bold grotesque."""
    return sum(letter_width(letter) for letter in word)


def letter_width(letter: str) -> float:
    if is_wide(letter) or letter in BROADEST:
        return 1.02
    if unicodedata.combining(letter):
        return 0.0
    if letter in NARROW:
        return 0.34
    if letter in BROAD:
        return 0.92
    return 0.72 if letter.isupper() else 0.6


def is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
