from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "workshop.live"
    label = "live"
