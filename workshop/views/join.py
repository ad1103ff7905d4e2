"""The door: from a code on the wall to a seat in the room."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from workshop.forms.join import JoinForm
from workshop.limits.guard import by_code, wrong_code
from workshop.models import FormerCode, Participant, Workshop, WrongStep, tidy_code
from workshop.numbers import is_number
from workshop.people.requests import posted_data
from workshop.prepared import Prepared
from workshop.seat import keep_seat, seat_of, was_sent_out

RULES_AT_ONCE = 3
rooms_by_code = Prepared(
    lambda code: (
        Workshop.objects.select_related("organisation", "stream").filter(code=code).order_by()
    ),
    code=str,
)
# How many problems and teams there are.
sizes_of = Prepared(
    lambda workshop: (
        Workshop.objects.filter(pk=workshop)
        .order_by()
        .annotate(
            of_problems=Count("problems", distinct=True), of_teams=Count("teams", distinct=True)
        )
        .values_list("of_problems", "of_teams")
    ),
    workshop=int,
)


@login_not_required
@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """Where the code is typed."""
    if "code" not in request.GET:
        return render(request, "workshop/code.html")
    typed = tidy_code(request.GET["code"])
    if typed:
        return redirect("join", typed[:20])
    said = gettext("Type the code that is on the wall, beside the QR code.")
    return render(request, "workshop/code.html", {"said": said}, status=422)


@login_not_required
@never_cache  # the ticket in the form is good for one seat
@require_http_methods(["GET", "HEAD", "POST"])
@by_code
def join(request: HttpRequest, code: str) -> HttpResponse:
    rooms: list[Workshop] = rooms_by_code(code=tidy_code(code))
    if not rooms:
        return no_such_code(request, tidy_code(code))
    workshop = rooms[0]
    if seat_of(request, workshop.pk):
        return inside(request, workshop)
    if was_sent_out(request, workshop.pk):
        said = gettext("The facilitator closed your seat. A word with them, and you are back in.")
        return render(request, "workshop/shut.html", {"said": said}, status=403)
    form = JoinForm(workshop, request.user, posted_data(request))
    if form.is_valid():
        return take_seat(request, workshop, form)
    if not form.is_bound and not workshop.admits:
        said = workshop.why_nobody_is_admitted
        status = 410 if workshop.is_closed else 404
        return render(request, "workshop/shut.html", {"said": said}, status=status)
    return door(request, workshop, form, status=422 if form.is_bound else 200)


def take_seat(request: HttpRequest, workshop: Workshop, form: JoinForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        _seat, token = Participant.admit(
            workshop,
            said["name"],
            said["team"],
            timezone.now(),
            user=form.member,
            token=said["token"],
        )
    except WrongStep as wrong:
        form.add_error(None, str(wrong))
        return door(request, workshop, form, status=409)
    response = inside(request, workshop)
    keep_seat(response, workshop.pk, token)
    return response


def inside(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """To the poster whose code was scanned, where it hangs in this room; else to the room."""
    poster = request.GET.get("poster", "")
    if is_number(poster) and workshop.problems.filter(pk=poster).exists():
        return redirect("poster", workshop.pk, int(poster))
    return redirect("room", workshop.pk)


def door(request: HttpRequest, workshop: Workshop, form: JoinForm, status: int) -> HttpResponse:
    rules = workshop.rules
    [(problems, teams)] = sizes_of(workshop=workshop.pk)
    context = {
        "workshop": workshop,
        "form": form,
        "problem_count": problems,
        "team_count": teams,
        "first_rules": rules[:RULES_AT_ONCE],
        "more_rules": rules[RULES_AT_ONCE:],
    }
    return render(request, "workshop/join.html", context, status=status)


def no_such_code(request: HttpRequest, typed: str) -> HttpResponse:
    former = FormerCode.objects.filter(code=typed).select_related("workshop").first()
    if former and seat_of(request, former.workshop_id):
        return inside(request, former.workshop)  # posters on paper keep the code they had
    wrong_code(request)
    if former:
        said = gettext("That code was changed. The new one is on the wall.")
        return render(request, "workshop/code.html", {"said": said}, status=410)
    said = gettext(
        "No workshop has the code %(code)s. Look at the wall once more: codes have eight letters"
        " and digits, and never O, 0, I, 1 or L."
    ) % {"code": typed[:20]}
    return render(request, "workshop/code.html", {"said": said, "typed": typed[:20]}, status=404)
