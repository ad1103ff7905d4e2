"""The project's settings with a data folder of its own, and fast passwords."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ten-doors-test-")
os.environ.setdefault("SITE_URL", "http://testserver")

from workshop.settings import *  # noqa: E402, F403
from workshop.settings import DATABASES, DATA_DIR  # noqa: E402

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
    DATABASES["default"].pop("OPTIONS", None)
