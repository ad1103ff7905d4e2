"""Runs a module with its clock set to another day: python -m tests.clock <iso time> <module> …"""

import runpy
import sys

import time_machine

if __name__ == "__main__":
    at, module = sys.argv[1:3]
    sys.argv = sys.argv[2:]
    with time_machine.travel(at):
        runpy.run_module(module, run_name="__main__", alter_sys=True)
