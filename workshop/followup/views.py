"""Pages that a link in a mail opens: the secret address is the permission, for one question."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from workshop.followup.forms import AnswerForm, answer_form
from workshop.followup.models import Answer, CheckIn, NoMoreMail, Reply

Page = Callable[[HttpRequest, str], HttpResponse]


def by_link(view: Page) -> Page:
    """No account, and the address stays here: not in referrers, search engines or caches.

    No cookie takes part, so there is none that another site could use, and no CSRF check: mail
    programs open pages without cookies, and send their one-click POST without a token.
    """

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        add_never_cache_headers(response)
        return response

    return login_not_required(csrf_exempt(page))


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    asked = get_object_or_404(CheckIn.objects.with_story(), token=token)
    now = timezone.now()
    if asked.is_expired(now):
        return show(request, "expired", asked, status=410)
    if request.method == "POST":
        return answer(request, asked, now)
    reply = request.GET.get("reply")
    if reply in Reply.values:
        return show(request, "answer", asked, answer_form(asked, Reply(reply)))
    if reply is None and hasattr(asked, "answer"):
        return show(request, "thanks", asked)
    return show(request, "check_in", asked)


def answer(request: HttpRequest, asked: CheckIn, now: datetime) -> HttpResponse:
    reply = request.POST.get("reply")
    if reply not in Reply.values:
        return show(request, "check_in", asked, status=422)
    form = answer_form(asked, Reply(reply), request.POST)
    if not form.is_valid():
        return show(request, "answer", asked, form, status=422)
    Answer.give(asked, form.said(), form.learned(), now)
    return redirect("check-in", asked.token)


def show(
    request: HttpRequest,
    page: str,
    asked: CheckIn,
    form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "check_in": asked,
        "commitment": asked.commitment,
        "workshop": asked.workshop,
        "answer": getattr(asked, "answer", None),
        "learning": getattr(getattr(asked, "answer", None), "learning", None),
        "is_recent": asked.is_recent(timezone.now()),
        "replies": Reply,
        "form": form,
    }
    return render(request, f"followup/{page}.html", context, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET asks, a POST does it: the page's own, or a mail program's one-click (RFC 8058)."""
    asked = get_object_or_404(CheckIn.objects.with_story(), token=token)
    if request.method == "POST":
        if "resume" in request.POST:
            NoMoreMail.resume(asked.organisation, asked.email)
        else:
            NoMoreMail.stop(asked.organisation, asked.email, timezone.now())
        if "page" in request.POST:  # mail programs follow no redirects
            return redirect("check-in-unsubscribe", token)
    stopped = NoMoreMail.holds(asked.organisation, asked.email)
    context = {"check_in": asked, "workshop": asked.workshop, "stopped": stopped}
    return render(request, "followup/unsubscribe.html", context)
