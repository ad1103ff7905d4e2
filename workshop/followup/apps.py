from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "workshop.followup"
    label = "followup"

    def ready(self) -> None:
        from workshop import closing
        from workshop.followup.models import CheckIn

        closing.farewells.append(CheckIn.plan)
