"""`make screens` leaves out no step of any phase, on no screen."""

from screens.pages import CROWDS, FURTHER, PAGES, SCREENS, STEPS, rooms_of
from workshop.agenda.kinds import STEPS as HELD


def test_every_step_of_every_kind_of_phase_is_photographed_on_every_screen():
    names = {
        f"{kind}-{step.name}" if len(steps) > 1 else str(kind)
        for kind, steps in HELD.items()
        for step in steps
    }
    wanted = {
        "-".join(filter(None, (crowd, name, screen)))
        for crowd in CROWDS
        for name in names | {"closed"}
        for screen in SCREENS
    }
    assert wanted <= PAGES.keys()


def test_every_picture_is_of_a_step_that_there_is():
    assert STEPS.keys() == {*map(str, HELD), "closed"}
    rooms = rooms_of(list(PAGES))
    assert FURTHER.keys() <= rooms
    assert len(rooms) == len(CROWDS) * (1 + sum(len(steps) for steps in HELD.values()))
