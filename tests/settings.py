"""The settings of the tests: the portal's own, made quick and kept to a folder of this process."""

import atexit
import shutil
import tempfile
from pathlib import Path

from portal.settings import *  # noqa: F403 - the tests run on the portal's settings but for what stands below
from portal.settings import DATABASES, STORAGES, VAR_DIR

VAR_DIR.mkdir(parents=True, exist_ok=True)
# A folder of its own for every process: two runs at once do not take each other's database away.
WORK_DIR = Path(tempfile.mkdtemp(prefix="test-", dir=VAR_DIR))
atexit.register(shutil.rmtree, WORK_DIR, ignore_errors=True)

DEBUG = False
SITE_URL = "http://testserver"
# A password's cost is the point of the real hashers; here it would be most of the suite's time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = WORK_DIR / "mail"
SMS_CHANNEL = "file"
SMS_FILE_PATH = WORK_DIR / "sms"

# Connections of ended threads would hold up the dropping of a PostgreSQL test database.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, because threads of one test must see one database.
    DATABASES["default"]["TEST"] = {"NAME": str(WORK_DIR / "test.sqlite3")}

# No collectstatic before the tests: files come straight from where they are written.
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": WORK_DIR / "uploads"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = WORK_DIR / "static"
WHITENOISE_USE_FINDERS = True
# Without it whitenoise warns at every start that STATIC_ROOT is not there.
WHITENOISE_AUTOREFRESH = True
