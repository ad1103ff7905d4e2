from django.urls import path

from workshop.followup import views

urlpatterns = [
    path("check-ins/<str:token>/", views.check_in, name="check-in"),
    path("check-ins/<str:token>/unsubscribe/", views.unsubscribe, name="check-in-unsubscribe"),
]
