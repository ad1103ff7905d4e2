"""Posters, the room sheet and idea cards on paper."""

import gc
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from ctypes.util import find_library
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from PIL import Image
from pypdf import PdfReader

from problems.models import Problem
from problems.printing import fit, letters, press, sheets
from problems.printing.fit import Block, Fit
from tests.workshop.test_join import ticket_in
from workshop.joining import qr_picture

ROOT = Path(__file__).resolve().parents[2]
PAPER = {"a4": (595, 842), "a3": (842, 1191)}
LONGEST = ("The longest title that there may be on a poster has a hundred and twenty letters, and "
           "every one of them is to be read!!")  # fmt: skip
GERMAN = "Rechnungsadressänderungsbestätigungspflicht bei Donaudampfschifffahrtsgesellschaften"


@pytest.fixture(scope="module", autouse=True)
def _fonts():
    call_command("fonts", verbosity=0)


def the_press():
    """What makes PDFs; skips where it is not installed, as it may be. CI installs it."""
    return press.press() or pytest.skip(press.to_install())


@pytest.fixture
def weasy():
    return the_press()


def a_picture(width=1600, height=1000) -> ContentFile:
    out = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, "WEBP")
    return ContentFile(out.getvalue(), "a.webp")


def hang(workshop, **fields) -> Problem:
    problem = Problem.objects.create(
        workshop=workshop, position=Problem.next_position(workshop), **fields
    )
    problem.stuck_between.set(workshop.teams.all())
    return problem


def printed(person, workshop, what="posters", **query) -> PdfReader:
    the_press()
    answer = person.client.get(reverse("print-pdf", args=[workshop.pk, what]), query)
    assert answer.status_code == 200, answer.content[:500]
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(answer.content))


def words(page) -> str:
    return " ".join(page.extract_text().split())


