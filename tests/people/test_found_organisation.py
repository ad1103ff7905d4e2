import pytest

from workshop.people.models import Organisation, Role

pytestmark = pytest.mark.django_db


def test_ada_founds_an_organisation_and_is_its_admin(ada):
    response = ada.client.post("/organisations/new/", {"name": " Åkers  Platform "})

    organisation = Organisation.objects.get()
    assert response.url == f"/o/{organisation.slug}/teams/"
    assert (organisation.name, organisation.slug) == ("Åkers  Platform", "akers-platform")
    assert organisation.role_of(ada.user) == Role.ADMIN
    entry = organisation.audit_entries.get()
    assert (entry.act, entry.actor) == ("organisation.founded", ada.user)


def test_the_teams_page_offers_the_usual_teams_after_the_founding(ada):
    page = ada.client.post(
        "/organisations/new/", {"name": "Platform"}, follow=True
    ).content.decode()

    assert "Which teams does it lie between?" in page
    for team in ("Sales", "Development", "Support", "Marketing", "Operations", "Product"):
        assert team in page


def test_two_organisations_may_have_the_same_name(ada, sam):
    ada.client.post("/organisations/new/", {"name": "Platform"})
    sam.client.post("/organisations/new/", {"name": "Platform"})

    first, second = Organisation.objects.filter(name="Platform").order_by("pk")
    assert first.slug == "platform"
    assert second.slug.startswith("platform-")


def test_a_double_click_founds_one(ada):
    for _click in range(2):
        response = ada.client.post("/organisations/new/", {"name": "Platform"})

    assert response.url == "/o/platform/teams/"
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_name_that_cannot_be_used_is_said(ada, name):
    response = ada.client.post("/organisations/new/", {"name": name})

    assert response.status_code == 422
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("name", ["会社", "مؤسسة", "🚪🚪", "{{ name }}", "<b>Bold</b>"])
def test_any_script_and_any_sign_is_shown_as_typed(ada, name):
    response = ada.client.post("/organisations/new/", {"name": name}, follow=True)

    assert Organisation.objects.get().name == name
    assert response.status_code == 200
    assert "<b>Bold</b>" not in response.content.decode()


def test_anonymous_is_sent_to_sign_in(client):
    assert client.post("/organisations/new/", {"name": "X"}).status_code == 302
    assert not Organisation.objects.exists()
