"""Wording hints: how good the rules are, by the real module in a real browser, and how they behave
under the fingers of those who write."""

import csv
import json
from collections import Counter, defaultdict

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.test_order_posters import MAKE, signed_in
from tests.browser.test_phone import is_live, phone, post
from tests.hints.sentences import HALVES, LANGUAGES, RULES, sentences
from tests.house import House
from tests.rooms import seed
from workshop.models.invitation_letter import default_subject, default_text

pytestmark = pytest.mark.browser

ENOUGH = 0.8  # of the hints of a kind that is switched on must be right
PAUSE = 1300  # a little more than hints.js waits, in milliseconds
NARROW = {"width": 320, "height": 640}
FIND = """async ([rules, texts]) => {
  const { Wording } = await import("/static/js/wording.js");
  const wording = new Wording(rules);
  return texts.map(([text, field]) => wording.find(text, field, { all: true }));
}"""
CHOOSE = """async ([rules, texts]) => {
  const { Wording, spoken } = await import("/static/js/wording.js");
  const wordings = rules.map((one) => new Wording(one));
  return texts.map((text) => spoken(wordings, text).language);
}"""
BLAMING = "Sales always promises too much"


def rules_of(language: str) -> dict:
    return json.loads((RULES / f"{language}.json").read_text(encoding="utf-8"))


@pytest.fixture
def page(screens: Screens) -> Page:
    page = screens.open()
    page.goto("/")
    return page


def found(page: Page, rules: dict, texts: list[tuple[str, str]]) -> list[list[dict]]:
    """The hints for each (text, field), kinds that are switched off included."""
    return page.evaluate(FIND, [rules, [list(pair) for pair in texts]])


def count(page: Page, language: str, half: str) -> dict[str, Counter]:
    """By kind: hints that are right, wrong, and missed."""
    rows = [row for row in sentences(language) if row.half == half]
    hints = found(page, rules_of(language), [(row.text, row.field) for row in rows])
    counts: dict[str, Counter] = defaultdict(Counter)
    for row, given in zip(rows, hints, strict=True):
        kinds = {hint["kind"] for hint in given}
        for kind in kinds & set(row.expects):
            counts[kind]["right"] += 1
        for kind in kinds - set(row.expects) - set(row.accepts):
            counts[kind]["wrong"] += 1
        for kind in set(row.expects) - kinds:
            counts[kind]["missed"] += 1
    return counts


def precision(counted: Counter) -> float:
    return counted["right"] / (counted["right"] + counted["wrong"] or 1)


def recall(counted: Counter) -> float:
    return counted["right"] / (counted["right"] + counted["missed"] or 1)


def test_kinds_of_hints_that_are_switched_on_are_right_four_times_in_five(page: Page, capsys):
    lines, wrong = [], []
    for language in LANGUAGES:
        halves = {half: count(page, language, half) for half in HALVES}
        kinds = rules_of(language)["kinds"]
        for kind, said in kinds.items():
            parts = [halves[half][kind] for half in HALVES]
            unseen = parts[1] + parts[2]
            lines.append(line(language, kind, parts))
            good = min(precision(parts[0]), precision(unseen)) >= ENOUGH
            if good is not said["on"]:
                wrong.append(f"{language} {kind} is {'on' if said['on'] else 'off'}")
        sums = [sum(halves[half].values(), Counter()) for half in HALVES]
        lines.append(line(language, "all", sums))
        assert all(precision(counted) >= ENOUGH for counted in sums), lines[-1]
    with capsys.disabled():
        print("\nWording hints: precision · recall on", " | ".join(HALVES))  # noqa: T201
        print("\n".join(lines))  # noqa: T201
    assert wrong == []


def line(language: str, kind: str, parts: list[Counter]) -> str:
    shown = [f"{precision(counted):4.0%} · {recall(counted):4.0%}" for counted in parts]
    return f"  {language} {kind:13}" + " | ".join(shown)


def test_each_pattern_finds_its_examples_and_leaves_its_exceptions(page: Page):
    for language in LANGUAGES:
        rules = rules_of(language)
        for pattern in rules["patterns"]:
            alone = rules | {"patterns": [pattern]}
            field = (pattern.get("in") or rules["kinds"][pattern["kind"]]["in"])[0]
            for name, wanted in (("hits", True), ("misses", False)):
                texts = pattern.get(name, [])
                hints = found(page, alone, [(text, field) for text in texts])
                wrong = [
                    text for text, got in zip(texts, hints, strict=True) if bool(got) != wanted
                ]
                assert wrong == [], f"{language} {pattern['id']} {name}"


