"""“This opens the problem again”: said by a pair of its own learning, or by a facilitator."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from workshop.followup.models import CheckIn, Learning, Reopening
from workshop.followup.views.over import ended
from workshop.people.by_link import by_link
from workshop.people.requests import SignedInRequest, posted_data
from workshop.plain_text import PlainText


class ReopeningForm(forms.Form):
    because = PlainText(
        label=_("Why does it open again?"),
        help_text=_("One sentence: what you saw that the solution doesn’t answer."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a sentence what you saw.")},
    )


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_reopen(request: HttpRequest, token: str) -> HttpResponse:
    asked = get_object_or_404(CheckIn.objects.with_story(), token=token)
    now = timezone.now()
    if asked.is_over(now):
        return ended(request, asked)
    learning = get_object_or_404(Learning.objects.with_story(), answer__check_in=asked)
    form = ReopeningForm(posted_data(request))
    if form.is_valid():
        Reopening.declare(learning, form.cleaned_data["because"], now)
        return redirect("check-in", token)
    return page(request, learning, form, "followup/_page.html", check_in=asked)


@require_http_methods(["GET", "HEAD", "POST"])
def learning_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Learning.objects.editable_by(request.user).with_story()
    learning = get_object_or_404(mine, pk=pk)
    form = ReopeningForm(posted_data(request))
    if form.is_valid():
        Reopening.declare(learning, form.cleaned_data["because"], timezone.now())
        messages.success(request, gettext("The problem is open again. Both teams are told."))
        return redirect(learning)
    organisation = learning.workshop.organisation
    return page(request, learning, form, "base.html", organisation=organisation)


def page(
    request: HttpRequest, learning: Learning, form: ReopeningForm, layout: str, **more: object
) -> HttpResponse:
    context = {
        "learning": learning,
        "problem": learning.commitment.solution.problem,
        "workshop": learning.workshop,
        "form": form,
        "layout": layout,
        **more,
    }
    status = 422 if form.is_bound else 200
    return render(request, "followup/reopen.html", context, status=status)
