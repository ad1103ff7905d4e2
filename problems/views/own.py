"""What somebody does with their own posts, until the close: edit, take back, put back."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from problems.forms.post import EditConcernForm, EditForm
from problems.models import POSTS
from problems.models.post import Post, RoomShut
from problems.views.room import screen
from workshop.models import Participant, Workshop
from workshop.people.requests import posted_data
from workshop.seat import seat_or_404

FORMS = {"concerns": EditConcernForm}


def own_post(seat: Participant, kind: str, pk: int) -> Post:
    """What one has written in this room. After the close nothing is anybody's own: 404."""
    model = POSTS[kind]
    related = model.to_problem
    post: Post = get_object_or_404(
        model.objects.filter(**{f"{related}__workshop": seat.workshop}, pk=pk)
        .written_by(seat, seat.workshop.key)
        .select_related(related, "team")
    )
    post.poster.workshop = seat.workshop
    return post


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, kind: str, post_pk: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    form_class = FORMS.get(kind, EditForm)
    try:
        post = own_post(seat, kind, post_pk)
    except Http404:
        return shut_page(
            request, seat, form_class(posted_data(request)), "problems/room/edit.html", kind=kind
        )
    words = {name: getattr(post, name) for name in post.words}
    form = form_class(posted_data(request), initial=words)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            post.edit(**form.cleaned_data)
            return redirect("poster", pk, post.poster.pk)
        except RoomShut as shut:
            refusal = str(shut)
    context = screen(seat) | {"post": post, "form": form, "refusal": refusal, "kind": kind}
    context["problem"] = post.poster
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "problems/room/edit.html", context, status=status)


@login_not_required
@require_POST
def withdraw(request: HttpRequest, pk: int, kind: str, post_pk: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    post = own_post(seat, kind, post_pk)
    return change(request, post, post.withdraw)


@login_not_required
@require_POST
def put_back(request: HttpRequest, pk: int, kind: str, post_pk: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    post = own_post(seat, kind, post_pk)
    return change(request, post, post.put_back)


def shut_page(
    request: HttpRequest, seat: Participant, form: BaseForm, template: str, **shown: str
) -> HttpResponse:
    """What was typed in a form kept open over the close, and why it cannot be saved; or 404."""
    workshop = Workshop.objects.get(pk=seat.workshop.pk)
    if request.method != "POST" or not workshop.is_closed:
        raise Http404
    context = screen(seat) | {"form": form, "refusal": str(RoomShut.of(workshop)), **shown}
    return render(request, template, context, status=409)


def change(request: HttpRequest, post: Post, verb: Callable[[], None]) -> HttpResponse:
    try:
        verb()
    except RoomShut as shut:
        messages.error(request, str(shut))
    return redirect("poster", post.workshop.pk, post.poster.pk)
