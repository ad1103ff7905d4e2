"""From the upload to the confirm: the table waits in the database, for any web process."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.db import transaction

from problems.importing.columns import Mapping
from problems.importing.plan import ImportPlan, plan
from problems.models import ImportDraft
from workshop.models import Workshop
from workshop.people.models import User
from workshop.tables.table import Table

SAMPLE = Path(__file__).parent.parent / "sample" / "customer_problems.csv"


def park(workshop: Workshop, table: Table, name: str, by: User, now: datetime) -> ImportDraft:
    """Keep a table for a day. What others left longer than that goes."""
    ImportDraft.objects.outlived(now).delete()
    return ImportDraft.objects.create(
        workshop=workshop, by=by, brought_at=now, name=name[:120], table=table.as_json()
    )


def table_of(draft: ImportDraft) -> Table:
    return Table.from_json(draft.table)


def mapping_of(draft: ImportDraft, table: Table) -> Mapping:
    """What was said about the columns, or a guess."""
    if draft.mapping is None:
        return Mapping.guessed(table)
    return Mapping(**draft.mapping)


def plan_of(draft: ImportDraft) -> ImportPlan:
    table = table_of(draft)
    return plan(draft.workshop, table, mapping_of(draft, table))


@transaction.atomic
def confirm(draft: ImportDraft, create_teams: Collection[str], *, leave_out: bool, by: User) -> int:
    """Import it; returns how many problems it made. A second confirm makes none and says the same.

    Raises RowsLeft and WrongStep as ImportPlan.save does.
    """
    held = ImportDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if held.imported is None:
        held.workshop = draft.workshop
        held.imported = plan_of(held).save(create_teams, leave_out=leave_out, by=by)
        held.table = {}
        held.save(update_fields=["imported", "table"])
        about = f"{held.workshop.title}: {held.imported}"
        held.workshop.organisation.record(by, "problem.imported", about)
    return held.imported
