"""The wall with few posters and with many: nothing leaves its card, nothing lies over another."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WALL, Screens
from tests.browser.test_goal import enter
from tests.house import House

pytestmark = pytest.mark.browser

FILL = """
from django.utils import timezone
from problems.models import Problem, Solution
from workshop.models import Workshop
w = Workshop.objects.get(pk={room})
teams = list(w.teams.all())
for n in range(2, {count} + 1):
    problem = Problem.objects.create(workshop=w, position=n, customer_says="What is it " * 9,
        title="Our small team would have to buy a bigger plan just for single sign-on")
    problem.stuck_between.set(teams)
    if n % 3:
        Solution.objects.create(problem=problem, team=teams[n % 2], text="Say the number " * 9, at=timezone.now())
"""

# What can be seen of a poster beyond its card, and posters that reach into the footer.
SPILLED = """() => {
  const foot = document.querySelector(".wall-foot").getBoundingClientRect().top;
  return [...document.querySelectorAll(".posters .poster")].flatMap((poster) => {
    const card = poster.getBoundingClientRect();
    const parts = [...poster.querySelectorAll("*")].filter((part) => {
      const box = part.getBoundingClientRect();
      const seen = box.width && box.left < card.right && !part.closest(".lucide");
      return seen && (box.bottom > card.bottom + 1 || part.parentElement === poster && box.right > card.right + 1);
    });
    if (card.bottom > foot) parts.push(poster);
    return parts.map((part) => `${poster.id}: ${part.localName}.${part.className}`);
  });
}"""
SENTENCES = """
from workshop.models import GoalDraft, Workshop
from workshop.models.goal_draft import FOURS
for n in range({count}):
    GoalDraft.objects.create(workshop=Workshop.objects.get(pk={room}), step=FOURS,
        text="Together we want our customers to be able to trust every number " * 4)
"""

# Sheets and words of them that lie outside of the wall's middle, or words outside of their sheet.
BEYOND = """() => {
  const [top, bottom] = [
    document.querySelector(".wall-head").getBoundingClientRect().bottom,
    document.querySelector(".wall-foot").getBoundingClientRect().top,
  ];
  return [...document.querySelectorAll(".goal-stage > *, .goal-sheet, .goal-sheet p")].flatMap((part) => {
    const box = part.getBoundingClientRect();
    const sheet = part.parentElement.closest(".goal-sheet")?.getBoundingClientRect() ?? { top, bottom };
    const inside = box.top >= sheet.top - 1 && box.bottom <= sheet.bottom + 1;
    return inside && box.top >= top && box.bottom <= bottom ? [] : [part.className || part.localName];
  });
}"""


@pytest.mark.parametrize("count", [3, 40])
def test_sentences_of_the_goal_leave_head_and_foot_of_the_wall_free(
    screens: Screens, house: House, rooms: list[dict], count: int
) -> None:
    room = rooms.pop()
    house.shell(SENTENCES.format(room=room["room"], count=count))
    enter(house, room, "goal", step=3)
    wall = screens.open(WALL)
    wall.goto(f"/wall/{room['wall']}/")
    expect(wall.locator(".goal-sheet")).to_have_count(min(count, 6))
    wall.evaluate("document.fonts.ready.then(() => 1)")
    for width, height in ((1920, 1080), (1366, 768), (1280, 720)):
        wall.set_viewport_size({"width": width, "height": height})
        assert wall.evaluate(BEYOND) == []


@pytest.mark.parametrize("count", [1, 10, 20, 40])
@pytest.mark.parametrize(
    "size", [WALL, {"width": 1366, "height": 768}], ids=["projector", "laptop"]
)
def test_no_poster_spills_out_of_its_card(
    screens: Screens,
    house: House,
    rooms: list[dict],
    count: int,
    size: dict[str, int],
) -> None:
    room = rooms.pop()
    house.shell(FILL.format(room=room["room"], count=count))
    wall = screens.open(size)
    wall.goto(f"/wall/{room['wall']}/")
    expect(wall.locator(".posters .poster")).to_have_count(count)
    wall.evaluate("document.fonts.ready.then(() => 1)")
    assert json.dumps(wall.evaluate(SPILLED)) == "[]"


def test_words_on_the_wall_are_large_enough_for_the_last_row(
    screens: Screens,
    house: House,
    rooms: list[dict],
) -> None:
    room = rooms.pop()
    house.shell(FILL.format(room=room["room"], count=20))
    wall = screens.open(WALL)
    wall.goto(f"/wall/{room['wall']}/")
    sizes = wall.evaluate(
        """[...document.querySelectorAll("body *")].filter((part) => part.checkVisibility()
            && [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
            && !part.closest(".visually-hidden"))
          .map((part) => [parseFloat(getComputedStyle(part).fontSize), part.className])"""
    )
    assert [size for size in sizes if size[0] < 18] == []
