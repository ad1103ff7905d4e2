"""What is kept of pulse and network, when, and what the outcomes page shows of it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import take_seat
from tests.followup.pulse.figures import at, sent
from workshop.followup.models import (
    CheckIn,
    NetworkAnswer,
    NetworkMember,
    NinetyDays,
    PulseAnswer,
    Question,
)
from workshop.models import Invitation, Said, WorkshopKey
from workshop.outcomes.models import RoundFigures
from workshop.outcomes.rounds import count_day_90
from workshop.outcomes.tasks import count_ended_rounds

BEFORE = datetime(2030, 1, 10, 9, tzinfo=UTC)
CLOSED_AT = datetime(2030, 2, 6, 15, tzinfo=UTC)
DAY_30 = CLOSED_AT + timedelta(days=31)
DAY_90 = CLOSED_AT + timedelta(days=91)
COUNTED_AT = CLOSED_AT + timedelta(days=107)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEFORE, tick=False) as clock:
        yield clock


def room(workshop, said):
    """One seat for each (team, answer), who all say it at the end of the day."""
    for place, (team, answer) in enumerate(said):
        guest = take_seat(workshop, f"P{place}", team)
        if answer:
            posted = guest.client.post(f"/room/{workshop.pk}/pulse/", answer)
            assert posted.status_code == 302


def figures(workshop, what):
    return RoundFigures.objects.get(workshop=workshop, round=what).figures


def outcomes(person, workshop):
    person.client.force_login(person.user)  # months pass, sign-ins don't last
    return person.client.get(f"/workshops/{workshop.pk}/outcomes/")


def close(workshop, fay, now=CLOSED_AT):
    workshop.close(now, fay.user, "The test ends here")
    workshop.refresh_from_db()


def test_the_group_is_counted_at_the_close(live, sales, development, fay, mia):
    room(live, [(sales, sent(step, 3)) for step in (1, 2, 3, 4)] + [(development, sent(5, 3))] * 4)
    close(live, fay)
    kept = figures(live, "close")
    assert (kept["people"], kept["asked"]) == (8, 8)
    assert kept["safety"]["mean"] == 3.8  # 30/8 = 3.75
    assert kept["safety"]["questions"][0] == {"mean": 3.8, "counts": [1, 1, 1, 1, 4]}
    assert kept["across"]["mean"] == 3.0
    assert kept["across"]["teams"] == [], "no team has eight"
    assert not PulseAnswer.objects.exists()
    page = outcomes(mia, live).content.decode()
    assert "How we work together" in page
    assert "3.8" in page
    assert "not a validated instrument" in page
    assert "RC score" not in page


def test_four_people_are_too_few_to_say_and_nothing_of_them_is_kept(live, sales, fay, mia):
    room(live, [(sales, sent(5, 5))] * 4)
    close(live, fay)
    kept = figures(live, "close")
    nothing = {"people": 4, "mean": None, "questions": []}
    assert kept == {"people": 4, "asked": 4, "safety": nothing, "across": {**nothing, "teams": []}}
    page = outcomes(mia, live).content.decode()
    assert "Too few to say" in page
    assert "5.0" not in page


def test_seven_people_have_a_mean_and_no_distribution(live, sales, fay):
    room(live, [(sales, sent(5, 5))] * 7)
    close(live, fay)
    assert figures(live, "close")["safety"]["questions"][0] == {"mean": 5.0, "counts": None}


@pytest.mark.parametrize(
    ("sal", "dev", "mean", "spread"),
    [(5, 5, 3.5, 1.0), (5, 2, None, None), (5, 3, 3.4, None), (7, 0, None, None)],
    ids=["two teams of five", "too few for all", "one team of five", "seven"],
)
def test_commitment_to_the_goal_and_how_far_apart_teams_are(
    live, sales, development, fay, mia, sal, dev, mean, spread
):
    said = [(sales, sent(goal=3))] * sal + [(development, sent(goal=4))] * dev
    room(live, said)
    close(live, fay)
    kept = figures(live, "close")["goal"]
    assert (kept["people"], kept["mean"], kept["spread"]) == (sal + dev, mean, spread)
    assert bool(kept["questions"]) == (mean is not None)
    page = outcomes(mia, live).content.decode()
    assert "Committed to the goal" in page
    assert ("Between the teams the averages lie 1.0" in page) == (spread is not None)


def test_where_nobody_was_asked_about_a_goal_nothing_is_said_of_it(live, sales, fay, mia):
    room(live, [(sales, sent(4, 4))] * 5)
    close(live, fay)
    assert "goal" not in figures(live, "close")
    assert "Committed to the goal" not in outcomes(mia, live).content.decode()


def test_the_parts_are_counted_on_their_own(live, sales, fay):
    room(live, [(sales, sent(5, ()))] * 5 + [(sales, sent((), 1))] * 2)
    close(live, fay)
    kept = figures(live, "close")
    assert (kept["people"], kept["safety"]["people"], kept["across"]["people"]) == (7, 5, 2)
    assert (kept["safety"]["mean"], kept["across"]["mean"]) == (5.0, None)


def test_all_silent(live, sales, fay, mia):
    room(live, [(sales, None)] * 3)
    close(live, fay)
    assert figures(live, "close")["people"] == 0
    page = outcomes(mia, live).content.decode()
    assert "0 of 3 answered" in page
    assert "Too few to say" in page


def test_one_person(live, pat, fay, mia):
    pat.client.post(f"/room/{live.pk}/pulse/", sent(4, 2))
    close(live, fay)
    assert figures(live, "close")["safety"]["mean"] is None
    assert outcomes(mia, live).status_code == 200


@pytest.mark.parametrize(("answering", "is_part"), [(11, True), (12, False)])
def test_below_six_in_ten_it_says_part_of_the_picture(live, sales, fay, mia, answering, is_part):
    room(live, [(sales, sent(4, 4))] * answering + [(sales, None)] * (20 - answering))
    close(live, fay)
    assert ("part of the picture" in outcomes(mia, live).content.decode()) is is_part


def test_teams_are_shown_unless_one_is_laid_bare(live, organisation, sales, development, fay, mia):
    support = organisation.teams.create(name="Support", short_name="Sup", colour=3, position=3)
    live.teams.add(support)
    said = {sales: (9, 2), development: (8, 4), support: (3, 5)}
    room(live, [(team, sent((), step)) for team, (n, step) in said.items() for _each in range(n)])
    close(live, fay)
    kept = figures(live, "close")["across"]["teams"]
    assert kept == [{"team": sales.pk, "people": 9, "mean": 2.0}]
    page = outcomes(mia, live).content.decode()
    assert "As each team sees it" in page


def test_before_and_close_are_compared_with_what_chance_does(draft, sales, fay, mia):
    people = [(f"p{number}@example.org", "") for number in range(8)]
    asked = Invitation.put_on_the_list(draft, sales, people)
    Invitation.ask(draft, BEFORE)
    for invitation in asked:
        Client().post(at("pulse", invitation.token), sent(2, 3))
    draft.start_day(CLOSED_AT)
    room(draft, [(sales, sent(4, 3))] * 8)
    close(draft, fay)
    assert figures(draft, "before")["safety"]["mean"] == 2.0
    page = outcomes(mia, draft)
    changes = {part.name: part.changes[0] for part in page.context["pulse"].parts}
    assert (changes["safety"].difference, changes["safety"].smallest) == (2.0, 0.9)
    assert changes["safety"].is_more_than_chance
    assert not changes["across"].is_more_than_chance
    assert "more than the ±0.9 which chance" in " ".join(page.content.decode().split())


def test_figures_do_not_change_any_more(live, sales, fay):
    room(live, [(sales, sent(5, 5))] * 5)
    close(live, fay)
    kept = figures(live, "close")
    PulseAnswer.objects.create(
        workshop=live, round="close", team=sales, mark="x" * 64, safety=[1] * 4, across=[]
    )
    close(live, fay, CLOSED_AT + timedelta(days=1))
    assert figures(live, "close") == kept


def test_a_workshop_from_before_the_pulse_shows_nothing_of_it(live, fay, mia):
    close(live, fay)
    RoundFigures.objects.all().delete()
    assert outcomes(mia, live).context["pulse"] is None


def test_the_page_asks_the_database_as_often_for_many(live, sales, fay, mia):
    room(live, [(sales, sent(5, 5))])
    close(live, fay)
    with CaptureQueriesContext(
        connection,
    ) as few:
        outcomes(mia, live)
    kept = RoundFigures.objects.get(round="close")
    for what in ("day-90", "before"):
        RoundFigures.objects.update_or_create(
            workshop=live, round=what, defaults={"figures": kept.figures, "at": CLOSED_AT}
        )
    with CaptureQueriesContext(connection) as many:
        outcomes(mia, live)
    assert len(many) == len(few)


# Day 90 and the network


@pytest.fixture
def listed(draft, sales, development):
    """Fourteen people of two teams on the list, in the order in which they came."""
    members = []
    for number in range(14):
        team = [sales, development][number % 2]
        people = [(f"p{number:02}@example.org", f"P{number:02}")]
        (invitation,) = Invitation.put_on_the_list(draft, team, people)
        members.append(NetworkMember(invitation=invitation, name=invitation.name))
    Invitation.ask(draft, BEFORE)
    Invitation.objects.update(said=Said.YES)
    for member in members:
        posted = Client().post(at("network", member.invitation.token), {"name": member.name})
        assert posted.status_code == 302
    return list(NetworkMember.objects.order_by("pk"))


def after(draft, fay, clock):
    draft.start_day(CLOSED_AT)
    close(draft, fay)
    clock.move_to(DAY_30)


def asked_on(question):
    found = CheckIn.objects.filter(question=question).select_related("recipient")
    return {check_in.recipient.name: check_in for check_in in found}


def answer_before(members, rings):
    for place, member in enumerate(members):
        chosen = {"rings": [other.pk for other in members[:place] if rings(member, other)]}
        posted = Client().post(at("network", member.invitation.token), chosen)
        assert posted.status_code == 302


def answer_later(members, question, rings, clock):
    clock.move_to(DAY_30 if question == Question.BELIEF_ALL else DAY_90)
    everybody = list(NetworkMember.objects.order_by("pk"))
    asked = asked_on(question)
    for member in members:
        chosen = [other.pk for other in everybody if other.pk < member.pk and rings(member, other)]
        address = at("network-later", asked[member.name].token)
        assert Client().post(address, {"rings": chosen}).status_code == 302


def crosses(a, b):
    return a.invitation.team_id != b.invitation.team_id


def never(_a, _b):
    return False


def same_team(a, b):
    return not crosses(a, b)


def test_the_network_is_counted_once_and_destroyed(draft, listed, fay, mia, clock):
    answer_before(listed, same_team)
    after(draft, fay, clock)
    answer_later(listed, Question.BELIEF_ALL, lambda _a, _b: True, clock)
    answer_later(listed, Question.CUSTOMER, crosses, clock)
    count_ended_rounds()
    assert not RoundFigures.objects.filter(round="network").exists(), "there is time to answer"
    clock.move_to(COUNTED_AT)
    for _run in range(2):
        count_ended_rounds()
    sizes = Counter(member.invitation.team_id for member in listed)
    across, within = 7 * 7, 7 * 6
    chance = (across - within) / (across + within)
    assert set(sizes.values()) == {7}
    assert figures(draft, "network") == {
        "members": 14,
        "people": 14,
        "rounds": {
            "before": {"density": 0.0, "outwardness": round(-1 - chance, 2)},
            "day-30": {"density": 1.0, "outwardness": 0.0},
            "day-90": {"density": 1.0, "outwardness": round(1 - chance, 2)},
        },
    }
    for table in (NetworkAnswer, NetworkMember, PulseAnswer):
        assert not table.objects.exists()
    assert not WorkshopKey.objects.exists()
    assert NinetyDays.objects.get().key is None
    page = outcomes(mia, draft).content.decode()
    assert "14 of the 14 people on the list answered each" in " ".join(page.split())
    late = Client().post(at("later", asked_on(Question.CUSTOMER)["P00"].token), sent(1, 1))
    assert late.status_code == 410
    assert not WorkshopKey.objects.exists()


def test_only_the_same_people_are_compared(draft, listed, fay, clock):
    answer_before(listed, crosses)
    after(draft, fay, clock)
    answer_later(listed[:5], Question.BELIEF_ALL, crosses, clock)
    answer_later(listed[:12], Question.CUSTOMER, never, clock)
    count_day_90(draft, COUNTED_AT)
    kept = figures(draft, "network")
    assert (kept["people"], list(kept["rounds"])) == (12, ["before", "day-90"])
    assert kept["rounds"]["before"]["density"] == 1.0
    assert kept["rounds"]["day-90"] == {"density": 0.0, "outwardness": None}


@pytest.mark.parametrize("answering", [11, 0])
def test_too_few_of_the_list_say_nothing(draft, listed, fay, mia, clock, answering):
    answer_before(listed, crosses)
    after(draft, fay, clock)
    answer_later(listed[:answering], Question.CUSTOMER, crosses, clock)
    count_day_90(draft, COUNTED_AT)
    assert figures(draft, "network")["rounds"] == {}
    page = " ".join(outcomes(mia, draft).content.decode().split())
    assert "14 people were on the list; it takes 12 who answer each time" in page
    assert not NetworkAnswer.objects.exists()


def test_who_left_counts_nowhere(draft, listed, fay, clock):
    answer_before(listed, crosses)
    after(draft, fay, clock)
    answer_later(listed, Question.CUSTOMER, crosses, clock)
    for member in listed[:2]:
        member.leave()
    count_day_90(draft, COUNTED_AT)
    kept = figures(draft, "network")
    assert (kept["members"], kept["people"]) == (12, 12)
    assert kept["rounds"]["day-90"]["density"] == 1.0


def test_day_90_is_beside_the_others(draft, listed, fay, mia, clock):
    after(draft, fay, clock)
    clock.move_to(DAY_90)
    for place, check_in in enumerate(asked_on(Question.CUSTOMER).values()):
        if place < 6:
            Client().post(at("later", check_in.token), sent(4, 4))
    clock.move_to(COUNTED_AT)
    count_ended_rounds()
    kept = figures(draft, "day-90")
    assert (kept["people"], kept["asked"], kept["safety"]["mean"]) == (6, 14, 4.0)
    rows = outcomes(mia, draft).context["pulse"].parts[0].rows
    assert [(row.round, row.people) for row in rows] == [("before", 0), ("day-90", 6)]
