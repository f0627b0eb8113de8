"""One settings file, read from the environment; what is wrong in it fails loudly, in one line.

DATABASE_URL      postgres://user:password@host:5432/name; without it an SQLite file in var/
DEPLOY=1          a server in the open: HTTPS only, and a SECRET_KEY of its own is demanded
SECRET_KEY        signs sessions and links; the demo key serves only where DEPLOY is not set
ALLOWED_HOSTS     host names, separated by commas (DEPLOY)
SITE_URL          the address printed on papers and in QR codes, e.g. https://demilge.example
EMAIL_URL_HOST    the SMTP server; without it mails are written as files to var/mail/
SMS_CHANNEL       what carries text messages: "file" (var/sms/), "console", or the dotted path of a class like those of
                  notices/channels.py; empty: none, and accounts are opened by e-mail alone (so with DEPLOY, unless set)
VAR_DIR           where the database file, mails, text messages and demo papers lie (default: var/)
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))

DEPLOY = os.environ.get("DEPLOY", "") == "1"
DEMO_SECRET_KEY = "django-insecure-demo-key-known-to-everyone-never-for-a-server"  # noqa: S105 - known on purpose; DEPLOY refuses it
SECRET_KEY = os.environ.get("SECRET_KEY", DEMO_SECRET_KEY)
DEBUG = os.environ.get("DEBUG", "") == "1" and not DEPLOY
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
if DEPLOY:
    if SECRET_KEY == DEMO_SECRET_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "DEPLOY=1 үчүн өзүңүздүн SECRET_KEY керек, кеминде 50 белги / "
            "для DEPLOY=1 нужен собственный SECRET_KEY, не короче 50 знаков"
        )
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("DEPLOY=1: ALLOWED_HOSTS керек, мисалы / нужен, например: demilge.example")
else:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]", "testserver"]
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:" + os.environ.get("PORT", "8000")).rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

INSTALLED_APPS = [
    # Our rooms come first, so that their templates and commands win over the libraries'.
    "portal",
    "committee",
    "budget",
    "initiatives",
    "documents",
    "notices",
    "municipality",
    "journal",
    "kyrgyz",
    "portal.admin_app.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "municipality.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.page",
            ],
        },
    },
]

# --- Database: an SQLite file on an office PC, PostgreSQL by DATABASE_URL on a server ---
SQLITE_OPTIONS: dict[str, Any] = {
    # IMMEDIATE: a transaction that will write says so at its start, so two never deadlock half-way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
_database_url = os.environ.get("DATABASE_URL", "")
if _database_url:
    try:
        _database = dj_database_url.parse(_database_url, conn_max_age=600, conn_health_checks=True)
    except (ValueError, KeyError) as exc:
        raise ImproperlyConfigured(
            "DATABASE_URL түшүнүксүз, мисалы / не понят, например: postgres://user:password@127.0.0.1:5432/demilge"
        ) from exc
else:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    _database = dj_database_url.parse(f"sqlite:///{VAR_DIR / 'portal.sqlite3'}", conn_max_age=600)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    if sqlite3.sqlite_version_info < (3, 35):
        raise ImproperlyConfigured("SQLite 3.35 же жаңыраагы керек / нужен SQLite 3.35 или новее")
    _database["OPTIONS"] = SQLITE_OPTIONS
    # A file, because threads of one test must see one database.
    _database["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and sessions ---
AUTH_USER_MODEL = "municipality.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# Codes, new accounts, forgotten passwords and other addresses are our own pages (municipality/proof.py): allauth cannot
# send a new password to a telephone, and its pages for codes tell by a button who has an account. What it still does
# is signing in, and it is told here what it would check if its own pages were there.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = {
    # A text message costs money, and whoever may ask for many codes may guess one. Many share one network address.
    "send_code": "1/30s/key,6/h/key,20/m/ip,200/h/ip",
    # As often as a code may be mistyped; municipality/proof.py says it too.
    "try_code": "3/h/key",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Asked at sign-in: many share a computer, and a phone is one's own.
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "login": "municipality.forms.LoginForm",
    "signup": "municipality.forms.SignupForm",
    "change_password": "municipality.forms.ChangePasswordForm",
    "set_password": "municipality.forms.SetPasswordForm",
}
ACCOUNT_ADAPTER = "notices.adapter.AccountAdapter"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = DEPLOY
if DEPLOY:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- Cache: counts of codes and failed sign-ins, which the workers share and no flood of others may push out ---
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends." + ("db.DatabaseCache" if DEPLOY else "locmem.LocMemCache"),
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Mail ---
EMAIL_HOST = os.environ.get("EMAIL_URL_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
# A mail server that hangs must not hold up the outbox.
EMAIL_TIMEOUT = 15  # seconds
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "portal@localhost")

# --- Text messages ---
SMS_CHANNEL = os.environ.get("SMS_CHANNEL", "" if DEPLOY else "file")
SMS_FILE_PATH = VAR_DIR / "sms"

# --- Language, time, formats ---
LANGUAGE_CODE = "ky"
LANGUAGES = [("ky", "Кыргызча"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_django"]  # ours; what the libraries lack
FORMAT_MODULE_PATH = ["kyrgyz.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bishkek"
USE_THOUSAND_SEPARATOR = True

# --- Files ---
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "uploads"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# The page of a session has some ten fields for each application.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o600

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
