from django.urls import path

from workshop.outcomes import views

urlpatterns = [
    path("o/<slug:slug>/outcomes/", views.outcomes, name="outcomes"),
    path("workshops/<int:pk>/outcomes/", views.workshop_outcomes, name="workshop-outcomes"),
    path(
        "workshops/<int:pk>/outcomes/mails/<int:check_in_pk>/again/",
        views.mail_again,
        name="workshop-outcomes-mail-again",
    ),
]
