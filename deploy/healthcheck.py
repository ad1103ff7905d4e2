"""Status 0 where this container does its work: `healthcheck.py [web | beat]`."""

import os
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

BEAT_WRITES_EVERY = 180  # seconds; beat keeps what it did last in a file


def web() -> bool:
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    # The name that pages are asked for by; any other is refused.
    name = urlsplit(os.environ.get("SITE_URL", "")).hostname or "127.0.0.1"
    connection.request("GET", "/health", headers={"Host": name})
    return connection.getresponse().status == 200


def beat() -> bool:
    kept = Path(os.environ.get("DATA_DIR", "var")).glob("beat-schedule*")
    newest = max((file.stat().st_mtime for file in kept), default=0)
    return time.time() - newest < 3 * BEAT_WRITES_EVERY


if __name__ == "__main__":
    try:
        sys.exit(0 if {"web": web, "beat": beat}[sys.argv[1] if sys.argv[1:] else "web"]() else 1)
    except OSError as error:
        sys.exit(str(error))
