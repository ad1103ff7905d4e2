"""Runs programs side by side in one terminal. When one ends, or a signal comes, all end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

ASKED_TO_END = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
PATIENCE = 4.0  # seconds between being asked to end and being killed


def run_together(commands: Mapping[str, str], environment: Mapping[str, str]) -> int:
    """Run shell commands by name until the first one ends or a signal comes; then end the rest.

    Returns the exit status: 0 after a signal, otherwise that of the program that ended by itself.
    """
    signals: list[int] = []
    for number in ASKED_TO_END:
        # Only noted here, so that none is lost while programs are still being started.
        signal.signal(number, lambda number, _frame: signals.append(number))
    programs: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            # A session of its own: the terminal's Ctrl-C reaches it once, through us.
            programs[name] = subprocess.Popen(
                ["/bin/sh", "-c", command], env=dict(environment), start_new_session=True
            )
        while not signals and all(program.poll() is None for program in programs.values()):
            time.sleep(0.1)
        status = 0 if signals else first_to_end(programs)
    finally:
        end(list(programs.values()))
    return status


def first_to_end(programs: Mapping[str, subprocess.Popen[bytes]]) -> int:
    for name, program in programs.items():
        if program.returncode is not None:
            sys.stdout.write(f"{name} ended with status {program.returncode}; all ends.\n")
            return program.returncode or 1
    return 0


def end(programs: list[subprocess.Popen[bytes]]) -> None:
    """Ask each program and what it started to end; kill what is left after a while."""
    for program in programs:
        send(signal.SIGTERM, program)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(program.poll() is None for program in programs):
        time.sleep(0.05)
    for program in programs:
        send(signal.SIGKILL, program)
        program.wait()


def send(number: signal.Signals, program: subprocess.Popen[bytes]) -> None:
    """Signal the program's whole group; it may be gone."""
    try:
        os.killpg(program.pid, number)
    except ProcessLookupError:
        return
