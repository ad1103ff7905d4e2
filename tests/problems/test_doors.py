from django.utils import timezone

from problems.doors import doors_of
from problems.models import Build, Solution


def test_a_door_opens_when_a_second_team_builds(live, problem, pat, tom):
    def state() -> str:
        return doors_of(live, only=[problem.pk])[0].state

    assert state() == "locked"
    solution = Solution.post(problem, pat.seat, "Say how many rows", "k1", timezone.now())
    assert state() == "waiting"
    Build.post(solution, tom.seat, "Yes, and in the file name", "k1", timezone.now())
    assert state() == "open"
    solution.withdraw()
    assert state() == "locked"


def test_the_same_post_twice_is_one_idea(live, problem, pat):
    first = Solution.post(problem, pat.seat, "Once", "k1", timezone.now())
    again = Solution.post(problem, pat.seat, "Once", "k1", timezone.now())
    assert first == again
    assert problem.solutions.count() == 1
    live.stream.refresh_from_db()
    revisions = list(live.stream.events.order_by("revision").values_list("revision", flat=True))
    assert revisions == list(range(1, live.stream.revision + 1))