def test_a_kind_that_is_switched_off_is_not_shown(page: Page):
    rules = rules_of("en")
    for kind in rules["kinds"].values():
        kind["on"] = False
    silent = FIND.replace(", { all: true }", "")
    assert page.evaluate(silent, [rules_of("en"), [[BLAMING, "poster"]]]) != [[]]
    assert page.evaluate(silent, [rules, [[BLAMING, "poster"]]]) == [[]]


def test_our_own_words_and_forty_real_posters_need_no_hint(page: Page):
    for language in LANGUAGES:
        own = [(default_text(language), "letter"), (default_subject(language), "letter")]
        assert found(page, rules_of(language), own) == [[], []]
    sample = settings.BASE_DIR / "problems/sample/customer_problems.csv"
    with sample.open(encoding="utf-8", newline="") as rows:
        posters = [row[name] for row in csv.DictReader(rows) for name in ("title", "story", "cost")]
    hints = found(page, rules_of("en"), [(text, "poster") for text in posters])
    assert [(text, got) for text, got in zip(posters, hints, strict=True) if got] == []


def test_quotes_are_exempt_and_two_hints_are_the_most(page: Page):
    quoted = [
        f"A customer said: “{BLAMING}”",
        f'One wrote "{BLAMING}',
        f"„{BLAMING}“ says a review",
        f"’{BLAMING}’, they wrote, and it isn’t rare",
        f"> {BLAMING}",
    ]
    assert found(page, rules_of("en"), [(text, "poster") for text in quoted]) == [[]] * 5
    angry = (
        f"{BLAMING}. You should have asked Anna. They don't care. We need a new CRM. Lazy people!"
        " It is us against them."
    )
    hints = found(page, rules_of("en"), [(angry, "poster")])[0]
    assert len(hints) == 2
    assert len({hint["kind"] for hint in hints}) == 2
    after = found(page, rules_of("en"), [(f"“It works”, they say. {BLAMING}", "poster")])[0]
    assert after[0]["words"] == "Sales always"


def test_hints_follow_the_language_of_the_text_and_else_of_the_page(page: Page):
    texts = ["Det är alltid vi som får städa upp", "It is always us who tidy up", "CRM"]
    rules = [rules_of("en"), rules_of("sv")]
    assert page.evaluate(CHOOSE, [rules, texts]) == ["sv", "en", "en"]
    assert page.evaluate(CHOOSE, [rules[::-1], texts]) == ["sv", "en", "sv"]


def test_the_longest_letter_takes_no_time_that_one_could_feel(page: Page):
    words = "The sales team and support and sales and the people in support have to do it, they say"
    took = """async ([rules, text]) => {
      const { Wording } = await import("/static/js/wording.js");
      const wording = new Wording(rules);
      const times = [1, 2, 3, 4].map(() => {
        const begun = performance.now();
        wording.find(text, "letter");
        return performance.now() - begun;
      });
      return Math.min(...times);
    }"""
    for language in LANGUAGES:
        assert page.evaluate(took, [rules_of(language), (words + " ") * 34]) < 200


@pytest.fixture
def workshop(house: House) -> int:
    house.manage("flush", "--noinput")
    return int(house.shell(MAKE))


def poster_form(screens: Screens, workshop: int, size=PHONE, **options) -> Page:
    page = signed_in(screens.open(size, **options), f"/workshops/{workshop}/problems/new/")
    page.wait_for_load_state("networkidle")
    return page


def test_fay_is_told_once_after_a_pause_and_nothing_leaves_the_device(screens, workshop):
    page = poster_form(screens, workshop)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    title = page.get_by_label("The problem in one line")
    title.focus()
    page.evaluate(
        """() => {
          window.changes = 0;
          const region = document.querySelector("#id_title-hints");
          new MutationObserver(() => window.changes++).observe(region, { childList: true });
        }"""
    )
    title.press_sequentially(BLAMING, delay=40)
    expect(page.locator(".hint")).to_have_count(0)
    hint = page.locator("#id_title-hints[role=status] .hint")
    expect(hint).to_contain_text("always or never")
    expect(hint.locator("q")).to_have_text("Sales always")
    assert "id_title_helptext id_title-hints" in title.get_attribute("aria-describedby")
    title.press_sequentially(", again")
    page.wait_for_timeout(PAUSE)
    assert page.evaluate("window.changes") == 1
    title.fill("The date is promised before anybody has seen the case")
    expect(hint).to_have_count(0)
    assert title.get_attribute("aria-describedby") == "id_title_helptext"
    assert sent == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_fay_may_quote_a_customer(screens, workshop):
    page = poster_form(screens, workshop)
    page.get_by_label("The customer says").fill(BLAMING)
    page.get_by_label("The story").fill(f"Four reviews say “{BLAMING}” since May.")
    page.wait_for_timeout(PAUSE)
    expect(page.locator(".hint")).to_have_count(0)


