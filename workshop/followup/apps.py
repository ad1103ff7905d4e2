from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "workshop.followup"
    label = "followup"

    def ready(self) -> None:
        from workshop import closing
        from workshop.followup import administration
        from workshop.followup.planning import plan
        from workshop.followup.pulse import offers

        administration.register()
        closing.farewells.append(plan)
        offers.register()
