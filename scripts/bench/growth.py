"""What a page and a change cost as the room fills: queries, and milliseconds of the processor."""

import json
from typing import Any

from bench import stage

# Few and many of everything: posters, ideas, people.
FEW, MANY = (10, 30, 10), (40, 3000, 500)
MEASURE = """
import json, statistics, time
from django.db import connection
from django.test import Client
from django.utils import timezone
from problems.models import Problem, Solution
from workshop.live.drawing import draw
from workshop.models import Participant, Workshop
from workshop.people.models import Team, User
posters, ideas, people = {size}
workshop = Workshop.objects.get(pk={workshop})
teams = list(workshop.teams.all())
have = workshop.problems.count()
Problem.objects.bulk_create(Problem(workshop=workshop, position=n, title=f"Problem {{n}}")
    for n in range(have + 1, posters + 1))
problems = list(workshop.problems.all())
have = Solution.objects.filter(problem__workshop=workshop).count()
Solution.objects.bulk_create(Solution(problem=problems[n % posters], team=teams[n % len(teams)],
    text=f"An idea of some length, as people write them, number {{n}}", at=timezone.now())
    for n in range(have, ideas))
have = workshop.participants.count()
Participant.objects.bulk_create(Participant(workshop=workshop, name=f"Person {{n}}",
    team=teams[n % len(teams)], digest=f"{{workshop.pk}}-{{n}}", joined_at=timezone.now())
    for n in range(have, people))
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
phone, facilitator, wall = (Client(headers={{"host": "127.0.0.1"}}) for _each in range(3))
phone.cookies["seat-{workshop}"] = "{token}"
facilitator.force_login(User.objects.get(email="bench@example.org"))
poster = problems[0].pk
solution = Solution.objects.filter(problem=poster).latest("pk").pk
def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
views = [(audience, "en") for audience in ("room", "wall", "cockpit")]
change = [(1, "solution", str(solution)), (2, "problem", str(poster))]
jobs = {{
    "phone": lambda: page(phone, "/room/{workshop}/"),
    "phone at a poster": lambda: page(phone, f"/room/{workshop}/posters/{{poster}}/"),
    "wall": lambda: page(wall, f"/wall/{{workshop.wall_token}}/"),
    "cockpit": lambda: page(facilitator, "/workshops/{workshop}/cockpit/"),
    "a change, on phones": lambda: draw(workshop.stream_id, change, set(views[:1])),
    "a change, everywhere": lambda: draw(workshop.stream_id, change, set(views)),
}}
def cost(job):
    job()
    counted = []
    def count(execute, *statement):
        counted.append(statement[0])
        return execute(*statement)
    with connection.execute_wrapper(count):
        job()
    times = []
    for _time in range(25):
        began = time.process_time()
        job()
        times.append(time.process_time() - began)
    return {{"queries": len(counted), "ms": round(1000 * statistics.median(times), 1)}}
print(json.dumps({{name: cost(job) for name, job in jobs.items()}}))
"""


def costs(environment: dict[str, str]) -> dict[str, Any]:
    """For each page and change: queries and milliseconds with few and with many of everything.
    Ideas grow alone for the phone at a poster and for the changes."""
    room = stage.rooms(environment, 1)[0]
    sizes = {"few": FEW, "3,000 ideas": (FEW[0], MANY[1], FEW[2]), "many": MANY}
    found: dict[str, dict[str, Any]] = {}
    for title, size in sizes.items():
        code = MEASURE.format(size=size, workshop=room["workshop"], token=room["tokens"][0])
        for name, cost in json.loads(stage.shell(environment, code).splitlines()[-1]).items():
            found.setdefault(name, {})[title] = cost
    return found
