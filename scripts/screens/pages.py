"""Which pages `make screens` photographs: who looks, and where."""

from collections.abc import Sequence
from string import Formatter

NOBODY, ADMIN, FACILITATOR, MANAGER, PHONE = "", "admin", "facilitator", "manager", "phone"
# Read by a mail program, so by nobody's session; from a file each.
MAILS = (
    "made", "cue", "first-step", "belief", "belief-all", "door", "helpful", "customer", "help",
    "digest", "reopening", "door-asked", "door-answered", "hand-over-asked",
    "hand-over-answered", "renewal", "invitation", "reminder", "change", "withdrawn",
)  # fmt: skip
# The steps of a day; a phase without any has one. Each has a phone, a wall and a cockpit.
STEPS: dict[str, tuple[str, ...]] = {
    "arrive": (),
    "walk": (),
    "reveal": (),
    "goal": ("alone", "pairs", "fours", "all", "stand"),
    "break": (),
    "own": (),
    "solve": ("write", "build", "talk", "challenge"),
    "choose": ("read", "vote", "result"),
    "commit": (),
    "doors": (),
    "close": ("learned", "stay", "thanks"),
    "closed": (),
}
# A room as the demo has it, one where two people have said nothing yet, and one of three hundred.
CROWDS = ("", "empty", "crowded")
SCREENS = {
    "": (PHONE, "/room/{at}/"),
    "wall": (NOBODY, "/wall/{at_wall}/"),
    "cockpit": (FACILITATOR, "/workshops/{at}/cockpit/"),
}
# Further pages of a step: its name, and what comes behind it.
FURTHER: dict[str, dict[str, tuple[str, str]]] = {
    "walk": {
        "poster": (PHONE, "/room/{at}/posters/{at_poster}/"),
        "dots": (PHONE, "/room/{at}/dots/"),
    },
    "reveal": {"poster": (PHONE, "/room/{at}/posters/{at_poster}/")},
    "goal-stand": {"reword": (FACILITATOR, "/workshops/{at}/cockpit/goal/")},
    "solve-talk": {"poster": (PHONE, "/room/{at}/posters/{at_poster}/")},
    "solve-challenge": {
        "concern": (PHONE, "/room/{at}/ideas/{at_idea}/concern/"),
        "note": (PHONE, "/room/{at}/posters/{at_poster}/hard/"),
        "cockpit-poster": (FACILITATOR, "/workshops/{at}/cockpit/posters/{at_poster}/"),
        "merge": (FACILITATOR, "/workshops/{at}/cockpit/ideas/{at_idea}/merge/"),
    },
    "choose-vote": {"enter": (FACILITATOR, "/workshops/{at}/cockpit/votes/")},
    "commit": {
        "take-on": (PHONE, "/room/{at}/ideas/{at_idea}/commit/"),
        "posters": (PHONE, "/room/{at}/posters/"),
    },
    "doors": {"cockpit-close": (FACILITATOR, "/workshops/{at}/cockpit/close/")},
    "close-thanks": {"cockpit-close": (FACILITATOR, "/workshops/{at}/cockpit/close/")},
}


def pages_of(step: str) -> dict[str, tuple[str, str]]:
    """The pages of a step of the day (“goal-pairs”) in every crowd; `{at}` becomes its room."""
    found = {}
    for crowd in CROWDS:
        name = f"{crowd}-{step}".strip("-")
        room = "{" + name.replace("-", "_")
        for page, (who, address) in (SCREENS | FURTHER.get(step, {})).items():
            if not crowd or "idea" not in address or crowd == "crowded":
                found[f"{name}-{page}".strip("-")] = (who, address.replace("{at", room))
    return found


