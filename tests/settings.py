"""The project's settings with a data folder of its own, and fast passwords."""

import atexit
import os
import shutil
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ten-doors-test-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("SITE_URL", "http://testserver")
# Tests that run side by side count sign-ins and cache pages in Redis databases of their own.
server, _slash, number = os.environ.get("REDIS_URL", "").rpartition("/")
worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
if number.isdecimal():
    os.environ["REDIS_URL"] = f"{server}/{int(number) - int(worker)}"

# A test does in a second what people do in an hour; those about limits switch them on.
os.environ.setdefault("RATE_LIMITS", "no")

from workshop.settings import *  # noqa: E402, F403
from workshop.settings import DATA_DIR, DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that threads and other processes see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.db")}
else:
    # Each test thread would hold a pool open over the end of the test database.
    DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
