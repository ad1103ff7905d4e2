from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "workshop.people"
    label = "people"
