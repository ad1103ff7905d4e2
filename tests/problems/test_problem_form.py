import pytest
from django.urls import reverse
from django.utils import timezone

from problems.models import Problem, Solution
from tests.conftest import take_seat
from workshop.people.models import Organisation

PICTURES = {
    "pictures-TOTAL_FORMS": "0",
    "pictures-INITIAL_FORMS": "0",
    "pictures-MIN_NUM_FORMS": "0",
    "pictures-MAX_NUM_FORMS": "6",
}


@pytest.fixture
def typed(sales, development) -> dict[str, object]:
    return {
        "title": "Export stops at 10,000 rows",
        "customer": "Data analyst",
        "story": "First this.\r\nThen that.",
        "customer_says": "Warn me",
        "cost": "A week",
        "since": "last autumn",
        "stuck_between": [sales.pk, development.pk],
        "evidence_links": "https://example.org/1\r\n\r\nhttp://example.org/2",
        **PICTURES,
    }


def new(workshop) -> str:
    return reverse("problem-new", args=[workshop.pk])


def events(workshop) -> list[tuple[str, str]]:
    return list(workshop.stream.events.order_by("revision").values_list("kind", "target"))


def test_fay_puts_up_a_problem_with_every_field(fay, draft, typed, sales, development):
    response = fay.client.post(new(draft), typed)
    assert response.status_code == 302
    assert response.url == reverse("problems", args=[draft.pk])
    problem = draft.problems.get()
    assert problem.position == 1
    assert problem.title == "Export stops at 10,000 rows"
    assert problem.customer == "Data analyst"
    assert problem.story == "First this.\nThen that."
    assert problem.customer_says == "Warn me"
    assert problem.cost == "A week"
    assert problem.since == "last autumn"
    assert set(problem.stuck_between.all()) == {sales, development}
    assert problem.evidence_links == ["https://example.org/1", "http://example.org/2"]


def test_fay_adds_one_after_another(fay, draft, typed):
    response = fay.client.post(new(draft), typed | {"another": "yes"})
    assert response.url == new(draft)
    fay.client.post(new(draft), typed | {"title": "Second"})
    assert list(draft.problems.values_list("position", "title")) == [
        (1, "Export stops at 10,000 rows"),
        (2, "Second"),
    ]


def test_fay_adds_on_the_day_and_every_screen_hears_of_it(fay, live, typed):
    before = events(live)
    fay.client.post(new(live), typed)
    assert events(live)[len(before) :] == [("posters", "")]
    assert live.problems.last().position == 3


def test_fay_changes_a_problem_and_every_screen_hears_of_it(fay, live, problem, typed):
    before = events(live)
    response = fay.client.post(reverse("problem-edit", args=[problem.pk]), typed | {"title": "New"})
    assert response.status_code == 302
    problem.refresh_from_db()
    assert (problem.title, problem.position) == ("New", 1)
    assert events(live)[len(before) :] == [
        ("problem", str(problem.pk)),
        ("story", str(problem.pk)),
    ]


def test_fay_changing_a_text_keeps_order_and_spotlight_of_the_moment(fay, live, problem, typed):
    stale = Problem.objects.get(pk=problem.pk)
    problem.move(1)
    problem.spotlight()
    form_of = reverse("problem-edit", args=[stale.pk])
    fay.client.post(form_of, typed)
    problem.refresh_from_db()
    assert (problem.position, problem.in_spotlight) == (2, True)


def test_fay_sees_the_texts_in_the_form_again(fay, problem):
    problem.evidence_links = ["https://example.org/1", "https://example.org/2"]
    problem.save()
    page = fay.client.get(reverse("problem-edit", args=[problem.pk]))
    assert page.context["form"]["evidence_links"].value() == (
        "https://example.org/1\nhttps://example.org/2"
    )
    assert len(page.context["form"]["stuck_between"].value()) == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", " \t\n ", "Some words are missing here."),
        ("title", "x" * 121, "This is 121 characters. There is room for 120."),
        ("story", "x" * 1201, "This is 1201 characters. There is room for 1200."),
        ("customer_says", "å" * 241, "This is 241 characters. There is room for 240."),
        ("evidence_links", "example.org", "“example.org” doesn&#x27;t begin with http:// or"),
        ("evidence_links", "javascript:alert(1)", "doesn&#x27;t begin with http:// or https://"),
        ("evidence_links", "https://", "isn&#x27;t a complete web address"),
        ("evidence_links", "https://a b", "isn&#x27;t a complete web address"),
        ("evidence_links", "https://e.org/" + "a" * 500, "is 514 characters long; at most 500 fit"),
        ("evidence_links", "https://e.org\n" * 11, "These are 11 links; at most 10 fit"),
        ("stuck_between", [], "Choose the teams it got stuck between, two or more."),
    ],
)
def test_fay_hears_what_is_wrong_and_loses_nothing(fay, draft, typed, field, value, sentence):
    response = fay.client.post(new(draft), typed | {field: value})
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert not draft.problems.exists()
    kept = "A week" if field != "cost" else typed["title"]
    assert kept in page
    if isinstance(value, str) and value.strip():
        assert response.context["form"][field].value() == value


def test_fay_needs_a_second_team(fay, draft, typed, sales):
    response = fay.client.post(new(draft), typed | {"stuck_between": [sales.pk]})
    assert response.status_code == 422
    assert "One team alone isn’t" in response.content.decode().replace("&#x27;", "’")


