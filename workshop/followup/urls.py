from django.urls import path

from workshop.followup import views
from workshop.numbers import Token  # noqa: F401  (registers the converter)

urlpatterns = [
    path("check-ins/<token:token>/", views.check_in, name="check-in"),
    path("check-ins/<token:token>/unsubscribe/", views.unsubscribe, name="check-in-unsubscribe"),
]
