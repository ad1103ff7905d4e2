"""The sheets as they come out of a printer: drawn by poppler, which had no part in making them."""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from itertools import groupby, pairwise

import pytest
import segno
from django.urls import reverse
from PIL import Image

from problems.printing import letters
from tests.problems.test_printing import LONGEST, _fonts, hang, printed

__all__ = ["_fonts"]

DPI = 150
# Runs of dark and light across the eye of a QR code, in modules.
EYE = (1, 1, 3, 1, 1)
TITLES = {
    "Japanese": "書き出しが一万行で止まる",
    "Korean": "부가세 번호가 없다",
    "Arabic": "لا أستطيع أن أعرف أين توقف طلبي",
}


@pytest.fixture
def drawn(fay, live):
    """Draws the pages of a PDF: a list of pictures in grey."""
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm is missing: apt install poppler-utils")

    def draw(what="posters", **query):
        answer = fay.client.get(reverse("print-pdf", args=[live.pk, what]), query)
        if answer.status_code != 200:
            printed(fay, live, what, **query)  # says why
        command = ["pdftoppm", "-r", str(DPI), "-gray", "-"]
        done = subprocess.run(command, input=answer.content, capture_output=True, check=True)
        return pictures_in(done.stdout)

    return draw


def pictures_in(data: bytes) -> list[Image.Image]:
    """PGM files one after the other."""
    found, stream = [], BytesIO(data)
    while stream.tell() < len(data):
        kind, size, _depth = (stream.readline().split() for _line in range(3))
        assert kind == [b"P5"]
        wide, high = map(int, size)
        found.append(Image.frombytes("L", (wide, high), stream.read(wide * high)))
    return found


def eyes_in(line: bytes) -> list[tuple[float, float]]:
    """Middle and size of a module of each eye that a line of dark (1) and light (0) crosses."""
    runs, place = [], 0
    for shade, run in groupby(line):
        length = len(list(run))
        runs.append((shade, place, length))
        place += length
    found = []
    for start in range(len(runs) - 4):
        five = runs[start : start + 5]
        unit = sum(length for *_rest, length in five) / 7
        fits = all(
            abs(length - unit * share) <= unit * 0.6
            for (*_rest, length), share in zip(five, EYE, strict=True)
        )
        if five[0][0] and unit >= 2 and fits:
            found.append((five[2][1] + five[2][2] / 2, unit))
    return found


def near(
    seen: Iterable[tuple[float, float]], eye: tuple[float, float], unit: float
) -> tuple[float, float]:
    """The one that was seen there before, or this."""
    x, y = eye
    return next((other for other in seen if abs(other[0] - x) + abs(other[1] - y) < unit), eye)


def code_on(page: Image.Image, side: int) -> list[list[int]]:
    """The modules of the one QR code on a page, `side` of them in a row: 1 where it is dark."""
    dark = page.point(lambda shade: shade < 128)
    wide, high = dark.size
    rows = dark.tobytes()
    columns = dark.transpose(Image.Transpose.TRANSPOSE).tobytes()
    seen: Counter[tuple[float, float]] = Counter()
    for y in range(high):
        for x, unit in eyes_in(rows[y * wide : (y + 1) * wide]):
            column = columns[int(x) * high : (int(x) + 1) * high]
            crossed = [middle for middle, _unit in eyes_in(column) if abs(middle - y) <= 2 * unit]
            if crossed:
                seen[near(seen, (x, crossed[0]), unit)] += 1
    # An eye is crossed by three modules of lines; what looks like one by chance, by one.
    eyes = [eye for eye, _times in seen.most_common(3)]
    left, top = min(eyes, key=sum)
    right, _top = max(eyes, key=lambda eye: eye[0] - eye[1])
    unit = (right - left) / (side - 7)
    assert unit > 4, "too small to be scanned from a step away"
    return [
        [int(dark.getpixel((left + (x - 3) * unit, top + (y - 3) * unit)) > 0) for x in range(side)]
        for y in range(side)
    ]


def expected(address: str) -> list[list[int]]:
    return [[int(module) for module in row] for row in segno.make(address, error="m").matrix]


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_code_on_paper_leads_to_its_poster(live, drawn, paper):
    hang(live, title=LONGEST, story="A sentence of six short words. " * 30)
    pages = drawn(paper=paper)
    for page, problem in zip(pages, live.problems.all(), strict=True):
        wanted = expected(f"http://testserver/j/{live.spoken_code}/?poster={problem.pk}")
        assert code_on(page, len(wanted)) == wanted


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_code_at_the_door_leads_into_the_room(live, drawn, paper):
    wanted = expected(f"http://testserver/j/{live.spoken_code}/")
    (page,) = drawn("room-sheet", paper=paper)
    assert code_on(page, len(wanted)) == wanted


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("what", ["posters", "room-sheet"])
def test_nothing_is_printed_where_printers_cannot_reach(live, drawn, what, paper):
    live.title = "W" * 80
    live.save()
    hang(live, title="W" * 120, story="wide words " * 100)
    margin = round(0.3 * DPI)  # inches, of the half inch that is left free
    for page in drawn(what, paper=paper):
        wide, high = page.size
        inside = page.copy()
        inside.paste(255, (margin, margin, wide - margin, high - margin))
        assert inside.getextrema() == (255, 255)
        assert page.getextrema()[0] < 60


def test_idea_cards_are_cut_into_cards_of_one_size(drawn):
    (page,) = drawn("idea-cards")
    wide, high = page.size
    assert abs(wide / DPI * 25.4 - 297) < 1
    assert abs(high / DPI * 25.4 - 210) < 1
    lines = [x for x in range(wide) if count_dark(page, x) > high * 0.4]
    assert lines, "a line to cut along"
    assert abs(sum(lines) / len(lines) - wide / 2) < wide * 0.01
    assert all(after - before == 1 for before, after in pairwise(lines)), "one line"


def count_dark(page: Image.Image, x: int) -> int:
    column = page.crop((x, 0, x + 1, page.height)).tobytes()
    return sum(shade < 200 for shade in column)


def fonts_on(page) -> dict[str, bool]:
    """The name of each font of a page, and whether all its letters come with the file."""
    fonts = {}
    for font in page["/Resources"]["/Font"].values():
        for inner in font.get_object().get("/DescendantFonts", [font]):
            about = inner.get_object()["/FontDescriptor"].get_object()
            programs = [about[key] for key in ("/FontFile2", "/FontFile3") if key in about]
            name = about["/FontName"].partition("+")[2]
            fonts[name] = bool(programs) and len(programs[0].get_object().get_data()) > 400
    return fonts


@pytest.mark.parametrize("script", TITLES)
def test_letters_of_other_scripts_come_with_the_file(fay, live, script):
    title = TITLES[script]
    if lacking := letters.missing([title]):
        pytest.skip(f"no font here has {lacking[0].name}: apt install {lacking[0].package}")
    plain = fonts_on(printed(fay, live).pages[0])
    hang(live, title=title)
    page = printed(fay, live).pages[-1]
    other = fonts_on(page)
    assert plain
    assert all(plain.values())
    assert all(other.values())
    assert set(other) - set(plain), "a font that has these letters"
    if script != "Arabic":  # which is written in the shapes that letters take beside each other
        said = "".join(page.extract_text().split())
        assert title.replace(" ", "") in said