def elements(pdf: PdfReader) -> list:
    """Every element of the structure tree."""
    found, waiting = [], [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            found.append(node)
            if "/K" in node:
                waiting.append(node["/K"])
    return [node for node in found if "/S" in node]


@pytest.mark.parametrize("paper", PAPER)
def test_fay_prints_every_poster_on_a_page_of_its_own(fay, live, paper):
    pdf = printed(fay, live, paper=paper)
    assert len(pdf.pages) == 2
    for page, problem in zip(pdf.pages, live.problems.all(), strict=True):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == PAPER[paper]
        assert problem.title in words(page)
        assert "Sales" in words(page)
        assert "Development" in words(page)
        assert live.spoken_code in words(page)


def test_fay_chooses_posters(fay, live):
    first, second = live.problems.all()
    pdf = printed(fay, live, poster=second.pk)
    assert len(pdf.pages) == 1
    assert second.title in words(pdf.pages[0])
    assert first.title not in words(pdf.pages[0])


def test_a_poster_tells_the_whole_problem_and_no_name(fay, live, pat):
    shown = hang(
        live, title="It stops", customer="Somebody with data", story="First this.\nThen that.",
        customer_says="Warn me", cost="Two days", since="last autumn",
        evidence_links=[f"https://www.example.org/{n}" for n in range(5)],
    )  # fmt: skip
    said = words(printed(fay, live, poster=shown.pk).pages[0])
    for text in ("It stops", "Somebody with data", "First this.", "Then that.", "“Warn me”",
                 "Two days", "last autumn", "example.org/2", "There is more of it"):  # fmt: skip
        assert text in said
    assert "example.org/3" not in said
    for name in ("Pat", "Fay"):
        assert name not in said


def test_the_file_says_what_it_is(fay, live):
    answer = fay.client.get(reverse("print-pdf", args=[live.pk, "posters"]), {"paper": "a3"})
    assert (
        answer["Content-Disposition"] == 'attachment; filename="malmo-in-february-posters-a3.pdf"'
    )
    assert "no-store" in answer["Cache-Control"]


def test_the_pdf_is_tagged_for_those_who_hear_it(fay, live):
    problem = hang(live, title="With a picture")
    problem.pictures.create(image=a_picture(), description="The keyboard over the text")
    problem.pictures.create(image=a_picture())
    pdf = printed(fay, live, language="sv")
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "sv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title.startswith("Malmö in February: ")
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    found = elements(pdf)
    kinds = [element["/S"] for element in found]
    assert kinds.count("/H1") == 3
    figures = [element for element in found if element["/S"] == "/Figure"]
    assert len(figures) == 5  # a code each, and two pictures
    assert all(figure.get("/Alt") for figure in figures)
    assert "The keyboard over the text" in [figure["/Alt"] for figure in figures]


def test_every_text_that_may_be_written_stands_on_its_page(fay, live):
    live.problems.all().delete()
    everything = {
        "customer": 120, "story": 1200, "customer_says": 240, "cost": 240, "since": 40,
    }  # fmt: skip
    for unit in ("W", "wide words of 5 ", "漢", "Donaudampfschifffahrtsgesellschaft ", "عربي "):
        full = {name: (unit * size)[:size].strip() for name, size in everything.items()}
        hang(live, title=(unit * 120)[:120].strip(), **full,
             evidence_links=[f"https://example.org/{'w' * 470}"] * 10)  # fmt: skip
    hang(live, title=LONGEST)
    hang(live, title=GERMAN, story="\n".join("abcdef" * 1 for _line in range(170)))
    pdf = printed(fay, live)
    assert len(pdf.pages) == 7
    letters = re.sub(r"\s", "", pdf.pages[0].extract_text())
    assert letters.count("W") >= 120 + sum(everything.values())
    assert re.sub(r"\s", "", LONGEST) in re.sub(r"\s", "", pdf.pages[5].extract_text())
    assert re.sub(r"\s", "", GERMAN) in re.sub(r"\s", "", pdf.pages[6].extract_text())


def test_type_that_turns_out_too_large_is_made_smaller(live, weasy):
    problem = hang(live, title=LONGEST, story="A sentence of six short words. " * 38)
    made = sheets.posters([problem], live, into_room=True)
    made[0].fit = Fit()  # as if it had been guessed far too large
    context = {"workshop": live, "paper": "a4", "title": "Posters", "into_room": True}
    pdf = weasy.pressed(lambda some: press.drawn("posters", some, "en", context), made)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    assert made[0].fit.title > 0


def test_the_longest_title_is_set_as_large_as_it_can_be():
    def size(title: str) -> float:
        return fit.TITLE[fit.fitted([Block(title, is_title=True, leading=1.08)], 40.0).title]

    assert size("Login fails") == fit.TITLE[0]
    assert fit.TITLE[0] > size(LONGEST) >= 4.1
    assert size("Rechnungsadressänderung") * fit.width("Rechnungsadressänderung") <= fit.WIDTH
    assert size("W" * 120) >= 2.6


@pytest.mark.parametrize("room", [30.0, 45.0, 60.0, 76.0])
def test_more_room_never_makes_type_worse(room):
    blocks = [Block(LONGEST, is_title=True), Block("One sentence more of it. " * 30)]
    best = fit.fitted(blocks, room)
    more = fit.fitted(blocks, room + 5)
    assert fit.loss((more.title, more.text, 0)) <= fit.loss((best.title, best.text, 0))
    scales = {True: fit.TITLE[best.title], False: fit.TITLE[0]}
    assert (
        sum(
            block.height(scales[True] if block.is_title else fit.TEXT[best.text])
            for block in blocks
        )
        <= room
    )


def test_shrinking_ends_at_the_smallest_type():
    steps = Fit()
    for _step in range(100):
        steps.shrink()
    assert steps == fit.SMALLEST
    assert steps.is_smallest


def a_second_here() -> float:
    """What this core, as busy as it is, needs for what takes a usual one a second."""
    started = time.thread_time()
    sum(number * number for number in range(3_000_000))
    return 4 * (time.thread_time() - started)


def test_forty_posters_with_pictures_take_less_than_ten_seconds(fay, live):
    live.problems.all().delete()
    for number in range(40):
        problem = hang(live, title=f"{number} {LONGEST}"[:120], story="A short sentence. " * 40,
                       customer_says="Warn me before I calculate with half the data.")  # fmt: skip
        if number % 4 == 0:
            problem.pictures.create(image=a_picture(), description="What one sees")
    press.press()
    started = time.thread_time()  # of one core, whatever else the machine is doing
    pdf = printed(fay, live)
    took = time.thread_time() - started
    assert len(pdf.pages) == 40
    second = max(1, a_second_here())
    assert took < 10 * second, f"{took:.1f} s, where a second takes {second:.1f}"


def test_more_than_forty_posters_are_printed_in_parts(fay, live):
    for number in range(39):
        hang(live, title=f"Poster {number}")
    address = reverse("print-pdf", args=[live.pk, "posters"])
    answer = fay.client.get(address)
    assert answer.status_code == 422
    assert "40 posters go into one file." in answer.text
    some = [problem.pk for problem in live.problems.all()[:2]]
    assert len(printed(fay, live, poster=some).pages) == 2


def test_the_code_on_a_poster_leads_to_it(live, problem):
    made = sheets.posters([problem], live, into_room=True)[0]
    address = f"http://testserver/j/{live.spoken_code}/?poster={problem.pk}"
    assert made.code.address == address
    assert made.code.picture == qr_picture(address)


def test_pat_in_the_room_lands_at_the_poster(pat, live, problem):
    answer = pat.client.get(f"/j/{live.spoken_code}/?poster={problem.pk}")
    assert answer.url == f"/room/{live.pk}/posters/{problem.pk}/"


def test_a_newcomer_joins_and_lands_at_the_poster(client, live, problem, sales):
    door = f"/j/{live.spoken_code}/?poster={problem.pk}"
    page = client.get(door)
    assert '<form method="post" class="stack"' in page.text  # back to the same address
    said = {"name": "Kim", "team": sales.pk, "token": ticket_in(page)}
    assert client.post(door, said).url == f"/room/{live.pk}/posters/{problem.pk}/"
    assert client.get(f"/room/{live.pk}/posters/{problem.pk}/").status_code == 200


@pytest.mark.parametrize(
    "poster", ["https://evil.example/", "//evil.example", "0", "٣", "9" * 30, "-1", "1;", "", "x"]
)
def test_nothing_but_a_poster_of_this_room_is_a_way_on(pat, live, poster):
    answer = pat.client.get(f"/j/{live.code}/", {"poster": poster})
    assert answer.url == f"/room/{live.pk}/"


def test_a_poster_of_another_room_is_no_way_on(pat, live, draft, organisation, sales, development):
    other = live.copy(date(2030, 3, 1))
    elsewhere = hang(other, title="Elsewhere")
    assert pat.client.get(f"/j/{live.code}/?poster={elsewhere.pk}").url == f"/room/{live.pk}/"


def test_a_printed_code_that_was_changed_still_serves_those_inside(pat, live, problem):
    old = live.spoken_code
    live.change_code()
    door = f"/j/{old}/?poster={problem.pk}"
    assert pat.client.get(door).url == f"/room/{live.pk}/posters/{problem.pk}/"
    assert Client().get(door).status_code == 410


def test_mia_prints_posters_without_the_code_that_lets_people_in(mia, live, problem):
    pdf = printed(mia, live)
    assert live.spoken_code not in words(pdf.pages[0])
    alts = [element["/Alt"] for element in elements(pdf) if element["/S"] == "/Figure"]
    assert any(f"/problems/{problem.pk}/" in alt for alt in alts)
    assert not any(live.spoken_code in alt for alt in alts)
    page = mia.client.get(reverse("print", args=[live.pk]))
    assert "Room sheet" not in page.text
    for what in ("room-sheet", "idea-cards"):
        for name in ("print-pdf", "print-page"):
            assert mia.client.get(reverse(name, args=[live.pk, what])).status_code == 404


def test_mia_does_not_learn_of_a_draft(mia, fay, draft):
    hang(draft, title="Not yet to be seen")
    for name, what in (("print", []), ("print-pdf", ["posters"]), ("print-page", ["posters"])):
        assert mia.client.get(reverse(name, args=[draft.pk, *what])).status_code == 404
    assert len(printed(fay, draft).pages) == 1


def test_a_seat_and_a_stranger_print_nothing(pat, sam, live):
    for name, what in (("print", []), ("print-pdf", ["posters"]), ("print-page", ["posters"])):
        address = reverse(name, args=[live.pk, *what])
        assert "/accounts/login/" in pat.client.get(address).url
        assert sam.client.get(address).status_code == 404


def test_a_poster_of_another_workshop_is_not_printed_with_this_one(fay, live):
    other = hang(live.copy(date(2030, 3, 1)), title="Elsewhere")
    answer = fay.client.get(reverse("print-pdf", args=[live.pk, "posters"]), {"poster": other.pk})
    assert answer.status_code == 422
    assert "Elsewhere" not in answer.text


def test_the_room_sheet_has_what_one_needs_at_the_door(fay, live):
    pdf = printed(fay, live, "room-sheet")
    assert len(pdf.pages) == 1
    said = words(pdf.pages[0])
    for text in (live.title, live.goal, live.spoken_code, "The library", "Write, then talk.",
                 "Wednesday 6 February 2030, 09:00"):  # fmt: skip
        assert text in said


def test_the_longest_room_sheet_is_one_page(fay, live):
    live.title, live.goal = "W" * 80, "wide words " * 27
    live.ground_rules = "\n".join(["A rule of nine words that everybody can live with."] * 38)
    live.save()
    assert len(printed(fay, live, "room-sheet").pages) == 1


@pytest.mark.parametrize(("paper", "cards"), [("a4", 4), ("a3", 8)])
def test_idea_cards_have_room_for_an_idea_and_a_build(fay, live, paper, cards):
    pdf = printed(fay, live, "idea-cards", paper=paper)
    said = words(pdf.pages[0])
    assert len(pdf.pages) == 1
    assert said.count("Our idea") == said.count("Yes, and …") == cards
    assert said.count("Sales") == cards


def test_many_teams_are_written_on_cards_by_hand(fay, live, organisation):
    for number in range(9):
        live.teams.add(
            organisation.teams.create(name=f"Department number {number}", short_name="D")
        )
    said = words(printed(fay, live, "idea-cards").pages[0])
    assert "Department number" not in said
    assert said.count("Team") == 4


def test_a_closed_workshop_is_printed_without_a_code_that_leads_nowhere(fay, live, mia):
    problem = live.problems.first()
    code = live.spoken_code
    live.close(timezone.now(), fay.user, override_reason="It was late")
    pdf = printed(fay, live)
    assert code not in words(pdf.pages[0])
    assert problem.title in words(pdf.pages[0])
    address = reverse("print-pdf", args=[live.pk, "room-sheet"])
    assert fay.client.get(address).status_code == 404


HOSTILE = [
    "<img src=file:///etc/passwd>",
    "<style>@import url(http://127.0.0.1:1/);</style>",
    "<link rel=attachment href=file:///etc/passwd>",
]


def test_what_people_write_fetches_nothing(fay, live, weasy, monkeypatch):
    asked = []
    fetch = weasy.OwnFiles.fetch
    monkeypatch.setattr(
        weasy.OwnFiles, "fetch", lambda self, url: (asked.append(url), fetch(self, url))[1]
    )
    for text in HOSTILE:
        hang(live, title=text, story=text, customer_says=text, cost=text)
    pdf = printed(fay, live)
    assert HOSTILE[0] in words(pdf.pages[2])
    assert all(url.startswith(("http://testserver/static/", "data:image/svg+xml")) for url in asked)
    assert any(url.endswith(".css") for url in asked)
    assert not pdf.attachments


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:6379/",
        "https://example.org/a.png",
        "http://testserver.example.org/static/css/print.css",
        "http://testserver/static/../workshop/settings.py",
        "http://testserver/static/css/../../workshop/settings.py",
        "http://testserver/static/css/%2e%2e/%2e%2e/workshop/settings.py",
        "http://testserver/static/js/live.js",
        "http://testserver/pictures/999/",
        "data:text/html,<p>",
        "ftp://testserver/",
    ],
)
def test_the_press_opens_only_what_belongs_to_its_sheets(live, problem, weasy, url):
    files = weasy.OwnFiles(sheets.posters([problem], live, into_room=True))
    with pytest.raises(Exception, match=r".") as refused:
        files.fetch(url)
    assert type(refused.value).__name__ in ("Refused", "SuspiciousFileOperation")


