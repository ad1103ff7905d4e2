"""How the audit log says what happened. Later slices add the acts that they record."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "organisation.founded": _("founded the organisation"),
    "organisation.renamed": _("renamed the organisation"),
    "membership.role": _("changed a role"),
    "membership.ended": _("ended a membership"),
    "membership.left": _("left the organisation"),
    "colleague.invited": _("invited a colleague"),
    "colleague.accepted": _("accepted an invitation"),
    "colleague.withdrawn": _("withdrew an invitation"),
    "team.added": _("added a team"),
    "team.changed": _("changed a team"),
    "team.moved": _("changed the order of the teams"),
    "team.retired": _("retired a team"),
    "team.brought-back": _("brought a team back"),
    "team.deleted": _("deleted a team"),
}


def in_words(act: str) -> str:
    return str(WORDS.get(act, act))
