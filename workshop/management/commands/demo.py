import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workshop.demo.company import Demo, NotEmpty, found

SIGN_INS = """
  {organisation} is here, with a workshop in the middle of its day.

  facilitator   {facilitator}
  manager       {manager}
  admin         {admin}

  room code     {code}
  a phone       {urls[join]}
  the wall      {urls[wall]}
  the cockpit   {urls[cockpit]}
  outcomes      {urls[outcomes]}
  a check-in    {urls[check_in]}
"""


class Command(BaseCommand):
    help = "Adds a made-up organisation to an empty database, and prints its sign-ins and links."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print them as JSON")
        parser.add_argument("--password", default="", help="one for all; else each has its own")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is a production database; the demo stays out of it.")
        try:
            demo = found(timezone.now(), options["password"])
        except NotEmpty as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(as_json(demo) if options["json"] else as_text(demo))


def as_json(demo: Demo) -> str:
    people = {str(role): asdict(sign_in) for role, sign_in in demo.sign_ins.items()}
    return json.dumps(people | {"room_code": demo.live.code, "urls": demo.urls}, indent=2)


def as_text(demo: Demo) -> str:
    people = {
        str(role): f"{sign_in.email}  {sign_in.password}" for role, sign_in in demo.sign_ins.items()
    }
    return SIGN_INS.format(
        organisation=demo.organisation, code=demo.live.spoken_code, urls=demo.urls, **people
    )