def test_fay_leaves_it_as_it_is(screens, workshop):
    page = poster_form(screens, workshop)
    title = page.get_by_label("The problem in one line")
    title.fill(BLAMING)
    page.get_by_role("button", name="Leave it as it is").click()
    expect(title).to_be_focused()
    title.fill("Support never writes back")
    page.get_by_label("The story").fill("We need a new CRM")
    expect(page.locator(".hint")).to_have_count(1)
    expect(page.locator(".hint")).to_contain_text("solution")
    assert page.evaluate("localStorage.length") == 0


def test_fay_wants_no_hints_on_this_device_and_later_does(screens, workshop):
    page = poster_form(screens, workshop)
    page.get_by_label("The problem in one line").fill(BLAMING)
    page.get_by_role("button", name="No hints on this device").click()
    expect(page.get_by_text("Wording hints are off")).to_be_visible()
    assert page.evaluate("({ ...localStorage })") == {"hints-off": "yes"}
    page.reload()
    page.get_by_label("The story").fill("We need a new CRM")
    page.wait_for_timeout(PAUSE)
    expect(page.locator(".hint")).to_have_count(0)
    page.get_by_role("button", name="Show them again").click()
    expect(page.locator(".hints[data-state=off]")).to_have_count(0)
    page.get_by_label("The story").fill("We need a new CRM, really")
    expect(page.locator(".hint")).to_have_count(1)
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fay_saves_a_poster_while_hints_are_shown(screens, workshop, house, scheme):
    page = poster_form(screens, workshop, NARROW, color_scheme=scheme)
    page.get_by_label("The problem in one line").fill(BLAMING)
    page.get_by_label("The story").fill("We need a new CRM. Ask Anna, the lazy one.")
    expect(page.locator(".hint")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    page.get_by_label("Sales").check()
    page.get_by_label("Support").check()
    page.get_by_role("button", name="Put it on the wall", exact=True).click()
    page.wait_for_url("**/problems/")
    asked = "from problems.models import Problem; print(Problem.objects.last().title)"
    assert house.shell(asked).strip() == BLAMING


def test_fay_writes_without_script_as_before(screens, workshop):
    page = poster_form(screens, workshop, java_script_enabled=False)
    page.get_by_label("The problem in one line").fill(BLAMING)
    expect(page.locator(".hints")).to_have_count(0)
    page.get_by_label("Sales").check()
    page.get_by_label("Support").check()
    page.get_by_role("button", name="Put it on the wall", exact=True).click()
    page.wait_for_url("**/problems/")


def test_a_page_without_its_rules_is_a_form_like_any_other(screens, workshop):
    page = screens.open()
    page.route("**/hints/*.json", lambda route: route.fulfill(status=404, body=""))
    signed_in(page, f"/workshops/{workshop}/problems/new/")
    page.get_by_label("The problem in one line").fill(BLAMING)
    page.wait_for_timeout(PAUSE)
    expect(page.locator(".hint")).to_have_count(0)


def test_fay_gets_swedish_hints_for_a_swedish_letter_on_an_english_page(screens, workshop):
    page = signed_in(screens.open(), f"/workshops/{workshop}/invitations/letter/")
    page.get_by_label("Text", exact=True).fill("Ni borde ha berättat om den nya prislistan.")
    hint = page.locator(".hint-text")
    expect(hint).to_contain_text("nästa gång")
    expect(hint).to_have_attribute("lang", "sv")


def test_pat_posts_an_idea_and_its_hint_goes_with_it(screens, house):
    room = seed(house, 1)[0][0]
    pat = phone(screens, room)
    is_live(pat)
    pat.get_by_label("Your idea").fill("They never listen to us")
    expect(pat.locator(".hint")).to_have_count(1)
    post(pat, "They never listen to us")
    expect(pat.locator(".hint")).to_have_count(0)
