"""A facilitator chooses what the next workshop takes along from an earlier one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from workshop.followup.carry_over import Left, bring, left_by, sources_for
from workshop.followup.carry_over_form import CarryOverForm
from workshop.models import Status, Workshop, WrongStep
from workshop.numbers import is_number
from workshop.people.requests import SignedInRequest, posted_data


@require_http_methods(["GET", "HEAD", "POST"])
def carry_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?from=` says from which; without it, from the one that closed last."""
    to_come = Workshop.objects.editable_by(request.user).filter(
        status__in=(Status.DRAFT, Status.JOINING)
    )
    target = get_object_or_404(to_come.select_related("organisation", "stream"), pk=pk)
    sources = sources_for(target)
    wanted = request.GET.get("from", "")
    chosen = [each for each in sources if is_number(wanted) and each.pk == int(wanted)]
    source = next(iter(chosen or sources), None)
    left = left_by(source, timezone.now()) if source else Left([], [])
    form = CarryOverForm(target, left, posted_data(request))
    if form.is_valid():
        try:
            bring(target, left, **{name: set(form.cleaned_data[name]) for name in form.fields})
        except WrongStep as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, gettext("Taken along."))
            return redirect(target)
    context = {
        "workshop": target,
        "organisation": target.organisation,
        "sources": sources,
        "source": source,
        "left": left,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "followup/carry_over.html", context, status=status)
