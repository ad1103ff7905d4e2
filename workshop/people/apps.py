from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "workshop.people"
    label = "people"

    def ready(self) -> None:
        from anymail.signals import tracking

        from workshop.people.returned import take_event

        tracking.connect(take_event)
