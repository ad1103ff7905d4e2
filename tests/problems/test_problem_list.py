from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from problems.models import Problem


def add(workshop, count: int) -> None:
    for number in range(count):
        problem = Problem.objects.create(
            workshop=workshop,
            position=Problem.next_position(workshop),
            title=f"Problem {number}",
            customer="Somebody",
        )
        problem.stuck_between.set(workshop.teams.all())


def test_fay_sees_number_title_customer_and_teams(fay, live):
    live.problems.first().move(1)
    page = fay.client.get(reverse("problems", args=[live.pk]))
    assert [problem.position for problem in page.context["page"]] == [1, 2]
    assert page.context["page"][0].title == "No VAT number"
    html = page.content.decode()
    for words in ("Export stops at 10,000 rows", "No VAT number", "Sales", "Development"):
        assert words in html


def test_fay_sees_an_invitation_where_nothing_hangs(fay, draft):
    page = fay.client.get(reverse("problems", args=[draft.pk]))
    assert "The wall is still bare" in page.content.decode()


def test_the_list_asks_as_often_for_thirty_as_for_one(fay, draft):
    address = reverse("problems", args=[draft.pk])
    add(draft, 1)
    fay.client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        fay.client.get(address)
    add(draft, 29)
    with CaptureQueriesContext(connection) as thirty:
        page = fay.client.get(address)
    assert len(page.context["page"]) == 30
    assert len(thirty) == len(one)


def test_fay_can_change_nothing_on_the_list_after_the_close(fay, live):
    live.close(timezone.now(), fay.user, "The last train leaves")
    html = fay.client.get(reverse("problems", args=[live.pk])).content.decode()
    assert "The workshop has closed, so its problems stay as they are." in html
    assert "No VAT number" in html
    assert reverse("problem-order", args=[live.pk]) not in html
    assert reverse("problem-new", args=[live.pk]) not in html
    assert reverse("problem-import", args=[live.pk]) not in html


def test_sam_and_mia_do_not_see_the_list(sam, mia, live):
    for person in (sam, mia):
        response = person.client.get(reverse("problems", args=[live.pk]))
        assert response.status_code == 404
        assert b"VAT" not in response.content


def test_fay_turns_the_pages_of_a_long_list(fay, draft):
    add(draft, 101)
    address = reverse("problems", args=[draft.pk])
    first = fay.client.get(address)
    assert len(first.context["page"]) == 100
    assert "Page 1 of 2" in first.content.decode()
    last = fay.client.get(address, {"page": "2"})
    assert [problem.position for problem in last.context["page"]] == [101]
    for odd in ("0", "x", "99", "-1"):
        assert fay.client.get(address, {"page": odd}).status_code == 200
