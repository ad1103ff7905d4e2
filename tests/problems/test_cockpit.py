"""The cockpit's keys and figures, and the code on the wall, against what they stand for."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import segno

from problems.models import Build, Commitment, Solution
from tests.picture import Element, read
from tests.workshop.goal_day import at_goal, people, stand, step_to
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.models import Workshop, agenda

NOW = datetime.now(UTC)


def cockpit(fay, workshop) -> Element:
    return read(fay.client.get(f"/workshops/{workshop.pk}/cockpit/").text)


def words(element: Element | None) -> str:
    assert element is not None
    return " ".join(
        words(child) if isinstance(child, Element) else child for child in element.children
    )


def said(element: Element | None) -> str:
    return " ".join(words(element).split())


def values(page: Element, attribute: str) -> set[str]:
    return {each.attributes[attribute] for each in page.walk() if attribute in each.attributes}


@pytest.fixture
def day(draft) -> Workshop:
    """In the second step of its agenda, with its first poster in the spotlight."""
    for position, title in enumerate(["Export stops", "No VAT number"], start=1):
        draft.problems.create(position=position, title=title)
    agenda.lay_out(draft, [Line(Kind.BREAK, 15), Line(Kind.SOLVE, 25)], 40)
    draft.start_day(NOW)
    return draft


def test_the_list_of_keys_names_every_key_that_does_something(fay, day):
    fay.client.post(f"/workshops/{day.pk}/cockpit/next/", {"turn": day.turn})
    fay.client.post(f"/workshops/{day.pk}/cockpit/spotlight/{day.problems.first().pk}/")
    page = cockpit(fay, day)
    listed = page.find("keys")
    assert listed is not None
    keys = {said(each) for each in listed.walk() if each.tag == "kbd"}
    by_itself = {"?", "7", "0", "Enter"}  # what keys.js does without a button that names the key
    assert by_itself <= keys
    assert keys - by_itself == values(page, "data-key")
    assert values(page, "data-poster") == {"0", "1", "2"}


def test_each_row_counts_what_stands_on_its_poster_and_not_what_was_hidden(
    fay, live, pat, tom, sales
):
    first, second = live.problems.all()
    ideas = [
        Solution.post(first, guest.seat, f"Idea {n}", f"a-key-of-idea-{n}", NOW)
        for n, guest in enumerate((pat, pat, pat, tom))
    ]
    Build.post(ideas[0], tom.seat, "Yes, and", "a-key-of-build-1", NOW)
    Build.post(ideas[0], tom.seat, "Hidden", "a-key-of-build-2", NOW).hide()
    Build.post(ideas[1], tom.seat, "On a hidden one", "a-key-of-build-3", NOW)
    ideas[1].hide()
    ideas[2].withdraw()
    ideas[3].hide()
    page = cockpit(fay, live)
    for problem, figures in ((first, ["1", "1", "Sales Development"]), (second, ["0", "0", ""])):
        row = page.find(f"row-{problem.pk}")
        assert row is not None
        cells = [said(cell) for cell in row.elements]
        assert cells[2:5] == figures
    stands = Solution.objects.filter(problem=first, hidden=False, withdrawn=False)
    assert stands.get() == ideas[0]


def test_the_goal_panel_says_who_has_answered_and_yes_or_not_yet_by_team(fay, draft):
    workshop = at_goal(draft)
    guests = people(workshop, Sal=5, Dev=6)
    step_to(workshop, fay, "stand", "")
    for guest in guests[:3]:
        stand(guest, workshop)
    stand(guests[5], workshop)
    panel = said(cockpit(fay, workshop).find("goal-panel"))
    assert "4 of 11 have answered" in panel
    assert "Sales yes" in panel
    assert "Development not yet" in panel
    stand(guests[3], workshop, because="It forgets the newcomers.")
    panel = said(cockpit(fay, workshop).find("goal-panel"))
    assert "5 of 11 have answered" in panel
    assert "It forgets the newcomers." in panel


def test_the_commit_panel_counts_pairs_and_names_posters_without_one(
    fay, live, pat, tom, sales, development
):
    agenda.add(live, Kind.COMMIT, 45)
    posters = list(live.problems.all())
    ideas = [
        Solution.post(problem, pat.seat, "Idea", f"a-key-of-poster-{problem.pk}", NOW)
        for problem in posters
    ]
    live._enter(live.phases.get(), 0, NOW)
    assert said(cockpit(fay, live).find("phase")) == "Pairs 0 pairs Ideas, and no pair yet: 1 2"
    Commitment(
        solution=ideas[1], lead="Pat", lead_email="pat@example.org", lead_team=sales,
        partner="Tom", partner_email="tom@example.org", partner_team=development,
        cue="c", step="s", first_step_on=(NOW + timedelta(days=3)).date(), serves_goal="g",
        belief="b", test="t", change_mind="c", confidence=50,
    ).make(NOW)  # fmt: skip
    assert said(cockpit(fay, live).find("phase")) == "Pairs 1 pair Ideas, and no pair yet: 1"


def test_in_arrive_the_wall_shows_the_code_and_a_large_qr_that_leads_into_the_room(client, draft):
    agenda.lay_out(draft, [Line(Kind.ARRIVE, 15)], 15)
    draft.start_day(NOW)
    stage = read(client.get(f"/wall/{draft.wall_token}/").text).find("stage")
    assert draft.spoken_code in said(stage)
    assert stage is not None
    (drawn,) = (each for each in stage.walk() if "qr-dots" in each.attributes.get("class", ""))
    address = f"http://testserver/j/{draft.spoken_code}/"
    assert dots(drawn.attributes["d"]) == {
        (x, y)
        for y, row in enumerate(segno.make(address, error="m").matrix)
        for x, dark in enumerate(row)
        if dark
    }
    assert client.get(f"/j/{draft.spoken_code}/").status_code == 200


def dots(path: str) -> set[tuple[int, int]]:
    """The dark modules that the path of a QR code draws, without its quiet zone."""
    dark, x, y = set(), 0.0, 0.0
    for act, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        along, *down = map(float, numbers.split())
        if act == "h":
            dark |= {(round(x) + n, int(y)) for n in range(int(along))}
        if act == "M":
            x, y = along, down[0]
        else:
            x, y = x + along, y + (down[0] if down else 0)
    left, top = min(dark)[0], min(y for _x, y in dark)
    return {(x - left, y - top) for x, y in dark}
