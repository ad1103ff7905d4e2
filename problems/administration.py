"""How the audit log names what a facilitator does on the day, and with the problems."""

from django.utils.translation import gettext_lazy as _

from workshop.people.acts import WORDS


def register() -> None:
    WORDS.update(
        {
            "workshop.started": _("started a workshop"),
            "workshop.paused": _("paused a workshop"),
            "workshop.resumed": _("went on with a workshop"),
            "problem.deleted": _("deleted a problem"),
            "problem.imported": _("imported problems"),
            "problem.not-ours-yet": _("let a problem leave as not ours yet"),
            "problem.ours-again": _("took a problem back from not ours yet"),
            "rehearsal.begun": _("began a rehearsal"),
            "post.entered": _("entered an idea for the room"),
            "votes.entered": _("entered dots for the room"),
            "post.hide": _("hid what somebody wrote"),
            "post.show": _("showed a hidden post again"),
            "post.merged": _("merged two ideas"),
            "post.apart": _("took merged ideas apart"),
            "commitment.written": _("wrote a commitment down"),
            "commitment.edited": _("changed a commitment"),
            "commitment.taken-back": _("took a commitment back"),
        }
    )
