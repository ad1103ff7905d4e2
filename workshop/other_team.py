"""Which other team each seat guesses about in the poster walk; see workshop/agenda/guessing.py."""

from workshop.agenda.guessing import guess_teams
from workshop.models import Participant, Status, Workshop


def other_teams(workshop: Workshop) -> dict[int, int | None]:
    """The id of a team by that of each seat; None where nobody of another team is here.

    What was settled stays. The others are counted on in the order in which they joined, so that
    whoever comes later changes nothing for them.
    """
    seats = list(
        workshop.participants.here()
        .order_by("joined_at", "pk")
        .values_list("pk", "team_id", "guesses_about_id")
    )
    settled = [seat for seat in seats if seat[2] is not None]
    rest = [seat for seat in seats if seat[2] is None]
    # Before the day everybody may still come; on the day, whoever is here can be guessed about.
    to_come: list[int] = []
    if workshop.status == Status.JOINING:
        to_come = list(workshop.teams.order_by("position", "pk").values_list("pk", flat=True))
    given = guess_teams(
        [*to_come, *(team for _pk, team, _other in settled + rest)],
        [*(None for _team in to_come), *(other for _pk, _team, other in settled)],
    )
    everybody = settled + rest
    return {
        pk: other
        for (pk, _team, _other), other in zip(everybody, given[len(to_come) :], strict=True)
    }


def settle_other_teams(workshop: Workshop) -> None:
    """Keep it for everybody who is here now, whoever asks: that it is kept tells nothing of them.

    Belongs into a transaction that holds the workshop's lock.
    """
    open_seats = workshop.participants.here().filter(guesses_about=None)
    if not open_seats.exists():
        return
    given = other_teams(workshop)
    Participant.objects.bulk_update(
        [
            Participant(pk=pk, guesses_about_id=given[pk])
            for pk in open_seats.values_list("pk", flat=True)
        ],
        ["guesses_about"],
        batch_size=500,
    )
