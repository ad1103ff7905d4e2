"""The phone on the way to the shared goal: alone, in pairs, in fours, all of us."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from problems.forms.goal import GroupSentenceForm, SentenceForm, StanceForm, over
from problems.views.room import screen
from workshop.goal import groups
from workshop.goal.screens import PHONE_DRAFTS, beats_of, drafts_read_out
from workshop.models import GoalDraft, GoalStance, Participant, WrongStep
from workshop.models.goal_draft import ALL, ALONE, FOURS, PAIRS, STAND
from workshop.seat import seat_or_404

Context = dict[str, Any]
PAGES = {
    ALONE: "problems/goal/alone.html",
    PAIRS: "problems/goal/together.html",
    FOURS: "problems/goal/together.html",
    ALL: "problems/goal/all.html",
    STAND: "problems/goal/stand.html",
}


def phone(request: HttpRequest, seat: Participant) -> HttpResponse:
    """The page of the present step."""
    return render(request, PAGES[seat.workshop.at_goal_step], screen(seat) | step_of(seat))


def step_of(seat: Participant) -> Context:
    """What is one's own in the present step."""
    step = seat.workshop.at_goal_step
    if step == ALONE:
        draft = GoalDraft.objects.of_seat(seat, ALONE).first()
        form = SentenceForm(initial={"text": draft.text if draft else ""})
        return {"form": form, "draft": draft}
    if step in (PAIRS, FOURS):
        draft = GoalDraft.objects.of_seat(seat, step).first()
        return group_of(seat, draft) if draft else {"step": step}
    return stance_of(seat) if step == STAND else {}


def group_of(seat: Participant, draft: GoalDraft) -> Context:
    """The group somebody writes in: who sits there, what they bring along, and their sentence."""
    # The beat first: whatever changes from here on has another, and the page asks once more.
    beat = beats_of([draft.pk]).get(draft.pk, 0)
    draft.refresh_from_db()
    step = draft.step
    at = groups.places(seat.workshop, step)
    here = (
        seat.workshop.participants.here()
        .select_related("team")
        .in_bulk([pk for pk, place in at.items() if place == draft.pk and pk != seat.pk])
    )
    return {
        "step": step,
        "draft": draft,
        "mates": sorted(here.values(), key=lambda mate: mate.pk),
        "brought": brought(draft),
        "beat": beat,
        "form": GroupSentenceForm(initial={"text": draft.text, "version": draft.version}),
    }


def brought(draft: GoalDraft) -> list[str]:
    """The sentences of the step before; of a pair that has none, what its people wrote alone."""
    texts = []
    for source in draft.sources.prefetch_related("sources"):
        own = [source.text] if source.text else [each.text for each in source.sources.all()]
        texts += [text for text in own if text]
    return texts


def stance_of(seat: Participant, form: StanceForm | None = None) -> Context:
    stance = GoalStance.of_seat(seat, seat.workshop)
    because = stance.because if stance else ""
    initial = {"because": because, "version": seat.workshop.goal_version}
    return {"stance": stance, "stance_form": form or StanceForm(initial=initial)}


@login_not_required
@require_safe
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the present step that is one's own, for a page that heard of a change."""
    seat = seat_or_404(request, pk)
    context = {"seat": seat, "workshop": seat.workshop} | step_of(seat)
    if "stance_form" in context:
        return render(request, "problems/goal/_stance.html", context)
    if context.get("draft") and "mates" in context:
        return render(request, "problems/goal/_group.html", context)
    return HttpResponse(status=204)  # the room has moved on to where nothing is one's own


@login_not_required
@require_POST
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own sentence."""
    seat = seat_or_404(request, pk)
    form = SentenceForm(request.POST)
    refusal = ""
    if form.is_valid():
        try:
            GoalDraft.write_own(seat, form.cleaned_data["text"])
            return redirect("room", pk)
        except WrongStep as wrong:
            refusal = str(wrong)
    context = screen(seat) | {"form": form, "refusal": refusal}
    return render(request, PAGES[ALONE], context, status=409 if refusal else 422)


@login_not_required
@require_POST
def together(request: HttpRequest, pk: int, draft_pk: int) -> HttpResponse:
    """The sentence of one's group. Where others have saved words meanwhile, both are shown."""
    seat = seat_or_404(request, pk)
    if seat.workshop.is_closed:
        return own(request, pk)  # says so, and keeps what was typed
    draft = draft_of(seat, draft_pk)
    form = GroupSentenceForm(request.POST)
    refusal = ""
    if form.is_valid():
        try:
            draft.write(form.cleaned_data["text"], form.cleaned_data["version"])
            return redirect("room", pk)
        except WrongStep as wrong:
            refusal = str(wrong)
            draft.refresh_from_db()
            # Whoever saves now has seen both.
            form = GroupSentenceForm(over(request.POST, draft.version))
    context = screen(seat) | group_of(seat, draft) | {"form": form, "refusal": refusal}
    context["theirs"] = draft.text if refusal else ""
    return render(request, PAGES[draft.step], context, status=409 if refusal else 422)


def draft_of(seat: Participant, draft_pk: int) -> GoalDraft:
    """A draft that one writes at oneself; others' are not found."""
    for step in (PAIRS, FOURS):
        draft = GoalDraft.objects.of_seat(seat, step).filter(pk=draft_pk).first()
        if draft:
            draft.workshop = seat.workshop
            return draft
    raise Http404


@login_not_required
@require_POST
def sit(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who came late sits down with a group."""
    seat = seat_or_404(request, pk)
    try:
        groups.sit_down(seat)
    except WrongStep as wrong:
        messages.info(request, str(wrong))
    return redirect("room", pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stance(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether one can stand behind the goal, from when it was asked first until the close."""
    seat = seat_or_404(request, pk)
    if request.method != "POST":
        if not seat.workshop.asks_about_goal:
            return redirect("room", pk)
        return render(request, PAGES[STAND], screen(seat) | stance_of(seat))
    form = StanceForm(request.POST)
    refusal = ""
    if form.is_valid():
        said = form.cleaned_data
        try:
            GoalStance.say(seat, said["stands"] == "yes", said["because"], said["version"])
            at_step = seat.workshop.at_goal_step == STAND
            return redirect("room" if at_step else "goal", pk)
        except WrongStep as wrong:
            refusal = str(wrong)
            seat = seat_or_404(request, pk)
            form = StanceForm(over(request.POST, seat.workshop.goal_version))
    context = screen(seat) | stance_of(seat, form) | {"refusal": refusal}
    return render(request, PAGES[STAND], context, status=409 if refusal else 422)


@login_not_required
@require_safe
def drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was read out, page by page."""
    seat = seat_or_404(request, pk)
    if seat.workshop.at_goal_step not in (ALL, STAND):
        return redirect("room", pk)
    pages = Paginator(drafts_read_out(seat.workshop), PHONE_DRAFTS)
    context = screen(seat) | {"page": pages.get_page(request.GET.get("page"))}
    return render(request, "problems/goal/drafts.html", context)
