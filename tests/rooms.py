"""Rooms in a house: seeded in the database, posted to and listened to over the network."""

import json

from tests.house import House
from tests.listener import Listener, Phone

SEED = """
import json
from datetime import date, time
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from workshop.people.models import Organisation, User
from workshop.models import Participant, Workshop
from problems.models import Problem
password = make_password("ten doors are open")  # once: it is slow on purpose
def found(name):
    user = User.objects.create_user(f"{name}@example.org", name=name)
    User.objects.filter(pk=user.pk).update(password=password)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    organisation = Organisation.found(name, user)
    teams = [organisation.teams.create(name=n, short_name=n[:3], colour=c)
             for c, n in enumerate(["Sales", "Development"], start=1)]
    workshop = Workshop.create(organisation, teams, title=name, goal="A goal",
        date=date(2030, 2, 6), start=time(9), time_zone="Europe/Stockholm")
    problem = Problem.objects.create(workshop=workshop, position=1, title="Export stops")
    problem.stuck_between.set(teams)
    workshop.start_day(timezone.now())
    seats = [Participant.admit(workshop, n, t, timezone.now()) for n, t in zip("PT", teams)]
    return {"room": workshop.pk, "problem": problem.pk, "wall": workshop.wall_token, "email": user.email,
            "seats": [s.pk for s, _ in seats], "tokens": [t for _, t in seats]}
print(json.dumps([[found(f"fay{n}"), found(f"sam{n}")] for n in range(COUNT)]))
"""


def seed(house: House, count: int) -> list[list[dict]]:
    """Pairs of rooms, each of two organisations that know nothing of each other."""
    return json.loads(house.shell(SEED.replace("COUNT", str(count))).splitlines()[-1])


def phone_of(house: House, room: dict, seat: int = 0) -> Phone:
    return Phone(house.url, **{f"seat-{room['room']}": room["tokens"][seat]})


def listen(
    house: House, room: dict, after: object = 0, audience: str = "room", **query
) -> Listener:
    phone = phone_of(house, room)
    extra = "".join(f"&{name}={value}" for name, value in query.items())
    path = f"/live/{room['room']}/{audience}/?after={after}&lang=en{extra}"
    return Listener(house.url, path, phone.cookie)


def revision_of(house: House, room: dict) -> int:
    """Where the log stands, asked of the stream itself."""
    said = listen(house, room, after="x", once=1).until("beat")
    assert said.revision is not None
    return said.revision


def write(house: House, room: dict, text: str, seat: int = 0) -> None:
    path = f"/room/{room['room']}/posters/{room['problem']}/"
    status, _page = phone_of(house, room, seat).post(path, text=text)
    assert status == 302


def crowd(house: House, room: dict, count: int) -> list[str]:
    """Cookies of as many more seats, from both teams in turn."""
    code = (
        "import json; from django.utils import timezone;"
        "from workshop.models import Participant, Workshop;"
        f"workshop = Workshop.objects.get(pk={room['room']}); teams = list(workshop.teams.all());"
        "print(json.dumps([Participant.admit(workshop, f'P{n}', teams[n % 2], timezone.now())[1]"
        f" for n in range({count})]))"
    )
    return [
        f"seat-{room['room']}={token}" for token in json.loads(house.shell(code).splitlines()[-1])
    ]


def facilitator(house: House, room: dict) -> Phone:
    """The browser of the room's own facilitator, signed in."""
    fay = Phone(house.url)
    assert (
        fay.post("/accounts/login/", login=room["email"], password="ten doors are open")[0] == 302
    )
    return fay


def poster(room: dict) -> str:
    return f"/room/{room['room']}/posters/{room['problem']}/"


def facts(house: House, room: dict) -> tuple[list[str], list[tuple[int, str, str]]]:
    """What is in the database: the texts of all ideas, and the log (revision, kind, target)."""
    code = (
        "import json; from problems.models import Solution; from workshop.models import Workshop;"
        f"workshop = Workshop.objects.get(pk={room['room']});"
        "ideas = Solution.objects.filter(problem__workshop=workshop).order_by('pk');"
        "events = workshop.stream.events.order_by('revision');"
        "print(json.dumps([list(ideas.values_list('text', flat=True)),"
        " list(events.values_list('revision', 'kind', 'target'))]))"
    )
    ideas, log = json.loads(house.shell(code).splitlines()[-1])
    return ideas, [tuple(line) for line in log]
