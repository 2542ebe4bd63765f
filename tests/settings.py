"""Settings for tests: a data folder of their own, quick password hashes, mail into files."""

import os
import tempfile
from pathlib import Path

_given = os.environ.get("KONSENS_TEST_DATA")
_folder = Path(_given) if _given else Path(tempfile.mkdtemp(prefix="konsens-test-"))
os.environ["KONSENS_DATA"] = str(_folder / os.environ.get("PYTEST_XDIST_WORKER", "main"))
os.environ.pop("SITE_URL", None)
os.environ.pop("SMTP_URL", None)

from konsens.conf.settings import *  # noqa: E402, F403
from konsens.conf.settings import DATA, DATABASES  # noqa: E402

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, not memory: races are tried with several real connections
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
WHITENOISE_AUTOREFRESH = True
