from django.urls import URLPattern, path

from workshop.numbers import Number  # noqa: F401  (registers the converter)
from workshop.views import join, organisation, steps, workshop

urlpatterns: list[URLPattern] = [
    path("o/<slug:slug>/", organisation.organisation, name="organisation"),
    path("o/<slug:slug>/archive/", organisation.archive, name="organisation-archive"),
    path("o/<slug:slug>/workshops/new/", workshop.new, name="workshop-new"),
    path("workshops/<number:pk>/", workshop.workshop, name="workshop"),
    path("workshops/<number:pk>/edit/", workshop.edit, name="workshop-edit"),
    path("workshops/<number:pk>/copy/", workshop.copy, name="workshop-copy"),
    path("workshops/<number:pk>/open/", steps.open_for_joining, name="workshop-open"),
    path("workshops/<number:pk>/archive/", steps.archive, name="workshop-archive"),
    path("workshops/<number:pk>/unarchive/", steps.unarchive, name="workshop-unarchive"),
    path("workshops/<number:pk>/change-code/", steps.change_code, name="workshop-change-code"),
    path("workshops/<number:pk>/seats/<number:seat_pk>/out/", steps.send_out, name="seat-send-out"),
    path(
        "workshops/<number:pk>/seats/<number:seat_pk>/in/",
        steps.let_back_in,
        name="seat-let-back-in",
    ),
    path("j/", join.code, name="code"),
    path("j/<str:code>/", join.join, name="join"),
]
