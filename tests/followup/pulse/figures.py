"""What people say, as a phone sends it."""

from datetime import UTC, datetime

BEFORE = datetime(2030, 1, 10, 9, tzinfo=UTC)  # some weeks before the day of the cast
DAY = datetime(2030, 2, 6, 9, tzinfo=UTC)


def sent(safety=(), across=(), goal=()) -> dict[str, int]:
    """A whole part as its first figure, or each figure of it."""
    parts = {"safety": (safety, 4), "across": (across, 7), "goal": (goal, 4)}
    return {
        f"{part}-{place}": figure
        for part, (said, count) in parts.items()
        for place, figure in enumerate([said] * count if isinstance(said, int) else said)
    }


def at(page, token) -> str:
    return {
        "pulse": f"/invited/{token}/pulse/",
        "network": f"/invited/{token}/network/",
        "later": f"/check-ins/{token}/pulse/",
        "network-later": f"/check-ins/{token}/network/",
    }[page]
