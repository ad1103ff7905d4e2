"""Runs commands one after another, and says what it runs and how long that took."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# In CI nothing may be left out because the machine lacks it.
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def say(text: str) -> None:
    print(text, flush=True)


def step(
    title: str,
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    fine: Sequence[int] = (0,),
) -> bool:
    """Run `command` with exactly `environment` (or this one); True where its status is `fine`."""
    say(f"── {title}: {' '.join(command)}")
    started = time.monotonic()
    program = BIN / command[0]
    done = subprocess.run(
        [str(program) if program.exists() else command[0], *command[1:]],
        cwd=ROOT,
        env=None if environment is None else dict(environment),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    good = done.returncode in fine
    say(f"── {title}: {'fine' if good else 'FAILED'} after {time.monotonic() - started:.0f} s\n")
    return good
