"""Runs a module with its clock set to another day: python -m tests.clock <iso time> <module> …

The clock jumps an hour ahead on SIGUSR1 and an hour back on SIGUSR2.
"""

import runpy
import signal
import sys

import time_machine

HOUR = 3600

if __name__ == "__main__":
    at, module = sys.argv[1:3]
    sys.argv = sys.argv[2:]
    with time_machine.travel(at) as clock:
        signal.signal(signal.SIGUSR1, lambda *_signal: clock.shift(HOUR))
        signal.signal(signal.SIGUSR2, lambda *_signal: clock.shift(-HOUR))
        runpy.run_module(module, run_name="__main__", alter_sys=True)
