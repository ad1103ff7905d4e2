"""The pages that the link of a check-in opens."""

from datetime import datetime, timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from workshop.followup.forms import AnswerForm
from workshop.followup.models import Answer, CheckIn, Course, Question, Reply
from workshop.followup.models.answer import replies_to, step_now
from workshop.followup.models.question import REPLIES
from workshop.followup.open_forms import form_for
from workshop.followup.pause_form import PauseForm
from workshop.followup.pulse.offers import asked_beside
from workshop.followup.renewal import has_stopped, may_renew
from workshop.followup.views.over import ended
from workshop.followup.words import asked as question_of
from workshop.followup.words import heading, learned, made, says_two_weeks
from workshop.people.by_link import by_link


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    asked = get_object_or_404(CheckIn.objects.with_story(), token=token)
    now = timezone.now()
    if asked.is_over(now):
        return ended(request, asked)
    if request.method == "POST":
        return answer(request, asked, now)
    replies = replies_to(asked)
    reply = request.GET.get("reply")
    if reply is None and hasattr(asked, "answer"):
        return show(request, "thanks", asked)
    if reply is None and len(replies) == 1 and not asked.is_of_a_half:
        reply = replies[0]
    if reply in replies:
        return show(request, "answer", asked, form_for(asked, Reply(reply)))
    return show(request, "check_in", asked)


def answer(request: HttpRequest, asked: CheckIn, now: datetime) -> HttpResponse:
    reply = request.POST.get("reply")
    if reply not in replies_to(asked):
        return show(request, "check_in", asked, status=422)
    form = form_for(asked, Reply(reply), request.POST)
    if not form.is_valid():
        return show(request, "answer", asked, form, status=422)
    Answer.give(asked, form.said(), form.learned(), now)
    # The next mail comes in the language that this page was read in.
    asked.recipient.speaks(get_language() or "")
    return redirect("check-in", asked.token)


def show(  # noqa: PLR0913  (a page shows one of two forms, or none)
    request: HttpRequest,
    page: str,
    asked: CheckIn,
    form: AnswerForm | None = None,
    *,
    status: int = 200,
    pause_form: PauseForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    tomorrow = now.astimezone(asked.workshop.zone).date() + timedelta(days=1)
    course: Course | None = getattr(asked.commitment, "course", None)
    context = {
        "check_in": asked,
        "commitment": asked.commitment,
        "step": step_now(asked.commitment) if asked.commitment else "",
        "workshop": asked.workshop,
        "answer": getattr(asked, "answer", None),
        "learning": getattr(getattr(asked, "answer", None), "learning", None),
        "is_recent": says_two_weeks(asked, now),
        "heading": heading(asked),
        "question": question_of(asked),
        "day": Question(asked.question).label,
        "lines": lines(asked) if page == "answer" else [],
        "course": course,
        "is_paused": course is not None and course.is_paused(now),
        "may_renew": may_renew(asked, now),
        "is_stopped": partial(has_stopped, asked.commitment),  # asked where a page needs it
        "replies": REPLIES.get(Question(asked.question), ()),
        "not_yet": Reply.NOT_YET,
        "stopped": Reply.STOPPED,
        "form": form,
        "asked_beside": asked_beside(asked),
        "pause_form": pause_form or PauseForm(tomorrow),
    }
    return render(request, f"followup/{page}.html", context, status=status)


def lines(asked: CheckIn) -> list[str]:
    """What the mail listed, so that the page is enough."""
    if asked.question == Question.MADE:
        return made(asked)
    return learned(asked) if asked.question == Question.HELPFUL else []
