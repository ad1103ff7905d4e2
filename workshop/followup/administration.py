"""How the audit log names what a facilitator does after the day."""

from django.utils.translation import gettext_lazy as _

from workshop.people.acts import WORDS


def register() -> None:
    WORDS.update(
        {
            "board.shut": _("shut a shared board"),
            "board.opened": _("opened a shared board again"),
            "links.ended": _("ended somebody’s links"),
        }
    )
