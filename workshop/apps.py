from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "workshop"
    label = "workshop"

    def ready(self) -> None:
        from workshop import administration, screens

        administration.register()
        screens.register()
