from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workshop.followup.models import CheckIn, Letter, MailKind, NoMoreMail
from workshop.people.by_link import by_link
from workshop.people.models import Organisation


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    asked = get_object_or_404(CheckIn.objects.with_story(), token=token)
    return fewer(request, asked.organisation, asked.email, {"check_in": asked})


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def letter_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    letter = Letter.with_token(token)
    if letter is None:
        raise Http404
    return fewer(request, letter.workshop.organisation, letter.email, {})


def fewer(
    request: HttpRequest, organisation: Organisation, email: str, context: dict[str, object]
) -> HttpResponse:
    """A GET asks, a POST does it: the page's own, or a mail program's one-click (RFC 8058).

    `?kind=` says which mails; without it, all of them.
    """
    kind = request.GET.get("kind", MailKind.ALL)
    if kind not in MailKind.values:
        raise Http404
    if request.method == "POST":
        if "resume" in request.POST:
            NoMoreMail.resume(organisation, email, MailKind(kind))
        else:
            NoMoreMail.stop(organisation, email, timezone.now(), MailKind(kind))
        if "page" in request.POST:  # mail programs follow no redirects
            return redirect(request.path)
    stopped = NoMoreMail.kinds(organisation, email)
    kinds = [
        (value, label, value in stopped)
        for value, label in MailKind.choices
        if value == MailKind.ALL or MailKind.ALL not in stopped
    ]
    shown = {**context, "kinds": kinds, "organisation": organisation, "email": email}
    return render(request, "followup/unsubscribe.html", shown)
