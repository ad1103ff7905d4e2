from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "workshop"
    label = "workshop"

    def ready(self) -> None:
        from workshop import administration, closing, screens
        from workshop.goal import farewell
        from workshop.goal import screens as goal_screens
        from workshop.invitations import delivery
        from workshop.models import Invitation, agenda, contact
        from workshop.people import returned

        administration.register()
        screens.register()
        goal_screens.register()
        closing.guards.append(agenda.no_next_meeting)
        closing.farewells.append(farewell.forget_the_way)
        closing.farewells.append(Invitation.part)
        closing.farewells.append(contact.farewell)
        returned.takers["invitation"] = delivery.came_back
