from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "workshop.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        from workshop import closing
        from workshop.outcomes.at_close import take_figures
        from workshop.outcomes.rounds import count_at_close

        closing.measures += [take_figures, count_at_close]
