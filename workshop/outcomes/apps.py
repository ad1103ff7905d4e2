from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "workshop.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        from workshop import closing
        from workshop.outcomes.at_close import take_figures

        closing.measures.append(take_figures)
