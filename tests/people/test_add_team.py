import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people.conftest import acts
from workshop.people.models import Colour, Team

pytestmark = pytest.mark.django_db
PAGE = "/o/customer-platform/teams/"
FORM = {"name": "Field service", "short_name": "Field", "colour": "4"}


@pytest.mark.parametrize("who", ["ada", "fay"])
def test_admin_and_facilitator_add_a_team(who, organisation, request):
    person = request.getfixturevalue(who)

    response = person.client.post(PAGE, FORM)

    assert response.url == PAGE
    team = organisation.teams.get()
    assert (team.name, team.short_name, team.colour) == ("Field service", "Field", Colour.GREEN)
    assert acts(organisation) == [("team.added", "Field service")]
    assert "Field service" in person.client.get(PAGE).content.decode()


def test_a_new_team_comes_last(fay, organisation, sales, development):
    fay.client.post(PAGE, FORM)

    names = [team.name for team in organisation.teams.all()]
    assert names == ["Sales", "Development", "Field service"]


def test_the_short_name_may_be_left_out(fay, organisation):
    fay.client.post(PAGE, FORM | {"short_name": ""})

    assert organisation.teams.get().short_name == "Fie"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Some words are missing here"),
        ({"name": "x" * 41}, "There is room for 40"),
        ({"short_name": "seven77"}, "There is room for 6"),
        ({"colour": "9"}, "Select a valid choice"),
        ({"name": "sales"}, "There is a team with this name already."),
    ],
)
def test_what_cannot_be_used_is_said(fay, organisation, sales, change, sentence):
    response = fay.client.post(PAGE, FORM | change)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert organisation.teams.get() == sales


def test_fay_ticks_the_usual_teams(fay, organisation, sales):
    page = fay.client.get(PAGE).content.decode()
    assert 'value="support"' in page
    assert 'value="sales"' not in page

    response = fay.client.post(f"{PAGE}presets/", {"presets": ["support", "finance"]})

    assert response.url == PAGE
    assert (
        "Added: Support, Finance."
        f' <a href="/o/{organisation.slug}/workshops/new/">Create a workshop</a>'
    ) in fay.client.get(PAGE).content.decode()
    teams = organisation.teams.values_list("name", "short_name", "colour")
    assert list(teams) == [("Sales", "Sal", 1), ("Support", "Sup", 2), ("Finance", "Fin", 3)]
    assert acts(organisation) == [("team.added", "Support"), ("team.added", "Finance")]


def test_one_team_is_too_few_for_the_next_step(fay, organisation):
    fay.client.post(f"{PAGE}presets/", {"presets": ["support"]})
    page = fay.client.get(PAGE).content.decode()
    assert "Added: Support." in page
    assert "Create a workshop" not in page


def test_the_ninth_team_wears_the_colour_that_fewest_wear(organisation):
    for colour in (1, 1, 2, 3, 4, 5, 6, 7, 8):
        Team.add(organisation, f"Team {organisation.teams.count()}", "T", colour)
    assert Team.add(organisation, "Next", "N").colour == 2


def test_ticking_twice_adds_once(fay, organisation):
    fay.client.post(f"{PAGE}presets/", {"presets": ["support"]})

    assert fay.client.post(f"{PAGE}presets/", {"presets": ["support"]}).status_code == 422
    assert organisation.teams.count() == 1


def test_ticking_nothing_is_said(fay, organisation):
    response = fay.client.post(f"{PAGE}presets/", {})

    assert response.status_code == 422
    assert "Tick at least one team." in response.content.decode()


@pytest.mark.parametrize("who", ["mia", "sam"])
def test_others_find_no_teams_page(who, organisation, sales, request):
    person = request.getfixturevalue(who)

    assert person.client.get(PAGE).status_code == 404
    assert person.client.post(PAGE, FORM).status_code == 404
    assert person.client.post(f"{PAGE}presets/", {"presets": ["support"]}).status_code == 404
    assert organisation.teams.get() == sales


def test_anonymous_is_sent_to_sign_in(client, organisation):
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_thirty_teams_take_as_many_queries_as_one(fay, organisation, sales):
    with CaptureQueriesContext(connection) as one:
        fay.client.get(PAGE)
    for number in range(29):
        organisation.teams.create(name=f"Team {number}", short_name=f"T{number}")
    with CaptureQueriesContext(connection) as thirty:
        fay.client.get(PAGE)

    assert len(thirty) == len(one)
