from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "workshop.followup"
    label = "followup"

    def ready(self) -> None:
        from workshop import closing
        from workshop.followup import administration, delivery, letters
        from workshop.followup.planning import plan
        from workshop.followup.pulse import offers
        from workshop.people import returned

        administration.register()
        closing.farewells.append(plan)
        offers.register()
        returned.takers["check-in"] = delivery.came_back
        returned.takers["letter"] = letters.came_back