DAY = {
    name: page
    for phase, steps in STEPS.items()
    for step in (steps or ("",))
    for name, page in pages_of(f"{phase}-{step}".strip("-")).items()
}
# name: (who looks, address)
PAGES: dict[str, tuple[str, str]] = {
    "landing": (NOBODY, "/"),
    "login": (NOBODY, "/accounts/login/"),
    "signup": (NOBODY, "/accounts/signup/"),
    "password-reset": (NOBODY, "/accounts/password/reset/"),
    "code": (NOBODY, "/j/"),
    "code-unknown": (NOBODY, "/j/BCDFGH/"),
    "join": (NOBODY, "/j/{code}/"),
    "mail": (NOBODY, "/mail/"),
    "404": (NOBODY, "/nowhere/"),
    "home": (FACILITATOR, "/"),
    "account": (FACILITATOR, "/account/"),
    "account-email": (FACILITATOR, "/accounts/email/"),
    "account-two-steps": (FACILITATOR, "/accounts/2fa/"),
    "organisation-found": (FACILITATOR, "/organisations/new/"),
    "organisation": (FACILITATOR, "/o/{slug}/"),
    "organisation-settings": (ADMIN, "/o/{slug}/settings/"),
    "people": (ADMIN, "/o/{slug}/people/"),
    "teams": (ADMIN, "/o/{slug}/teams/"),
    "team-edit": (ADMIN, "/o/{slug}/teams/{team}/"),
    "audit": (ADMIN, "/o/{slug}/audit/"),
    "workshop": (FACILITATOR, "/workshops/{live}/"),
    "workshop-draft": (FACILITATOR, "/workshops/{draft}/"),
    "workshop-closed": (MANAGER, "/workshops/{closed}/"),
    "workshop-new": (FACILITATOR, "/o/{slug}/workshops/new/"),
    "workshop-edit": (FACILITATOR, "/workshops/{draft}/edit/"),
    "workshop-copy": (FACILITATOR, "/workshops/{closed}/copy/"),
    "problems": (FACILITATOR, "/workshops/{draft}/problems/"),
    "problem-new": (FACILITATOR, "/workshops/{draft}/problems/new/"),
    "problem": (MANAGER, "/problems/{solved}/"),
    "problem-edit": (FACILITATOR, "/problems/{problem}/edit/"),
    "import": (FACILITATOR, "/workshops/{draft}/problems/import/"),
    "print": (FACILITATOR, "/workshops/{draft}/print/"),
    "print-posters": (FACILITATOR, "/workshops/{draft}/print/posters/"),
    "print-room-sheet": (FACILITATOR, "/workshops/{draft}/print/room-sheet/"),
    "print-idea-cards": (FACILITATOR, "/workshops/{draft}/print/idea-cards/"),
    "invitations": (FACILITATOR, "/workshops/{draft}/invitations/"),
    "invitations-add": (FACILITATOR, "/workshops/{draft}/invitations/add/"),
    "invitations-letter": (FACILITATOR, "/workshops/{draft}/invitations/letter/"),
    "invited": (FACILITATOR, "/workshops/{draft}/invitations/{invited}/"),
    "invited-answer": (NOBODY, "/invited/{invitation}/"),
    "invited-yes": (NOBODY, "/invited/{invitation}/?answer=yes"),
    "invited-seat": (NOBODY, "/invited/{invitation}/seat/"),
    "invited-stop": (NOBODY, "/invited/{invitation}/no-more-mail/"),
    "invited-data": (NOBODY, "/invited/{invitation}/data/"),
    "pulse-before": (NOBODY, "/invited/{invitation}/pulse/"),
    "pulse-answered": (NOBODY, "/invited/{answered}/pulse/"),
    "network-join": (NOBODY, "/invited/{invitation}/network/"),
    "network-choose": (NOBODY, "/invited/{listed}/network/"),
    "wall": (NOBODY, "/wall/{wall}/"),
    "room": (PHONE, "/room/{live}/"),
    "poster": (PHONE, "/room/{live}/posters/{poster}/"),
    "build": (PHONE, "/room/{live}/ideas/{idea}/build/"),
    "commit-form": (PHONE, "/room/{live}/ideas/{idea}/commit/"),
    "pulse-close": (PHONE, "/room/{live}/pulse/"),
    "cockpit": (FACILITATOR, "/workshops/{live}/cockpit/"),
    "cockpit-poster": (FACILITATOR, "/workshops/{live}/cockpit/posters/{poster}/"),
    "cockpit-enter": (FACILITATOR, "/workshops/{live}/cockpit/enter/"),
    "cockpit-close": (FACILITATOR, "/workshops/{live}/cockpit/close/"),
    **DAY,
    "check-in": (NOBODY, "{check_in}"),
    "check-in-board": (NOBODY, "{check_in}board/"),
    "check-in-end-links": (NOBODY, "{check_in}end-links/"),
    "check-in-hand-over": (NOBODY, "{check_in}hand-over/"),
    "check-in-handing-over": (NOBODY, "{offered}hand-over/"),
    "check-in-renew": (NOBODY, "{ninety}renew/"),
    "check-in-ninety": (NOBODY, "{ninety}"),
    "hand-over": (NOBODY, "/hand-over/{offer}/"),
    "workshop-board": (FACILITATOR, "/workshops/{closed}/board/"),
    "carry-over": (FACILITATOR, "/workshops/{draft}/carry-over/"),
    "wall-before": (NOBODY, "/wall/{draft_wall}/"),
    "workshop-after": (FACILITATOR, "/workshops/{live}/after/"),
    "workshop-after-closed": (FACILITATOR, "/workshops/{closed}/after/"),
    "check-in-unsubscribe": (NOBODY, "{check_in}unsubscribe/"),
    "check-in-reopen": (NOBODY, "{learned}reopen/"),
    "check-in-door": (NOBODY, "{check_in}door/"),
    "door-request": (NOBODY, "/open-a-door/{door}/"),
    "learning-reopen": (FACILITATOR, "/learnings/{learning}/reopen/"),
    "learnings": (MANAGER, "/o/{slug}/learnings/"),
    "learnings-found": (MANAGER, "/o/{slug}/learnings/?q=refusal+or+receipt"),
    "learnings-none": (MANAGER, "/o/{slug}/learnings/?q=submarine"),
    **{f"mail-{name}": (NOBODY, "{mail-" + name + "}") for name in MAILS},
    "outcomes": (MANAGER, "/o/{slug}/outcomes/"),
    "workshop-outcomes": (MANAGER, "/workshops/{closed}/outcomes/"),
    "workshop-outcomes-facilitator": (FACILITATOR, "/workshops/{closed}/outcomes/"),
}


def sizes_of(name: str) -> tuple[int, ...]:
    """The widths at which a page is looked at."""
    who, address = PAGES[name]
    if who == PHONE:
        widths = (390, 320)
    elif address.startswith("/wall/"):
        widths = (1920, 1280)
    elif name in DAY:
        widths = (1440, 390)
    else:
        return (390, 1440, 1920)
    return widths[:1] if name.split("-", maxsplit=1)[0] in CROWDS[1:2] else widths


def rooms_of(names: Sequence[str]) -> set[str]:
    """The rooms at a step of the day that these pages are of, each by its name in `DAY`."""
    steps = (f"{phase}-{step}".strip("-") for phase in STEPS for step in STEPS[phase] or ("",))
    rooms = {f"{crowd}-{step}".strip("-") for step in steps for crowd in CROWDS}
    asked = {
        field.removesuffix("_wall").removesuffix("_poster").removesuffix("_idea")
        for name in names
        for _text, field, _spec, _conversion in Formatter().parse(PAGES[name][1])
        if field
    }
    return {room for room in rooms if room.replace("-", "_") in asked}
