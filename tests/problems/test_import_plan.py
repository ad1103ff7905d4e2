"""What an import would do, and what it does: the plain functions behind the pages."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from problems.importing.columns import Mapping
from problems.importing.plan import ImportPlan, RowsLeft, plan
from problems.importing.reading import read_rows, read_text
from problems.importing.teams import split
from problems.models import Problem
from workshop.models import Workshop, WrongStep

SAMPLE = Path(__file__).parents[2] / "problems" / "sample" / "customer_problems.csv"
DEPARTMENTS = {
    *("marketing", "product", "sales", "operations", "legal", "support", "development"),
    *("customer success", "finance/billing"),
}


def planned(workshop: Workshop, text: str) -> ImportPlan:
    table = read_text(text)
    return plan(workshop, table, Mapping.guessed(table))


def reasons(plan: ImportPlan, *create: str) -> dict[int, list[str]]:
    return {row.number: row.reasons for row in plan.verdict(create).bad}


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("marketing;product;sales", ["marketing", "product", "sales"]),
        ("finance/billing; customer  success", ["finance/billing", "customer success"]),
        ("Sales, Support | Legal", ["Sales", "Support", "Legal"]),
        ("R&D, Nordic; Sales", ["R&D, Nordic", "Sales"]),
        ("Sales\nSupport", ["Sales", "Support"]),
        ("Sales;sales ; SALES;;", ["Sales"]),
        ("finance/billing", ["finance/billing"]),
        ("", []),
    ],
)
def test_team_names_are_parted_and_a_slash_parts_nothing(cell, names):
    assert split(cell) == names


def test_the_sample_makes_twenty_problems_and_the_teams_somebody_ticked(draft, fay, sales):
    table = read_rows(SAMPLE.read_bytes(), SAMPLE.name)
    proposal = plan(draft, table, Mapping.guessed(table))
    assert set(proposal.unknown) == DEPARTMENTS - {"sales", "development"}
    assert proposal.suggested == set(proposal.unknown)
    assert proposal.unknown["product"].rows == 13
    assert proposal.save(proposal.suggested, by=fay.user) == 20
    assert list(draft.problems.values_list("position", flat=True)) == list(range(1, 21))
    first = draft.problems.first()
    assert first.title == "I can't tell from the pricing page how many users the free tier allows"
    assert first.customer == "Prospective buyer comparing plans"
    assert first.customer_says == "How many of us can use it for free, and what is left out?"
    assert first.since == "2019-03-21"
    assert first.evidence_links == ["https://github.com/sourcegraph/about/issues/98"]
    assert {team.name for team in first.stuck_between.all()} == {"Marketing", "Product", "Sales"}
    assert sales in first.stuck_between.all()
    assert draft.problems.get(position=16).since == "2023-07"
    names = set(draft.organisation.teams.values_list("name", flat=True))
    assert {name.lower() for name in names} == DEPARTMENTS
    assert draft.teams.count() == 9
    teams = draft.organisation.teams.all()
    assert len({team.short_name.lower() for team in teams}) == 9
    assert {team.colour for team in teams} == set(range(1, 9))
    assert draft.organisation.audit_entries.filter(act="team.added", actor=fay.user).count() == 7


def test_a_new_team_begins_with_a_capital_and_own_capitals_stay(draft):
    proposal = planned(draft, "Title;Team\nA;Sales,customer success,iOS,R&D,ﬁnance\n")
    assert [team.name for team in proposal.unknown.values()] == [
        "Customer success",
        "iOS",
        "R&D",
        "ﬁnance",  # whose first letter would become two
    ]
    proposal.save({"customer success"})
    assert draft.teams.filter(name="Customer success").exists()


def test_looking_saves_nothing(draft):
    table = read_rows(SAMPLE.read_bytes(), SAMPLE.name)
    with CaptureQueriesContext(connection) as queries:
        plan(draft, table, Mapping.guessed(table)).verdict({"marketing"})
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert len(queries) <= 4


def test_teams_are_matched_by_name_and_short_name_in_any_case(draft, sales, development):
    proposal = planned(draft, "Title;Team\nA;SALES, dev\nB;sal,Development\n".replace(";", "\t"))
    assert not proposal.unknown
    proposal.save()
    for problem in draft.problems.all():
        assert set(problem.stuck_between.all()) == {sales, development}


def test_a_team_of_the_organisation_joins_the_workshop_when_a_row_names_it(draft, organisation):
    legal = organisation.teams.create(name="Legal", short_name="Leg")
    organisation.teams.create(name="Support", short_name="Sup")
    proposal = planned(draft, "Title;Team\nA;Sales,Legal\n")
    assert proposal.verdict(()).joining == [legal]
    proposal.save()
    assert set(draft.teams.values_list("name", flat=True)) == {"Sales", "Development", "Legal"}


def test_a_row_needs_two_teams(draft):
    proposal = planned(
        draft,
        "Title;Team\nnone;\none;Sales\ntwice;Sales,sal\nunknown;Sales,Marketing\nfine;Sales,Development\n",
    )
    assert reasons(proposal) == {
        2: ["It names no team. Say between which two it got stuck."],
        3: ["It names “Sales” only; two teams are needed."],
        4: ["It names “Sales” only; two teams are needed."],
        5: ["“Marketing” isn't one of your teams.", "It names “Sales” only; two teams are needed."],
    }
    assert set(reasons(proposal, "MARKETING")) == {2, 3, 4}


def test_an_unticked_name_is_left_off_where_two_others_remain(draft):
    proposal = planned(draft, "Title;Team\nA;Sales,Development,Marketing\n")
    row = proposal.verdict(()).good[0]
    assert row.without == ["Marketing"]
    assert proposal.save() == 1
    assert draft.problems.get().stuck_between.count() == 2
    assert not draft.organisation.teams.filter(name="Marketing").exists()


def test_a_slip_of_the_pen_is_not_suggested_as_a_new_team(draft, development):
    proposal = planned(draft, "Title;Team\nA;Sales,Developement\nB;Sales,Marketing\n")
    assert proposal.suggested == {"marketing"}
    assert proposal.unknown["developement"].close_to == development


def test_a_retired_team_takes_no_new_problems(draft, organisation):
    organisation.teams.create(name="Fax", short_name="Fax", retired_at=timezone.now())
    proposal = planned(draft, "Title;Team\nA;Sales,Fax\n")
    assert reasons(proposal)[2][0] == "“Fax” is retired. Bring it back on the teams page first."
    assert not proposal.unknown


def test_a_name_too_long_for_a_team_is_said(draft):
    proposal = planned(draft, f"Title;Team\nA;Sales,{'x' * 41}\n")
    assert "is 41 characters long; a team's name has at most 40." in reasons(proposal)[2][0]
    assert not proposal.unknown


def test_a_wrong_column_for_teams_offers_no_hundred_new_teams(draft):
    rows = "".join(f"Problem {number};Story number {number}\n" for number in range(60))
    proposal = planned(draft, "Title;Team\n" + rows)
    assert proposal.too_many_unknown
    assert not proposal.unknown
    assert len(proposal.verdict({"story number 1"}).bad) == 60


def test_every_reason_names_field_and_length(draft):
    long = "x" * 130
    proposal = planned(
        draft,
        "Title;Story;Customer says;Since;Team;Evidence\n"
        f"{long};{'y' * 1300};{'z' * 241};{'s' * 41};Sales,Dev;ftp://x\n"
        ";story;;;Sales,Dev;https://example.org\n"
        "ragged;a;b\n"
        "ragged;a;b;c;Sales,Dev;https://example.org;g\n"
        "fine;a;b;c;Sales,Dev;https://a.example https://b.example;https://c.example\n".replace(
            "example;https", "example, https"
        ),
    )
    assert reasons(proposal) == {
        2: [
            "“Title” is 130 characters long; at most 120 fit.",
            "“Story” is 1300 characters long; at most 1200 fit.",
            "“The customer says” is 241 characters long; at most 240 fit.",
            "“Since” is 41 characters long; at most 40 fit.",
            "“ftp://x” doesn't begin with http:// or https://.",
        ],
        3: ["It has no title."],
        4: [
            "It has 3 cells where the first row has 6. A separator or a quotation mark may be missing."
        ],
        5: [
            "It has 7 cells where the first row has 6. A separator or a quotation mark may be missing."
        ],
    }
    good = proposal.verdict(()).good[0].entry
    assert good.links == ["https://a.example", "https://b.example", "https://c.example"]


def test_titles_used_twice_are_flagged_and_imported_all_the_same(draft):
    Problem.objects.create(workshop=draft, position=1, title="Here already")
    proposal = planned(
        draft,
        "Title;Team\nSame;Sales,Dev\nsame ;Sales,Dev\nHERE already;Sales,Dev\nNew;Sales,Dev\n",
    )
    verdict = proposal.verdict(())
    assert [row.doubled for row in verdict.good] == [True, True, True, False]
    assert verdict.doubled == 3
    assert proposal.save() == 4
    assert list(draft.problems.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_bad_rows_stop_everything_until_somebody_leaves_them_out(draft):
    proposal = planned(draft, "Title;Team\nA;Sales,Marketing\nB;Sales\nC;Sales,Development\n")
    with pytest.raises(RowsLeft, match="1 row cannot be imported as it is"):
        proposal.save({"marketing"})
    assert not draft.problems.exists()
    assert not draft.organisation.teams.filter(name="Marketing").exists()
    assert proposal.save({"marketing"}, leave_out=True) == 2
    assert list(draft.problems.values_list("title", flat=True)) == ["A", "C"]


def test_with_no_good_row_there_is_nothing_to_leave_out(draft):
    with pytest.raises(RowsLeft, match="There is no row yet"):
        planned(draft, "Title;Team\nA;Sales\n").save(leave_out=True)
    with pytest.raises(RowsLeft, match="There is no row yet"):
        planned(draft, "Title;Team\n").save(leave_out=True)


def test_only_ticked_teams_that_a_good_row_names_are_created(draft):
    proposal = planned(draft, "Title;Team\nA;Sales,Marketing\n;Sales,Legal\n")
    proposal.save({"marketing", "legal", "made up"}, leave_out=True)
    names = draft.organisation.teams.values_list("name", flat=True)
    assert set(names) == {"Sales", "Development", "Marketing"}


def test_a_team_added_meanwhile_is_used_and_not_doubled(draft, organisation):
    proposal = planned(draft, "Title;Team\nA;Sales,Marketing\n")
    theirs = organisation.teams.create(name="MARKETING", short_name="MKT")
    proposal.save({"marketing"})
    assert theirs in draft.problems.get().stuck_between.all()
    assert organisation.teams.filter(name__iexact="marketing").count() == 1


def test_after_the_close_nothing_comes_in(live, fay):
    proposal = planned(live, "Title;Team\nA;Sales,Development\n")
    live.close(timezone.now(), fay.user, "The last train leaves")
    with pytest.raises(WrongStep, match="has closed"):
        proposal.save()
    assert live.problems.count() == 2


def test_every_screen_hears_of_an_import_once(live):
    before = live.stream.events.count()
    planned(live, "Title;Team\nA;Sales,Dev\nB;Sales,Dev\nC;Sales,Dev\n").save()
    kinds = live.stream.events.order_by("revision").values_list("kind", flat=True)
    assert list(kinds)[before:] == ["workshop", "posters"]
    assert list(live.problems.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_markup_and_formulas_are_kept_as_typed(draft):
    planned(draft, "Title;Story;Team\n=1+1;<b>{{ x }}</b>;Sales,Dev\n").save()
    problem = draft.problems.get()
    assert (problem.title, problem.story) == ("=1+1", "<b>{{ x }}</b>")


def test_five_thousand_rows_take_a_bounded_number_of_queries(draft):
    def queries(count: int) -> int:
        rows = "".join(f"Problem {count} {number};Sales,Development\n" for number in range(count))
        proposal = planned(draft, "Title;Team\n" + rows)
        with CaptureQueriesContext(connection) as captured:
            assert proposal.save() == count
        return len(captured)

    few, many = queries(10), queries(5_000)
    # SQLite takes a thousand values in a statement, PostgreSQL any number.
    assert many - few <= 5_000 * 11 / 900 + 2 * 5_000 * 2 / 900 + 20
    assert draft.problems.count() == 5_010
