from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "problems"

    def ready(self) -> None:
        from problems import closing, rooms

        rooms.register()
        closing.register()
