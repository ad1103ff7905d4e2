"""How people treat each other in the room, until a facilitator writes it in their own words."""

from django.utils.translation import gettext


def default_ground_rules() -> str:
    """Eight rules in the reader's language, one a line."""
    return "\n".join(
        [
            gettext("Customer first, org chart later."),
            gettext("Write, then talk."),
            gettext("Every idea gets one build before one doubt."),
            gettext("Ask what happened, never who did it."),
            gettext("Say what you saw before you say what it means."),
            gettext("A doubt names the test that would settle it."),
            gettext("Half-finished thoughts are welcome here."),
            gettext("We leave with small steps, and two names on each."),
        ]
    )