def test_pictures_are_made_smaller_for_paper(live, problem, weasy):
    picture = problem.pictures.create(image=a_picture(1600, 1200))
    other = hang(live.copy(date(2030, 3, 1)), title="Elsewhere").pictures.create(image=a_picture())
    files = weasy.OwnFiles(sheets.posters([problem], live, into_room=True))
    small = Image.open(files.fetch(f"http://testserver{picture.get_absolute_url()}"))
    assert (small.format, small.size) == ("JPEG", (1200, 900))
    with pytest.raises(weasy.Refused):
        files.fetch(f"http://testserver{other.get_absolute_url()}")


def test_a_picture_that_is_gone_spoils_no_poster(fay, live, problem):
    picture = problem.pictures.create(image=a_picture(), description="What one saw")
    picture.image.storage.delete(picture.image.name)
    assert problem.title in words(printed(fay, live).pages[0])


def test_nothing_is_left_in_the_temporary_folder(fay, live, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    printed(fay, live)
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_two_pdfs_at_once_are_made_one_after_the_other_or_refused_kindly(fay, live, monkeypatch):
    monkeypatch.setattr(press, "WAIT", 0.1)
    with press._at_work:
        answer = fay.client.get(reverse("print-pdf", args=[live.pk, "posters"]))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "Another PDF is being made right now." in answer.text
    assert printed(fay, live)


@pytest.mark.django_db(transaction=True)
def test_three_at_once_all_get_their_posters(fay, live, monkeypatch):
    monkeypatch.setattr(press, "WAIT", 60)
    pages = []

    def ask():
        pages.append(len(printed(fay, live).pages))
        connections.close_all()

    threads = [threading.Thread(target=ask) for _person in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pages == [2, 2, 2]


def test_the_lock_is_given_back_after_a_failure(live, problem, weasy, monkeypatch):
    monkeypatch.setattr(weasy, "pressed", lambda *_all: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        press.printed("posters", sheets.posters([problem], live, into_room=True), "en", {})
    assert not press._at_work.locked()


@pytest.fixture
def one_font(monkeypatch, tmp_path):
    """A machine with one font, which has the letters a and 書."""
    font = FontBuilder(1000, isTTF=True)
    names = [".notdef", "a", "sho"]
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord("a"): "a", ord("書"): "sho"})
    font.setupGlyf(dict.fromkeys(names, Glyph()))
    font.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "One", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    (tmp_path / "fonts").mkdir()
    font.save(tmp_path / "fonts" / "one.ttf")
    config = tmp_path / "fonts.conf"
    folders = f"<dir>{tmp_path}/fonts</dir><cachedir>{tmp_path}/cache</cachedir>"
    config.write_text(f"<fontconfig>{folders}</fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))


@pytest.mark.skipif(not find_library("fontconfig"), reason="fontconfig is not installed")
def test_letters_without_a_font_are_named(one_font):
    tangut = "\U00017000"
    assert letters.without_font({"a", "書", "止", tangut}) == {"止", tangut}
    said = letters.missing(["書き", f"x {tangut}", "書"])
    assert [(str(what.name), what.package) for what in said] == [
        ("Japanese letters", "fonts-noto-cjk"), ("rare letters or signs", "fonts-noto-core"),
    ]  # fmt: skip
    assert letters.missing(["plain words – “quoted”, 10 €, Malmö, żółć", "書"]) == []


def test_fay_hears_which_font_is_missing(fay, live, monkeypatch):
    monkeypatch.setattr(letters, "without_font", set)  # a machine without a single font
    for title in ("書き出しが止まる", "لا أستطيع", "한국어", "Ship it 🎉"):
        hang(live, title=title)
    page = fay.client.get(reverse("print", args=[live.pk])).text
    for name, package in (("Japanese letters", "fonts-noto-cjk"), ("Arabic", "fonts-noto-core"),
                          ("Korean", "fonts-noto-cjk"), ("emoji", "fonts-noto-color-emoji")):  # fmt: skip
        assert name in page
        assert package in page
    assert "Chinese" not in page


@pytest.mark.parametrize(
    ("text", "direction", "language"),
    [
        ("The VAT number", "ltr", ""),
        ("書き出しが一万行で止まる", "ltr", "ja"),
        ("没有增值税号", "ltr", "zh"),
        ("부가세 번호가 없다", "ltr", "ko"),
        ("لا أستطيع أن أعرف", "rtl", "ar"),
        ("אי אפשר להתנתק", "rtl", "he"),
        ("2019-07", "", ""),
        ("Счёт без номера", "ltr", ""),
        ("They call it 顧客 in our house", "ltr", ""),
    ],
)
def test_the_script_tells_direction_and_language(text, direction, language):
    assert letters.direction_of(text) == direction
    assert letters.language_of(text) == language


def test_arabic_runs_from_the_right_and_is_said_to_be_arabic(fay, live):
    hang(live, title="لا أستطيع أن أعرف")
    page = fay.client.get(reverse("print-page", args=[live.pk, "posters"])).text
    assert 'dir="rtl" lang="ar"' in page


def test_swedish_posters_keep_what_people_wrote(fay, live):
    page = fay.client.get(reverse("print-page", args=[live.pk, "posters"]), {"language": "sv"})
    assert '<html lang="sv">' in page.text
    assert "Export stops at 10,000 rows" in page.text
    assert "Where between us it got stuck" not in page.text


def test_wrong_choices_are_explained(fay, live):
    answer = fay.client.get(
        reverse("print-pdf", args=[live.pk, "posters"]), {"paper": "a0", "language": "tlh"}
    )
    assert answer.status_code == 422
    assert "a0 is not one of the available choices" in answer.text
    assert fay.client.get(f"/workshops/{live.pk}/print/wallpaper.pdf").status_code == 404


def test_the_page_asks_as_often_for_one_poster_as_for_thirty(
    fay, live, django_assert_max_num_queries
):
    addresses = [reverse("print", args=[live.pk]), reverse("print-page", args=[live.pk, "posters"])]
    for number in range(28):
        hang(live, title=f"Poster {number}").pictures.create(image=a_picture(9, 9))
    for address in addresses:
        with django_assert_max_num_queries(14):
            fay.client.get(address)


UNINSTALLED = """
import importlib.machinery, sys
class WithoutIt(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, *more):
        return None if name.partition(".")[0] == "weasyprint" else super().find_spec(name, *more)
place = sys.meta_path.index(importlib.machinery.PathFinder)
sys.meta_path[place] = WithoutIt
"""
NO_LIBRARY = """
import cffi
def nowhere(*_names):
    raise OSError("cannot load library")
cffi.FFI.dlopen = nowhere
"""
ASK = """
import django
django.setup()
import tests.problems.test_printing
from problems.printing import press
print([press.press(), press.to_install()])
"""


@pytest.mark.parametrize(
    ("without", "said"),
    [(UNINSTALLED, "WeasyPrint is missing"), (NO_LIBRARY, "Pango is missing")],
)
def test_a_machine_without_the_press_says_what_to_install(without, said):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", without + ASK],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    answer = ran.stdout.splitlines()[-1]  # WeasyPrint says something of its own before
    assert answer.startswith("[None, ")
    assert said in answer
    assert "apt install libpango-1.0-0" in answer


def test_without_a_press_the_same_sheets_open_as_a_page(fay, live, monkeypatch):
    monkeypatch.setitem(sys.modules, "problems.printing.weasy", None)  # its import fails
    press.press.cache_clear()
    try:
        choose = fay.client.get(reverse("print", args=[live.pk])).text
        assert "apt install" in choose
        assert reverse("print-page", args=[live.pk, "posters"]) in choose
        answer = fay.client.get(
            reverse("print-pdf", args=[live.pk, "posters"]), {"paper": "a3"}, follow=True
        )
        assert answer.redirect_chain[0][0].endswith("/print/posters/?paper=a3")
        page = answer.text
        assert "css/print-a3.css" in page
        assert "apt install" in page
        assert page.count("<article") == 2
        assert live.spoken_code in page
    finally:
        press.press.cache_clear()
