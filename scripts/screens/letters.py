"""Every mail that is sent after the day, made from the demo and photographed by `make screens`."""

import json
from pathlib import Path

# Asked of the demo's database: the HTML part of one mail of each kind in `language`, by name.
LETTERS = """
import json
from datetime import timedelta
from django.conf import settings
from django.core import mail
from django.utils import timezone
from workshop.followup import letters
from workshop.followup.mail import composed
from workshop.followup.models import CheckIn, Letter, Part, Question, Recipient
from workshop.followup.planning import schedule
from workshop.invitations.mail import Sender
from workshop.invitations.mail import composed as asked
from workshop.models import InvitationLetter, InvitationMail, Kind, Workshop
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
settings.LANGUAGE_CODE = language
for each in (Recipient, InvitationLetter):
    each.objects.update(language=language)
now = timezone.now()
closed, draft = (Workshop.objects.get(status=s) for s in ("closed", "draft"))
found = {}
for row in schedule(closed, closed.closed_at):
    found.setdefault(row.question, row)
row = CheckIn.objects.with_story().filter(question="first-step").first()
row.question, row.part = Question.HELP, Part.FACILITATOR
found["help"] = row
html = {
    f"mail-{question}": composed(row.recipient, [row], now).alternatives[0][0]
    for question, row in found.items()
}
together = [found["first-step"], found["belief"]]
html["mail-digest"] = composed(row.recipient, together, now).alternatives[0][0]
mail.outbox = []
for letter in Letter.objects.with_story():
    letters.composed(letter).send()
    html[f"mail-{letter.about.replace('_', '-')}"] = mail.outbox[-1].alternatives[0][0]
guest = draft.invitations.get(name="Mei")
sender = Sender.of(InvitationLetter.of(draft))
for kind in (Kind.INVITATION, Kind.REMINDER, Kind.CHANGE, Kind.WITHDRAWN):
    row = InvitationMail(invitation=guest, kind=kind)
    html[f"mail-{kind}"] = asked(row, sender, now).alternatives[0][0]
print(json.dumps(html))
"""


def written(told: str, folder: Path) -> dict[str, Path]:
    """The mails as files that a browser opens, by name; `told` is what LETTERS printed."""
    folder.mkdir(exist_ok=True)
    files = {}
    for name, html in json.loads(told).items():
        files[name] = folder / f"{name}.html"
        files[name].write_text(html)
    return files
