"""Where the points of the line chart lie; the template draws them."""

from dataclasses import dataclass, field
from datetime import date

from workshop.models import Workshop

LEFT, RIGHT, TOP, BOTTOM = 26, 374, 30, 180
AT_MOST = 8  # points that can be told apart on a phone


@dataclass
class Point:
    workshop: Workshop
    percent: int
    x: int = 0
    y: int = 0
    year: int | None = None  # where it differs from the point before

    @property
    def date(self) -> date:
        return self.workshop.date


@dataclass
class Line:
    """The newest points from left to right, in a picture of 400 × 220."""

    points: list[Point]
    grid: list[int] = field(
        default_factory=lambda: [TOP + quarter * (BOTTOM - TOP) // 4 for quarter in range(5)]
    )

    def __post_init__(self) -> None:
        self.points = self.points[-AT_MOST:]
        gaps = max(1, len(self.points) - 1)
        middle = (RIGHT - LEFT) // 2 if len(self.points) == 1 else 0
        year = None
        for number, point in enumerate(self.points):
            point.x = LEFT + middle + number * (RIGHT - LEFT) // gaps
            point.y = BOTTOM - point.percent * (BOTTOM - TOP) // 100
            point.year = point.date.year if point.date.year != year else None
            year = point.date.year

    @property
    def newest_first(self) -> list[Point]:
        return self.points[::-1]

    @property
    def polyline(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def joint_line(workshops: list[Workshop]) -> Line:
    """The joint share of each workshop that had problems and figures, by the day it closed."""
    shares = [
        (workshop, workshop.figures.figures["joint_share"])
        for workshop in workshops
        if hasattr(workshop, "figures")
    ]
    return Line(
        [Point(workshop, round(100 * share)) for workshop, share in shares if share is not None]
    )
