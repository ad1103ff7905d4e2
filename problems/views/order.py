from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from problems.forms.order import OrderForm
from problems.views.problem import editable
from workshop.models import WrongStep


@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the button that was pressed, so that it can be pressed again."""
    workshop = editable(request, pk)
    form = OrderForm(workshop, request.POST)
    where = ""
    try:
        where = form.apply() if form.is_valid() else ""
    except WrongStep as why:
        messages.warning(request, str(why))
    return HttpResponseRedirect(reverse("problems", args=[workshop.pk]) + where)
