"""What a screen shows, without a browser: the live parts of a page, changed as fragments.js does."""

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import Optional

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
PASSING = {"arriving"}  # classes that a change leaves for a moment


class Element:
    def __init__(self, tag: str, attributes: dict[str, str], parent: Optional["Element"]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []

    def walk(self) -> Iterator["Element"]:
        """Itself, then everything in it, in the order of the page."""
        yield self
        for child in self.elements:
            yield from child.walk()

    @property
    def elements(self) -> list["Element"]:
        return [child for child in self.children if isinstance(child, Element)]

    def find(self, name: str | None) -> Optional["Element"]:
        return next(
            (each for each in self.walk() if name and each.attributes.get("id") == name), None
        )

    def within(self, attribute: str) -> bool:
        """Whether it or something around it has the attribute."""
        return attribute in self.attributes or bool(self.parent and self.parent.within(attribute))

    def put_at(self, place: int, *elements: "Element") -> None:
        for element in elements:
            element.parent = self
        self.children[place:place] = elements

    def remove(self) -> int:
        """Take it out of the page; returns where it stood."""
        assert self.parent is not None
        place = next(n for n, child in enumerate(self.parent.children) if child is self)
        del self.parent.children[place]
        return place

    @property
    def html(self) -> str:
        """Equal for equal pictures: attributes in order, one space for any white space."""
        shown = dict(self.attributes)
        if "class" in shown:
            shown["class"] = " ".join(sorted(set(shown["class"].split()) - PASSING))
        attributes = "".join(f' {name}="{escape(shown[name])}"' for name in sorted(shown))
        inner = "".join(
            child.html if isinstance(child, Element) else " ".join(child.split())
            for child in self.children
        )
        return f"<{self.tag}{attributes}>{inner}</{self.tag}>"


class Reader(HTMLParser):
    """Reads our own, well-formed pages."""

    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Element("root", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self.at
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self.at = at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def read(html: str) -> Element:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class Picture:
    """One page and where in the log it stands."""

    def __init__(self, page: str) -> None:
        self.page = read(page)
        body = next(each for each in self.page.walk() if each.tag == "body")
        self.revision = int(body.attributes["data-revision"])

    def put(self, html: str) -> None:
        for fragment in read(html).elements:
            gone = fragment.attributes.get("data-remove")
            present = self.page.find(gone or fragment.attributes.get("id"))
            if gone and present and present.within("data-own"):
                present.attributes["class"] = f"{present.attributes.get('class', '')} withdrawn"
            elif gone and present:
                present.remove()
            elif present and present.parent:
                present.parent.put_at(present.remove(), fragment)
            elif not gone:
                self._insert(fragment)

    def _insert(self, fragment: Element) -> None:
        into = self.page.find(fragment.attributes.get("data-into"))
        if into is None:
            return
        down = "data-newest-first" in into.attributes
        order = int(fragment.attributes["data-order"])
        for part in list(fragment.walk())[1:]:
            present = self.page.find(part.attributes.get("id"))
            if present:
                present.remove()
        for place, other in enumerate(into.children):
            if isinstance(other, Element) and "data-order" in other.attributes:
                its = int(other.attributes["data-order"])
                if its < order if down else its > order:
                    into.put_at(place, fragment)
                    return
        into.put_at(len(into.children), fragment)

    def afresh(self, page: str) -> None:
        """What a resync does: the lists and live parts of the page as it is now."""
        now = Picture(page)
        for present in [each for each in self.page.walk() if "data-live-list" in each.attributes]:
            fresh = now.page.find(present.attributes["id"])
            if fresh:
                present.children = []
                present.put_at(0, *fresh.elements)
        for part in [each for each in now.page.walk() if "data-live-part" in each.attributes]:
            self.put(part.html)
        self.revision = now.revision

    @property
    def parts(self) -> dict[str, str]:
        """What changes live, by id: lists without what stands between their things."""
        return {
            each.attributes["id"]: "\n".join(part.html for part in each.elements)
            if "data-live-list" in each.attributes
            else each.html
            for each in self.page.walk()
            if {"data-live-part", "data-live-list"} & each.attributes.keys()
        }

    def __contains__(self, text: str) -> bool:
        return escape(text) in self.page.html


class Ear(Picture):
    """A place in the log without a picture, for crowds of which each counts what it hears."""

    def put(self, html: str) -> None:
        pass
