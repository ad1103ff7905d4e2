"""Posters, the room sheet and idea cards on paper: as a PDF, or as a page to print."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from problems.forms.printing import PrintForm
from problems.printing import sheets
from problems.printing.letters import missing
from problems.printing.press import Busy, NoPress, drawn, printed, to_install
from workshop.models import DoorRule, Workshop

POSTERS, ROOM_SHEET, IDEA_CARDS = "posters", "room-sheet", "idea-cards"
BUSY_FOR = 10  # seconds


@require_safe
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    workshop, inside = printable(request, pk)
    initial = {"poster": request.GET.getlist("poster")}
    form = PrintForm(workshop, translation.get_language(), initial=initial)
    return choices(request, form, inside=inside)


@never_cache
@require_safe
def as_pdf(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    workshop, inside = printable(request, pk)
    form = asked(request, workshop, what, inside=inside)
    if not form.is_valid():
        return choices(request, form, inside=inside, status=422)
    try:
        pdf = printed(*on_paper(workshop, what, form.cleaned_data, inside=inside))
    except NoPress:
        return redirect(f"{reverse('print-page', args=[pk, what])}?{request.GET.urlencode()}")
    except Busy:
        said = gettext("Another PDF is being made right now. Try again in a few seconds.")
        answer = choices(request, form, inside=inside, status=503, said=said)
        answer["Retry-After"] = str(BUSY_FOR)
        return answer
    name = file_name(workshop, what, form.cleaned_data["paper"])
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@never_cache
@require_safe
def as_page(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The same sheets for the browser's own print dialogue."""
    workshop, inside = printable(request, pk)
    form = asked(request, workshop, what, inside=inside)
    if not form.is_valid():
        return choices(request, form, inside=inside, status=422)
    template, shown, language, context = on_paper(workshop, what, form.cleaned_data, inside=inside)
    return HttpResponse(drawn(template, shown, language, context | {"on_screen": True}))


def printable(request: HttpRequest, pk: int) -> tuple[Workshop, bool]:
    """A workshop whose posters this person may see, and whether they prepare it, too.

    Managers get posters whose codes lead to the problem's page: the room's own code lets people in.
    """
    workshop = get_object_or_404(
        Workshop.objects.visible_to(request.user).select_related("organisation"), pk=pk
    )
    return workshop, Workshop.objects.editable_by(request.user).filter(pk=pk).exists()


def asked(request: HttpRequest, workshop: Workshop, what: str, *, inside: bool) -> PrintForm:
    if what not in kinds(workshop, inside=inside):
        raise Http404
    return PrintForm(workshop, translation.get_language(), request.GET)


def kinds(workshop: Workshop, *, inside: bool) -> list[str]:
    """What can be printed: of a closed workshop, and by a manager, the posters."""
    return [POSTERS, ROOM_SHEET, IDEA_CARDS] if inside and not workshop.is_closed else [POSTERS]


def on_paper(
    workshop: Workshop, what: str, said: dict[str, Any], *, inside: bool
) -> tuple[str, list[sheets.Sheet], str, dict[str, Any]]:
    """Template, sheets, language and context of what was asked for."""
    into_room = inside and not workshop.is_closed
    made: list[sheets.Sheet]
    if what == POSTERS:
        made = sheets.posters(said["poster"], workshop, into_room=into_room)
    elif what == ROOM_SHEET:
        made = sheets.room_sheet(workshop)
    else:
        made = sheets.idea_cards(workshop, said["paper"])
    with translation.override(said["language"]):
        context = {
            "workshop": workshop,
            "paper": said["paper"],
            "title": f"{workshop.title}: {title_of(what)}",
            "into_room": into_room,
            "door": door_of(workshop),
            "host": settings.SITE_URL.split("://", 1)[1],
            "install": to_install(),
        }
    return what.replace("-", "_"), made, said["language"], context


def title_of(what: str) -> str:
    return {
        POSTERS: gettext("Posters"),
        ROOM_SHEET: gettext("Room sheet"),
        IDEA_CARDS: gettext("Idea cards"),
    }[what]


def door_of(workshop: Workshop) -> str:
    """What opens a poster's door, by the workshop's rule; "" when they are shut for good."""
    if workshop.is_closed:
        return ""
    return {
        DoorRule.ONE: gettext("This door opens when an idea is written here."),
        DoorRule.JOINT: gettext("This door opens when two teams have written here."),
        DoorRule.OWNED: gettext(
            "This door opens when two teams have written here and a pair takes it on."
        ),
    }[DoorRule(workshop.door_rule)]


def file_name(workshop: Workshop, what: str, paper: str) -> str:
    """Such as malmo-in-february-posters-a4.pdf."""
    of = slugify(workshop.title) or f"workshop-{workshop.pk}"
    return f"{of}-{slugify(title_of(what)) or what}-{paper}.pdf"


def choices(
    request: HttpRequest, form: PrintForm, *, inside: bool, status: int = 200, said: str = ""
) -> HttpResponse:
    """The page where one chooses."""
    workshop, install, problems = form.workshop, to_install(), form.problems()
    context = {
        "workshop": workshop,
        "organisation": workshop.organisation,
        "form": form,
        "how": [form["paper"], form["language"]],
        "problems": problems,
        "kinds": kinds(workshop, inside=inside),
        "inside": inside,
        "address": "print-page" if install else "print-pdf",
        "install": install,
        "missing": [] if install else missing(sheets.texts_on(workshop, problems)),
        "said": said,
    }
    return render(request, "print/choose.html", context, status=status)