def test_fay_cannot_name_a_team_of_another_organisation_or_workshop(
    fay, sam, draft, typed, sales, organisation
):
    theirs = Organisation.objects.get(name="Elsewhere").teams.get()
    apart = organisation.teams.create(name="Legal", short_name="Leg")
    for team in (theirs, apart):
        response = fay.client.post(new(draft), typed | {"stuck_between": [sales.pk, team.pk]})
        assert response.status_code == 422
        assert "Their sales" not in response.content.decode()
    assert not draft.problems.exists()


def test_fay_sees_markup_and_template_syntax_as_typed(fay, draft, typed):
    odd = "<script>alert(1)</script> {{ 7|add:7 }} {% now 'Y' %}"
    fay.client.post(new(draft), typed | {"title": odd, "story": odd, "customer_says": "שלום 🚪 𝄞"})
    problem = draft.problems.get()
    assert problem.title == problem.story == odd
    for page in (
        fay.client.get(reverse("problem", args=[problem.pk])),
        fay.client.get(reverse("problems", args=[draft.pk])),
        fay.client.get(reverse("problem-edit", args=[problem.pk])),
    ):
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }} {% now" in html
    assert "שלום 🚪 𝄞" in fay.client.get(reverse("problem", args=[problem.pk])).content.decode()


def test_fay_keeps_what_she_typed_over_the_close(fay, live, problem, typed):
    live.close(timezone.now(), fay.user, "The last train leaves")
    for address in (new(live), reverse("problem-edit", args=[problem.pk])):
        response = fay.client.post(address, typed)
        assert response.status_code == 422
        page = response.content.decode()
        assert "The workshop has closed, so its problems stay as they are." in page
        assert "last autumn" in page
    assert live.problems.count() == 2
    problem.refresh_from_db()
    assert problem.since == ""


def test_fay_hears_that_a_problem_was_deleted_while_she_wrote(fay, live, problem, typed):
    address = reverse("problem-edit", args=[problem.pk])
    form = fay.client.get(address).context["form"]
    problem.take_down()
    bound = type(form)(live, typed, instance=form.instance)
    assert bound.is_valid()
    with pytest.raises(Exception, match="Somebody has deleted this problem meanwhile"):
        bound.hang()
    assert live.problems.count() == 1


def test_fay_deletes_a_problem_after_a_question(fay, live, problem):
    address = reverse("problem-delete", args=[problem.pk])
    asked = fay.client.get(address)
    assert "Delete this problem?" in asked.content.decode()
    assert live.problems.count() == 2
    before = events(live)
    assert fay.client.post(address).status_code == 302
    assert list(live.problems.values_list("position", "title")) == [(1, "No VAT number")]
    assert events(live)[len(before) :] == [("posters", ""), ("spotlight", "")]
    assert fay.client.post(address).status_code == 404


def test_fay_cannot_delete_what_people_have_written_on(fay, live, problem, sales):
    pat = take_seat(live, "Pat", sales)
    idea = Solution.post(problem, pat.seat, "Say how many", "k" * 8, timezone.now())
    idea.withdraw()
    response = fay.client.post(reverse("problem-delete", args=[problem.pk]))
    assert response.status_code == 422
    assert "People have written on this poster already, so it stays." in response.content.decode()
    assert live.problems.count() == 2


def test_fay_cannot_delete_after_the_close(fay, live, problem):
    live.close(timezone.now(), fay.user, "The last train leaves")
    response = fay.client.post(reverse("problem-delete", args=[problem.pk]))
    assert response.status_code == 422
    assert live.problems.count() == 2


def test_taking_down_twice_is_taking_down_once(live, problem):
    again = Problem.objects.get(pk=problem.pk)
    problem.take_down()
    again.take_down()
    assert list(live.problems.values_list("position", flat=True)) == [1]


@pytest.mark.parametrize("name", ["problem-edit", "problem-delete"])
def test_sam_and_mia_cannot_change_a_problem(sam, mia, problem, typed, name):
    for person in (sam, mia):
        address = reverse(name, args=[problem.pk])
        assert person.client.get(address).status_code == 404
        assert person.client.post(address, typed).status_code == 404
    problem.refresh_from_db()
    assert problem.title == "Export stops at 10,000 rows"


def test_sam_cannot_add_a_problem(sam, draft, typed):
    assert sam.client.get(new(draft)).status_code == 404
    assert sam.client.post(new(draft), typed).status_code == 404
    assert not draft.problems.exists()


def test_mia_reads_a_problem_and_sam_does_not(mia, sam, problem):
    address = reverse("problem", args=[problem.pk])
    page = mia.client.get(address)
    assert problem.title in page.content.decode()
    assert reverse("problem-edit", args=[problem.pk]) not in page.content.decode()
    assert sam.client.get(address).status_code == 404


def test_an_anonymous_browser_is_asked_to_sign_in(client, problem, draft, typed):
    for name, pk in [
        ("problem", problem.pk),
        ("problem-edit", problem.pk),
        ("problem-delete", problem.pk),
        ("problems", draft.pk),
        ("problem-new", draft.pk),
    ]:
        address = reverse(name, args=[pk])
        assert client.get(address).status_code == 302
        assert client.post(address, typed).status_code in (302, 405)
    assert draft.problems.count() == 2


def test_pat_from_the_room_cannot_reach_the_facilitators_pages(pat, live, problem):
    for name, pk in [("problems", live.pk), ("problem-edit", problem.pk)]:
        assert "/login/" in pat.client.get(reverse(name, args=[pk])).url
