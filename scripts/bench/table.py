"""The figures as a table of Markdown, as docs/performance.md keeps it."""

from collections.abc import Iterator
from typing import Any

Found = dict[str, Any]


def table(found: Found) -> str:
    lines = [", ".join(f"{name} {value}" for name, value in found["machine"].items()), ""]
    for name, rows in (
        ("fan-out", fan_out),
        ("arrivals", arrivals),
        ("writes", writes),
        ("growth", growth),
    ):
        if name in found:
            lines += [*rows(found[name]), ""]
    return "\n".join(lines)


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def fan_out(found: Found) -> Iterator[str]:
    yield row(
        "fan-out",
        "p50 ms",
        "p95 ms",
        "raw p95",
        "ratio",
        "last − first ms",
        "lost",
        "doubled",
        "KiB",
    )
    yield row("---", *["--:"] * 8)
    for title, each in found.items():
        if "KiB" in each:
            ours, raw = each["ten doors"], each.get("raw", {})
            yield row(
                title, ours["p50"], ours["p95"], raw.get("p95", ""), each.get("ratio of p95", ""),
                ours["last − first"], ours["lost"], ours["doubled"], each["KiB"],
            )  # fmt: skip
    yield ""
    yield row("the most at p95 ≤ 50 ms", "Ten Doors", "raw uvloop")
    yield row("---", "--:", "--:")
    for name in found["deliveries"]["raw"]:
        yield row(name, found["deliveries"]["ten doors"][name], found["deliveries"]["raw"][name])
    yield ""
    beside = found["writing beside streams"]
    yield f"Ideas while the streams listen: {beside['a second']} a second, p95 {beside['p95']} ms."


def arrivals(found: Found) -> Iterator[str]:
    back, joined = found["come back"], found["join"]
    yield row("everybody at once", "")
    yield row("---", "--:")
    yield row("come back, signed in, 20 behind: s until the last", back["seconds"])
    yield row("… lost, doubled", f"{back['lost']}, {back['doubled']}")
    yield row("… database connections at most", back["database connections"])
    yield row("join through the pages: s until the last", joined["seconds"])


def writes(found: Found) -> Iterator[str]:
    yield row("page processes", "ideas a second", "p50 ms", "p95 ms", "phone pages a second")
    yield row("---", *["--:"] * 4)
    for title, each in found.items():
        ideas = each["ideas"]
        yield row(title, ideas["a second"], ideas["p50"], ideas["p95"], each["pages"]["a second"])


def growth(found: Found) -> Iterator[str]:
    sizes = list(next(iter(found.values())))
    yield row("queries, ms of processor", *sizes)
    yield row("---", *["--:"] * len(sizes))
    for name, costs in found.items():
        yield row(name, *(f"{cost['queries']}, {cost['ms']}" for cost in costs.values()))
