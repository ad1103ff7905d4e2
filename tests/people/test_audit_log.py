import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import make_user

pytestmark = pytest.mark.django_db
PAGE = "/o/customer-platform/audit/"


def test_ada_reads_who_did_what_in_words(ada, fay, organisation, sales):
    fay.client.post(f"/o/customer-platform/teams/{sales.pk}/retire/")

    page = ada.client.get(PAGE).content.decode()

    assert page.index("retired a team") < page.index("founded the organisation")
    assert "Fay" in page
    assert "Sales" in page


def test_an_act_without_words_of_its_own_and_a_person_who_is_gone_are_shown(ada, organisation):
    gone = make_user("gone")
    organisation.record(gone, "moon.painted", "<b>blue</b>")
    gone.delete()

    page = ada.client.get(PAGE).content.decode()

    assert "moon.painted" in page
    assert "&lt;b&gt;blue&lt;/b&gt;" in page
    assert "Somebody who is gone" in page


def test_older_entries_are_on_further_pages(ada, organisation):
    for number in range(60):
        organisation.record(ada.user, "team.added", f"Team {number}.")

    first = ada.client.get(PAGE).content.decode()
    second = ada.client.get(f"{PAGE}?page=2").content.decode()

    assert "Team 59." in first
    assert "Team 9." not in first
    assert "Team 9." in second
    assert "Page 2 of 2" in second
    assert ada.client.get(f"{PAGE}?page=none").status_code == 200
    assert "Page 2 of 2" in ada.client.get(f"{PAGE}?page=99").content.decode()


@pytest.mark.parametrize("who", ["fay", "mia", "sam"])
def test_others_find_no_audit_log(who, organisation, request):
    assert request.getfixturevalue(who).client.get(PAGE).status_code == 404


def test_anonymous_is_sent_to_sign_in(client, organisation):
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_thirty_entries_take_as_many_queries_as_one(ada, organisation):
    with CaptureQueriesContext(connection) as one:
        ada.client.get(PAGE)
    for number in range(29):
        organisation.record(make_user(f"p{number}"), "team.added", "Sales")
    with CaptureQueriesContext(connection) as thirty:
        ada.client.get(PAGE)

    assert len(thirty) == len(one)
