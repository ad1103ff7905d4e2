import pytest

from tests.people.conftest import acts

pytestmark = pytest.mark.django_db
PAGE = "/o/customer-platform/teams/"


def test_fay_retires_a_team_and_brings_it_back(fay, organisation, sales, development):
    fay.client.post(f"{PAGE}{sales.pk}/retire/")
    fay.client.post(f"{PAGE}{sales.pk}/retire/")

    assert [team.name for team in organisation.teams.active()] == ["Development"]
    assert "Retired" in fay.client.get(PAGE).content.decode()
    assert "This team is retired" in fay.client.get(f"{PAGE}{sales.pk}/").content.decode()

    fay.client.post(f"{PAGE}{sales.pk}/return/")

    assert [team.name for team in organisation.teams.active()] == ["Sales", "Development"]
    assert acts(organisation) == [("team.retired", "Sales"), ("team.brought-back", "Sales")]


def test_a_retired_team_keeps_its_name(fay, organisation, sales):
    fay.client.post(f"{PAGE}{sales.pk}/retire/")

    response = fay.client.post(PAGE, {"name": "Sales", "short_name": "Sal", "colour": "1"})

    assert "There is a team with this name already." in response.content.decode()


def test_fay_deletes_a_team_that_was_a_mistake(fay, organisation, sales):
    assert f"{sales.pk}/delete/" in fay.client.get(f"{PAGE}{sales.pk}/").content.decode()

    response = fay.client.post(f"{PAGE}{sales.pk}/delete/")

    assert response.url == PAGE
    assert not organisation.teams.exists()
    assert acts(organisation) == [("team.deleted", "Sales")]
    assert fay.client.post(f"{PAGE}{sales.pk}/delete/").status_code == 404


def test_a_team_of_a_workshop_is_not_deleted_but_may_be_retired(fay, organisation, sales, draft):
    assert f"{sales.pk}/delete/" not in fay.client.get(f"{PAGE}{sales.pk}/").content.decode()

    response = fay.client.post(f"{PAGE}{sales.pk}/delete/", follow=True)

    page = response.content.decode()
    assert "Sales has been part of a workshop" in page
    assert f"{sales.pk}/retire/" in page
    assert sales in draft.teams.all()
    assert organisation.teams.count() == 2


def test_a_team_that_only_somebody_once_belonged_to_is_not_deleted(fay, sales, pat, draft):
    draft.teams.remove(sales)
    for problem in draft.problems.all():
        problem.stuck_between.remove(sales)

    fay.client.post(f"{PAGE}{sales.pk}/delete/")

    sales.refresh_from_db()
    assert pat.seat.team == sales
