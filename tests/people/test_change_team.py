import pytest

from tests.people.conftest import acts
from workshop.people.models import Team

pytestmark = pytest.mark.django_db
PAGE = "/o/customer-platform/teams/"


def test_fay_changes_a_team(fay, organisation, sales):
    page = fay.client.get(f"{PAGE}{sales.pk}/").content.decode()
    assert 'value="Sales"' in page

    form = {"name": "Sales Nordic", "short_name": "SaNo", "colour": "5"}
    response = fay.client.post(f"{PAGE}{sales.pk}/", form)

    assert response.url == PAGE
    sales.refresh_from_db()
    assert (sales.name, sales.short_name, sales.colour) == ("Sales Nordic", "SaNo", 5)
    assert acts(organisation) == [("team.changed", "Sales Nordic")]


def test_a_team_may_keep_its_own_name_and_not_take_another(fay, sales, development):
    form = {"short_name": "Sal", "colour": "1"}

    assert fay.client.post(f"{PAGE}{sales.pk}/", form | {"name": "SALES"}).status_code == 302
    response = fay.client.post(f"{PAGE}{sales.pk}/", form | {"name": "development"})

    assert response.status_code == 422
    assert "There is a team with this name already." in response.content.decode()
    sales.refresh_from_db()
    assert sales.name == "SALES"


def test_fay_changes_the_order(fay, organisation, sales, development):
    third = Team.add(organisation, "Support", "Sup")
    retired = Team.add(organisation, "Gone", "Gon")
    retired.retire(organisation.founded_at)

    def order():
        return [team.name for team in organisation.teams.active()]

    fay.client.post(f"{PAGE}{third.pk}/move/", {"to": "earlier"})
    assert order() == ["Sales", "Support", "Development"]
    fay.client.post(f"{PAGE}{sales.pk}/move/", {"to": "later"})
    assert order() == ["Support", "Sales", "Development"]
    fay.client.post(f"{PAGE}{development.pk}/move/", {"to": "later"})
    fay.client.post(f"{PAGE}{third.pk}/move/", {"to": "earlier"})
    assert order() == ["Support", "Sales", "Development"]
    assert acts(organisation)[0] == ("team.moved", "Support")


@pytest.mark.parametrize("who", ["mia", "sam"])
def test_others_change_nothing(who, organisation, sales, development, request):
    person = request.getfixturevalue(who)
    form = {"name": "Mine", "short_name": "M", "colour": "1", "to": "later"}

    for slug in ("customer-platform", "elsewhere"):
        page = f"/o/{slug}/teams/{sales.pk}/"
        assert person.client.get(page).status_code == 404
        for action in ("", "move/", "retire/", "return/", "delete/"):
            assert person.client.post(page + action, form).status_code == 404
    assert [team.name for team in organisation.teams.active()] == ["Sales", "Development"]
    assert acts(organisation) == []


def test_a_team_is_found_in_its_own_organisation_only(ada, sales):
    ada.client.post("/organisations/new/", {"name": "Second"})

    assert ada.client.get(f"/o/second/teams/{sales.pk}/").status_code == 404


def test_anonymous_is_sent_to_sign_in(client, sales):
    page = f"{PAGE}{sales.pk}/"
    assert client.get(page).url == f"/accounts/login/?next={page}"
