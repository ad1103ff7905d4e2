"""How the audit log names what is done with a workshop."""

from django.utils.translation import gettext_lazy as _

from workshop.people.acts import WORDS


def register() -> None:
    WORDS.update(
        {
            "workshop.made": _("made a workshop"),
            "workshop.opened": _("opened a workshop for joining"),
            "workshop.overridden": _("closed a workshop though a door was shut"),
            "phase.overridden": _("went on to the next phase with a reason"),
            "workshop.closed": _("closed a workshop"),
            "workshop.goal-changed": _("changed the shared goal of a workshop"),
            "agenda.kept": _("kept an agenda as a template"),
            "workshop.archived": _("put a workshop into the archive"),
            "workshop.brought-back": _("brought a workshop back from the archive"),
            "workshop.code-changed": _("changed a room code"),
            "workshop.seat-closed": _("closed a seat"),
            "workshop.seat-opened": _("opened a seat again"),
            "invitation.sent": _("sent invitations to a workshop"),
            "invitation.reminded": _("reminded people of an invitation"),
            "invitation.told": _("told the invited what has changed"),
            "invitation.taken-back": _("took back an invitation to a workshop"),
            "invitation.deleted": _("deleted an invited address"),
        }
    )
