"""Phone, wall and cockpit ask the database the same number of questions however full the room is."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from problems.models import Build, Commitment, Problem, Solution
from tests.conftest import take_seat
from workshop.live import fragments

NOW = datetime.now(UTC)


def fill(live, sales, development, posters: int, ideas: int, people: int) -> None:
    guests = [take_seat(live, f"P{n}", sales if n % 2 else development).seat for n in range(people)]
    start = live.problems.count()
    for position in range(start + 1, posters + 1):
        problem = Problem.objects.create(workshop=live, position=position, title=f"P {position}")
        problem.stuck_between.set([sales, development])
    problems = list(live.problems.all())
    for number in range(ideas):
        idea = Solution.post(
            problems[number % len(problems)], guests[number % people], "idea",
            f"idea-{posters}-{number}", NOW,
        )  # fmt: skip
        Build.post(idea, guests[-1], "build", f"build-{posters}-{number}", NOW)


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("screen", ["room", "poster", "wall", "cockpit", "cockpit-poster", "close"])
def test_the_same_number_of_queries_at_any_size(
    screen, live, problem, pat, fay, sales, development
):
    address, client = {
        "room": (f"/room/{live.pk}/", pat.client),
        "poster": (f"/room/{live.pk}/posters/{problem.pk}/", pat.client),
        "wall": (f"/wall/{live.wall_token}/", pat.client),
        "cockpit": (f"/workshops/{live.pk}/cockpit/", fay.client),
        "cockpit-poster": (f"/workshops/{live.pk}/cockpit/posters/{problem.pk}/", fay.client),
        "close": (f"/workshops/{live.pk}/cockpit/close/", fay.client),
    }[screen]
    fill(live, sales, development, posters=2, ideas=4, people=2)
    few = queries(client, address)
    fill(live, sales, development, posters=30, ideas=60, people=30)
    assert queries(client, address) == few
    assert few <= 28


@pytest.mark.parametrize(
    "kind", ["problem", "story", "solution", "notes", "posters", "spotlight", "people", "workshop"]
)
def test_a_fragment_costs_the_same_at_any_size(kind, live, problem, pat, sales, development):
    def cost() -> int:
        target = {
            "problem": problem.pk,
            "story": problem.pk,
            "notes": problem.pk,
            "solution": Solution.objects.first(),
        }.get(kind, "")
        target = getattr(target, "pk", target)
        with CaptureQueriesContext(connection) as captured:
            drawn = fragments.render(
                kind, live.stream_id, [str(target)], frozenset({"room", "wall", "cockpit"}), "en"
            )
        assert drawn
        return len(captured)

    fill(live, sales, development, posters=2, ideas=4, people=2)
    few = cost()
    fill(live, sales, development, posters=30, ideas=60, people=30)
    assert cost() == few


def test_fragment_and_page_agree_to_the_letter(live, problem, pat, fay, sales, development):
    """What comes by stream is what a reload would show."""
    fill(live, sales, development, posters=3, ideas=6, people=4)
    problem.spotlight()
    idea = problem.solutions.first()
    posters = [f"posters/{each.pk}/" for each in live.problems.all()]
    pages = {
        "room": [f"/room/{live.pk}/{page}" for page in ("", *posters)],
        "wall": [f"/wall/{live.wall_token}/"],
        "cockpit": [f"/workshops/{live.pk}/cockpit/{page}" for page in ("", *posters)],
    }
    for audience, addresses in pages.items():
        client = fay.client if audience == "cockpit" else pat.client
        shown = "".join(client.get(address).content.decode() for address in addresses)
        shown = " ".join(shown.split())
        for kind, target in [
            ("problem", problem.pk), ("story", problem.pk), ("solution", idea.pk),
            ("posters", ""), ("people", ""),
            ("spotlight", ""), ("workshop", ""),
        ]:  # fmt: skip
            drawn = fragments.render(
                kind, live.stream_id, [str(target)], frozenset({audience}), "en"
            ).get(str(target), {})
            for piece in pieces(drawn.get(audience, "")):
                assert piece in shown, f"{audience} shows another {kind} than the stream brings"


class Roots(HTMLParser):
    """Splits html of one line into its elements of the first level."""

    EMPTY = frozenset({"img", "br", "input", "rect", "path", "circle", "line"})

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.starts: list[int] = []

    def handle_starttag(self, tag, attrs):
        if self.depth == 0:
            self.starts.append(self.getpos()[1])
        if tag not in self.EMPTY:
            self.depth += 1

    def handle_startendtag(self, tag, attrs):
        return

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            self.depth -= 1


def pieces(html: str) -> list[str]:
    folded = " ".join(html.split())
    roots = Roots()
    roots.feed(folded)
    ends = [*roots.starts[1:], len(folded)] if folded else []
    return [folded[start:end].strip() for start, end in zip(roots.starts, ends, strict=True)]


def test_a_commitment_shows_both_teams_on_the_phone_and_no_name(
    live, problem, pat, client, sales, development
):
    idea = Solution.post(problem, pat.seat, "An idea", "idea-taken-on", NOW)
    room = frozenset({"room"})
    target = str(idea.pk)
    before = fragments.render("solution", live.stream_id, [target], room, "en")
    assert "Taken on by two teams" not in before[target]["room"]
    Commitment(
        solution=idea, lead="Una", lead_email="una@example.org", lead_team=sales,
        partner="Ove", partner_email="ove@example.org", partner_team=development,
        cue="c", step="s", first_step_on=NOW.date(), serves_goal="g", belief="b", test="t",
        change_mind="c", confidence=50,
    ).make(NOW)  # fmt: skip
    after = fragments.render("solution", live.stream_id, [target], room, "en")[target]["room"]
    for page in (after, pat.client.get(f"/room/{live.pk}/posters/{problem.pk}/").content.decode()):
        line = page.split("Taken on by two teams")[1].split("</p>")[0]
        assert sales.name in line
        assert development.name in line
        assert "Una" not in page
        assert "Ove" not in page


def test_many_changed_posters_cost_the_wall_what_one_does(live, problem):
    """One in the spotlight among them."""
    for position in range(3, 12):
        live.problems.create(position=position, title=f"Problem {position}")
    problem.spotlight()
    posters = [str(pk) for pk in live.problems.values_list("pk", flat=True)]
    costs = []
    for targets in ([str(problem.pk)], posters):
        with CaptureQueriesContext(connection) as captured:
            drawn = fragments.render("problem", live.stream_id, targets, frozenset({"wall"}), "en")
        assert all(f'id="poster-{target}"' in drawn[target]["wall"] for target in targets)
        costs.append(len(captured))
    assert costs[0] == costs[1]
