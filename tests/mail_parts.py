"""The two parts of a mail, read as people read them: words and links, whatever the layout."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

LINK = re.compile(r"https?://[^\s<>]+")
UNSEEN = {"style", "title", "head"}
# What a picture or anything else from afar could come by.
FROM_AFAR = re.compile(
    r"<(img|link|script|iframe|object|video|audio)\b|\bsrc\s*=|url\(|@import", re.IGNORECASE
)


@dataclass
class Said:
    words: Counter = field(default_factory=Counter)
    links: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """What a mail program shows; the preheader stands in lists of mails only."""

    def __init__(self) -> None:
        super().__init__()
        self.said, self.pieces, self.hidden = Said(), [], []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        if tag in UNSEEN or self.hidden or told.get("class") == "preheader":
            if tag not in ("meta", "br"):
                self.hidden.append(tag)
        elif tag == "a" and told.get("href"):
            self.said.links.add(told["href"])
        self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()
        self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)


def words_of(text: str) -> Counter:
    return Counter(re.findall(r"\w+", text))


def of_html(html: str) -> Said:
    reader = Reader()
    reader.feed(html)
    reader.said.words = words_of("".join(reader.pieces))
    return reader.said


def of_text(text: str) -> Said:
    return Said(words_of(LINK.sub(" ", text)), set(LINK.findall(text)))


def tell_the_same(subject: str, text: str, html: str) -> None:
    """Each word and link of the one is in the other, as often; a heading may be the subject."""
    plain, shown = of_text(text), of_html(html)
    assert plain.links == shown.links
    differ = (plain.words - shown.words) + (shown.words - plain.words)
    # The name of the house stands above the paper.
    assert not set(differ) - set(words_of(subject)) - {"Ten", "Doors"}, differ
    assert not FROM_AFAR.search(html)
