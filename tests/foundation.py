"""What every house of a run stands on, made once: a migrated database, fonts, collected files."""

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

PLACE = "TEN_DOORS_FOUNDATION"  # the run's folder, told to workers by the environment


def begin() -> None:
    """Once a run, before its workers start."""
    os.environ[PLACE] = tempfile.mkdtemp(prefix="ten-doors-foundation-")


def end() -> None:
    shutil.rmtree(os.environ.pop(PLACE), ignore_errors=True)


def lay(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of the run. Whoever comes first makes it; others wait."""
    place = Path(os.environ[PLACE])
    made = place / name
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            rough = place / f"{name}-{secrets.token_hex(4)}"
            rough.mkdir()
            make(rough)
            rough.rename(made)
    return made


def laid(pattern: str) -> list[Path]:
    return [path for path in Path(os.environ[PLACE]).glob(pattern) if path.is_dir()]
