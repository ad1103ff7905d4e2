import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from workshop.people.returned import read_report, take

LONGEST = 20 * 1024 * 1024
TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps the report and comes again


class Command(BaseCommand):
    help = "Reads a mail from standard input; one of ours that bounced is marked as undelivered."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        returned = read_report(sys.stdin.buffer.read(LONGEST))
        if returned is None:
            self.stdout.write("Nothing to do: this reports no lost mail of ours.")
            return
        try:
            is_ours = take(returned, timezone.now())
        except DatabaseError as away:
            raise CommandError("The database is away.", returncode=TRY_LATER) from away
        if is_ours:
            self.stdout.write("Marked as undelivered.")
        else:
            self.stdout.write("Nothing to do: that mail is none of ours, or is kept no longer.")
