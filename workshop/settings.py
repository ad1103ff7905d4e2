"""Every setting, typed from the environment. README.md has the table for operators."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from workshop.environment import (
    WrongSetting,
    address,
    database,
    flag,
    is_writable,
    mail,
    number,
    origin,
    python_path,
    read,
    url,
    words,
)

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# Where it runs

PRODUCTION = read("PRODUCTION", flag, "yes or no", default=False)
DEBUG = read("DEBUG", flag, "yes or no", default=False)
HOST = read("HOST", address, "an address to listen at, such as 0.0.0.0", default="127.0.0.1")
PORT = read("PORT", number(1, 65535), "a port from 1 to 65535", default=8000)
SITE_URL = read(
    "SITE_URL",
    origin,
    "the address people type, such as https://doors.example.org",
    default=f"http://localhost:{PORT}",
)
SITE_HOST = urlsplit(SITE_URL).hostname or ""
DATA_DIR = read("DATA_DIR", Path, "a folder", default=BASE_DIR / "var").resolve()
if not is_writable(DATA_DIR):
    raise WrongSetting("DATA_DIR", str(DATA_DIR), "a folder that can be written to")

ALLOWED_HOSTS = read(
    "ALLOWED_HOSTS",
    words,
    "host names separated by commas",
    default=[SITE_HOST] if PRODUCTION else [SITE_HOST, "localhost", "127.0.0.1", "[::1]"],
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE = SITE_URL.startswith("https://")
if PRODUCTION and not SECURE:
    raise WrongSetting("SITE_URL", SITE_URL, "an address that begins with https:// in production")


def secret_key() -> str:
    """From the environment; outside production one is made and kept beside the data."""
    given = read("SECRET_KEY", str, "fifty or more random characters", default="")
    if PRODUCTION and len(given) < 50:
        raise WrongSetting("SECRET_KEY", given and "too short", "fifty or more random characters")
    if given:
        return given
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text()


SECRET_KEY = secret_key()

# `make run` offers made-up people and workshops where the database is empty; this decides it.
DEMO = read("DEMO", flag, "yes or no")

# How much one visitor may do. Only a load test lifts the rates.
RATE_LIMITS = read("RATE_LIMITS", flag, "yes or no", default=True)
STREAMS = read("STREAMS", number(1, 100_000), "a number from 1 to 100000", default=5000)
METRICS_TOKEN = read("METRICS_TOKEN", str, "", default="")
if METRICS_TOKEN and not re.fullmatch(r"[\w-]{16,}", METRICS_TOKEN, re.ASCII):
    # It is a secret: what was given stays out of the terminal.
    raise WrongSetting(
        "METRICS_TOKEN", "something else", "sixteen or more letters and digits, - or _"
    )

# Real parts, or the embedded default

REDIS_URL = read("REDIS_URL", url("redis", "rediss"), "redis://host:6379/0", default="")
# Under ASGI a thread lives as long as a request, so PostgreSQL connections come from a pool;
# WSGI page processes keep one connection a thread instead, also to SQLite.
DATABASE_REUSE = read(
    "DATABASE_REUSE",
    {"pool": "pool", "persistent": "persistent", "none": "none"}.__getitem__,
    "pool, persistent or none",
    default="pool",
)
DATABASE: dict[str, Any] = read(
    "DATABASE_URL",
    database,
    "postgres://user:password@host/name or sqlite:///file",
    default={"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "ten-doors.db")},
)
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # secure_delete: a destroyed key leaves no trace in free pages
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON",
    }
else:
    options: dict[str, Any] = DATABASE.setdefault("OPTIONS", {})
    if DATABASE_REUSE != "none":
        # What has come three times is planned, and the plan kept until a rollback, at which the
        # driver forgets them all (workshop/prepared.py).
        options["prepare_threshold"] = 3
    if DATABASE_REUSE == "pool":
        options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 15}
    DATABASE["CONN_HEALTH_CHECKS"] = True
    # A form's choices are a handful of rows: a cursor on the server costs them two more questions.
    DATABASE["DISABLE_SERVER_SIDE_CURSORS"] = True
if DATABASE_REUSE == "persistent":
    DATABASE["CONN_MAX_AGE"] = 300
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

if PRODUCTION and not REDIS_URL:
    raise WrongSetting("REDIS_URL", "", "redis://host:6379/0 in production")
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    QUEUE = DATA_DIR / "queue"
    QUEUE.mkdir(exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE),
        "data_folder_out": str(QUEUE),
        "control_folder": str(QUEUE / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# All recurring work. Each task scans rows that are due, so a missed beat is made up by the next.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "check-ins": {"task": "workshop.followup.tasks.send_due_check_ins", "schedule": 60},
    "forgotten-recipients": {
        "task": "workshop.followup.tasks.forget_recipients",
        "schedule": 24 * 3600,
    },
    "unheld-pulses": {
        "task": "workshop.followup.tasks.forget_unheld_pulses",
        "schedule": 24 * 3600,
    },
    "pulses": {"task": "workshop.outcomes.tasks.count_ended_rounds", "schedule": 3600},
    "letters": {"task": "workshop.followup.tasks.send_due_letters", "schedule": 60},
    "rehearsals": {
        "task": "problems.tasks.play_rehearsals",
        "schedule": 5,
        "options": {"expires": 5},
    },
    "import-drafts": {"task": "problems.tasks.sweep_import_drafts", "schedule": 3600},
    "invitation-mails": {"task": "workshop.tasks.send_invitation_mails", "schedule": 60},
    "old-invitations": {"task": "workshop.tasks.forget_old_invitations", "schedule": 24 * 3600},
    "destroyed-keys": {"task": "workshop.tasks.scrub_destroyed_keys", "schedule": 3600},
    "sessions": {"task": "workshop.people.tasks.sweep_sessions", "schedule": 24 * 3600},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# Mail

EMAIL: dict[str, Any] = read(
    "EMAIL_URL",
    mail,
    "smtp://user:password@host:587/?tls=true",
    default={
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(DATA_DIR / "mail"),
    },
)
EMAIL_BACKEND = read(
    "EMAIL_BACKEND",
    python_path,
    "the Python path of a mail backend, such as anymail.backends.postmark.EmailBackend",
    default=EMAIL["EMAIL_BACKEND"],
)
# What the provider's backend wants to know: ANYMAIL_POSTMARK_SERVER_TOKEN and the like. No provider
# is to count openings and clicks; some can only be told so in their own settings. Most know no
# calendar part beside the text: the calendar file goes all the same.
ANYMAIL: dict[str, Any] = {
    "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
    "IGNORE_UNSUPPORTED_FEATURES": True,
} | {
    name.removeprefix("ANYMAIL_"): value
    for name, value in os.environ.items()
    if name.startswith("ANYMAIL_")
}
# Opens an address where the provider tells what bounced (docs/deploy.md).
ANYMAIL["WEBHOOK_SECRET"] = read("ANYMAIL_WEBHOOK_SECRET", str, "", default="")
if not re.fullmatch(r"([\w-]+:[\w-]{16,})?", ANYMAIL["WEBHOOK_SECRET"], re.ASCII):
    raise WrongSetting(
        "ANYMAIL_WEBHOOK_SECRET",
        "something else",
        "a name, a colon, and sixteen or more letters and digits, - or _",
    )
if PRODUCTION and EMAIL_BACKEND.endswith("filebased.EmailBackend"):
    raise WrongSetting(
        "EMAIL_URL", "", "a mail server in production, smtp://user:password@host:587/?tls=true"
    )
EMAIL_FILE_PATH = EMAIL.get("EMAIL_FILE_PATH") or None
EMAIL_HOST = EMAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(EMAIL.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(EMAIL.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read(
    "MAIL_FROM", str, "Name <address>", default=f"Ten Doors <doors@{SITE_HOST}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Addresses that were invited to a workshop go so many days after it.
ADDRESSES_KEPT_DAYS = read(
    "ADDRESSES_KEPT_DAYS", number(1, 3650), "a number of days from 1 to 3650", default=120
)
# Mail kept as files is shown at a page, so that a first run needs no mail server.
MAIL_IS_SHOWN = not PRODUCTION and EMAIL_BACKEND.endswith("filebased.EmailBackend")

# The house

ROOT_URLCONF = "workshop.urls"
WSGI_APPLICATION = "workshop.wsgi.application"
ASGI_APPLICATION = "workshop.asgi.application"
INSTALLED_APPS = [
    "workshop.live",
    "workshop.people",
    "workshop",
    "problems",
    "workshop.followup",
    "workshop.outcomes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "workshop.static.StaticFiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "workshop.metrics.timed",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "workshop.people.wrong_method.WrongMethodPage",
    "workshop.limits.guard.guard",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"lucide": "workshop.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workshop.people.context.organisations",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# People

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "workshop.people.forms.NameForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "workshop.people.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_ADAPTER = "workshop.people.sign_in.adapters.AccountAdapter"
MFA_ADAPTER = "workshop.people.sign_in.adapters.SecondStepAdapter"
SOCIALACCOUNT_ADAPTER = "workshop.people.sign_in.adapters.OrganisationSignIn"
ACCOUNT_FORMS = {
    "login": "workshop.people.sign_in.forms.SignInForm",
    "signup": "workshop.people.sign_in.forms.SignUpForm",
    "add_email": "workshop.people.sign_in.forms.AddAddressForm",
    "change_password": "workshop.people.sign_in.forms.ChangePasswordForm",
    "set_password": "workshop.people.sign_in.forms.SetPasswordForm",
    "reset_password": "workshop.people.sign_in.forms.ForgottenPasswordForm",
    "reset_password_from_key": "workshop.people.sign_in.forms.NewPasswordForm",
    "reauthenticate": "workshop.people.sign_in.forms.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "workshop.people.sign_in.forms.CodeForm",
    "reauthenticate": "workshop.people.sign_in.forms.ConfirmCodeForm",
    "activate_totp": "workshop.people.sign_in.forms.StartAppForm",
    "add_webauthn": "workshop.people.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "workshop.people.sign_in.forms.RenamePasskeyForm",
}
SOCIALACCOUNT_FORMS = {"signup": "workshop.people.sign_in.forms.OrganisationSignUpForm"}
# How many of our own proxies stand in front: the visitor's address is that far from the end of
# X-Forwarded-For. Sign-in is throttled by it, and so is everything else.
PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = read(
    "PROXIES", number(0, 9), "a number from 0 to 9", default=1 if PRODUCTION else 0
)
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Ten Doors"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
OIDC_SERVER = read("OIDC_SERVER", url("http", "https"), "the issuer's address", default="")
OIDC_NAME = read("OIDC_NAME", str, "a name", default="your organisation")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if OIDC_SERVER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": read("OIDC_CLIENT_ID", str, "a client id", default=""),
                "secret": read("OIDC_CLIENT_SECRET", str, "a secret", default=""),
                # The organisation's own server may vouch for the addresses of its people.
                "settings": {"server_url": OIDC_SERVER, "email_authentication": True},
            }
        ]
    }

# Trust

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *([OIDC_SERVER] if OIDC_SERVER else [])],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Room pages are never in a log: an address and a time would lead from an idea to a phone.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "uvicorn.access": {"level": "CRITICAL"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}

# Languages, time, files

LANGUAGES = [("en", _("English")), ("sv", _("Swedish"))]
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "workshop.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = read("STATIC_DIR", Path, "a folder", default=DATA_DIR / "static").resolve()
BUILT_STATIC = DATA_DIR / "built"  # the font subset, made by `manage.py fonts`
BUILT_STATIC.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", BUILT_STATIC]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "workshop.static.Storage"
    },
}
