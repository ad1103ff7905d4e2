from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "problems"

    def ready(self) -> None:
        from problems import administration, closing, rooms

        administration.register()
        rooms.register()
        closing.register()
