from django.urls import path

from workshop.numbers import Number  # noqa: F401  (registers the converter)
from workshop.outcomes import views

urlpatterns = [
    path("o/<slug:slug>/outcomes/", views.outcomes, name="outcomes"),
    path("workshops/<number:pk>/outcomes/", views.workshop_outcomes, name="workshop-outcomes"),
    path(
        "workshops/<number:pk>/outcomes/mails/<number:recipient_pk>/again/",
        views.mail_again,
        name="workshop-outcomes-mail-again",
    ),
    path(
        "workshops/<number:pk>/outcomes/letters/<number:letter_pk>/again/",
        views.letter_again,
        name="workshop-outcomes-letter-again",
    ),
]
