"""What a server has loaded when its first visitor comes."""

import json
import subprocess
import sys

import pytest

TOLD = """
import gc, json, sys
import workshop.{server}
print(json.dumps([gc.get_freeze_count(), "problems.views.room" in sys.modules]))
"""


@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_the_garbage_collector_leaves_alone_what_a_server_has_loaded(server):
    code = TOLD.format(server=server)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    frozen, has_pages = json.loads(done.stdout.splitlines()[-1])
    assert frozen > 100_000
    assert has_pages
