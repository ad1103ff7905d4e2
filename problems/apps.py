from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "problems"

    def ready(self) -> None:
        from problems import (
            administration,
            choosing,
            closing,
            hiding,
            opening,
            rooms,
            solve,
            undoing,
        )
        from problems.phases import close, commit, doors
        from problems.views import choose, goal, leaving
        from workshop.agenda import stage
        from workshop.agenda.kinds import Kind

        administration.register()
        rooms.register()
        solve.register()
        closing.register()
        opening.register()
        hiding.register()
        undoing.register()
        for phase in (close, commit, doors, leaving):
            phase.register()
        choosing.register()
        stage.register(Kind.GOAL, phone=goal.phone)
        stage.register(Kind.CHOOSE, phone=choose.phone)
