"""All settings, read from the environment. This is the only file that reads os.environ.

Defaults suit a laptop. A production setting (JIBAN_PRODUCTION=1) refuses to start on anything unsafe.
docs/reference/settings.md lists every variable; a test keeps that list complete.
"""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, default: str = "") -> str:
    """Read a text setting; NAME_FILE may name a file that holds it (for secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_int(name: str, default: int) -> int:
    raw = env_text(name, str(default))
    try:
        return int(raw)
    except ValueError as error:
        message = f"{name} must be a whole number, not {raw!r}"
        raise ImproperlyConfigured(message) from error


def env_flag(name: str, *, default: bool) -> bool:
    raw = env_text(name, "1" if default else "0").lower()
    if raw not in {"0", "1", "true", "false"}:
        message = f"{name} must be 0 or 1, not {raw!r}"
        raise ImproperlyConfigured(message)
    return raw in {"1", "true"}


PACKAGE = Path(__file__).resolve().parent
VAR = Path(env_text("JIBAN_VAR", "var")).resolve()

PRODUCTION = env_flag("JIBAN_PRODUCTION", default=False)
DEVELOPMENT_SECRET = "for-development-only"  # noqa: S105 - production refuses it, below
SECRET_KEY = env_text("JIBAN_SECRET_KEY", DEVELOPMENT_SECRET)
DEBUG = env_flag("JIBAN_DEBUG", default=False)
ALLOWED_HOSTS = env_text("JIBAN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
SITE_URL = env_text("JIBAN_SITE_URL", "http://127.0.0.1:8000").rstrip("/")

# What holds the keys: "software" keeps encrypted files and marks every document 样章/测试; "device" asks what JIBAN_KEYS says.
KEYRING = env_text("JIBAN_KEYRING", "software")
KEYS = env_text("JIBAN_KEYS")
KEYRING_DIR = Path(env_text("JIBAN_KEYRING_DIR", str(VAR / "keys")))
KEYRING_SECRET = env_text("JIBAN_KEYRING_SECRET", DEVELOPMENT_SECRET)
# Cost of guessing a PIN from a stolen key file: 2^15 takes about 0.1 s and 32 MiB a guess.
KEYRING_SCRYPT_LOG2_N = env_int("JIBAN_KEYRING_SCRYPT_LOG2_N", 15)
TRUST_DIR = Path(env_text("JIBAN_TRUST_DIR", str(VAR / "trust")))
LOG_ORIGIN = env_text("JIBAN_LOG_ORIGIN", "jiban.example/demo-county")
# After so many days a look-up loses its answer and the salts of its two lines in the log. 0: never.
LOOK_UP_DAYS = env_int("JIBAN_LOOK_UP_DAYS", 1095)
# The policy that names the log's witnesses (c2sp.org/tlog-policy). Empty: none.
WITNESS_POLICY = env_text("JIBAN_WITNESS_POLICY")
# The file that names where checkpoints of the log are shown outside (time stamps, chains). Empty: nowhere.
ANCHORS = env_text("JIBAN_ANCHORS")
ANCHOR_MINUTES = env_int("JIBAN_ANCHOR_MINUTES", 10)
IDENTITY_PROVIDER = env_text("JIBAN_IDENTITY_PROVIDER", "jiban.people.identity_test.TestIdentityProvider")
# The file that tells which provincial identity platforms residents may come in by. Empty: none.
PROVINCIAL_SIGN_IN = env_text("JIBAN_PROVINCIAL_SIGN_IN")

# Officers sign in. Empty means: as SITE_URL says (security keys), or not offered (the office's identity provider).
INVITATION_DAYS = env_int("JIBAN_INVITATION_DAYS", 7)
PASSKEY_RP_ID = env_text("JIBAN_PASSKEY_RP_ID")
PASSKEY_ORIGIN = env_text("JIBAN_PASSKEY_ORIGIN").rstrip("/")
OIDC_ISSUER = env_text("JIBAN_OIDC_ISSUER")
OIDC_CLIENT_ID = env_text("JIBAN_OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env_text("JIBAN_OIDC_CLIENT_SECRET")
OIDC_NAME = env_text("JIBAN_OIDC_NAME")
# Words in acr or amr of an ID token that mean: the provider itself asked for a second factor.
OIDC_STRONG = tuple(word for word in env_text("JIBAN_OIDC_STRONG").replace(",", " ").split() if word)

# The file that tells which departments ask here by program, and where shared facts come from. Empty: none.
EXCHANGE = env_text("JIBAN_EXCHANGE")

# Across cities: who we are to the others, and which key of the keyring signs our envelopes. Empty: we take no part.
CITY_CODE = env_text("JIBAN_CITY_CODE")
CITY_KEY = env_text("JIBAN_CITY_KEY") or f"city-{CITY_CODE}"

# Kiosks: who walks away is warned, then wiped; the server forgets them by itself a little later.
KIOSK_IDLE_SECONDS = env_int("JIBAN_KIOSK_IDLE_SECONDS", 60)
KIOSK_WARNING_SECONDS = env_int("JIBAN_KIOSK_WARNING_SECONDS", 20)
KIOSK_SESSION_SECONDS = env_int("JIBAN_KIOSK_SESSION_SECONDS", 90)
# The port of the program beside the kiosk's browser that reads cards and prints, on 127.0.0.1.
KIOSK_AGENT_PORT = env_int("JIBAN_KIOSK_AGENT_PORT", 8719)

# Ratings of ended cases, and the limits of a follow-up in working days.
RATING_DAYS = env_int("JIBAN_RATING_DAYS", 30)
# Fewer ratings of a village than these are never shown to anybody there.
RATINGS_TOGETHER = env_int("JIBAN_RATINGS_TOGETHER", 5)
FOLLOW_UP_CALL_DAYS = env_int("JIBAN_FOLLOW_UP_CALL_DAYS", 1)
FOLLOW_UP_FIX_DAYS = env_int("JIBAN_FOLLOW_UP_FIX_DAYS", 5)
FOLLOW_UP_EXTENDED_DAYS = env_int("JIBAN_FOLLOW_UP_EXTENDED_DAYS", 15)
FOLLOW_UP_CHECK_DAYS = env_int("JIBAN_FOLLOW_UP_CHECK_DAYS", 2)
FOLLOW_UP_ANSWER_DAYS = env_int("JIBAN_FOLLOW_UP_ANSWER_DAYS", 7)

# Messages to residents. "console" writes them to the log, "off" leaves them in the app.
SMS = env_text("JIBAN_SMS", "console")
SMS_GATEWAY_URL = env_text("JIBAN_SMS_GATEWAY_URL").rstrip("/")
SMS_GATEWAY_KEY = env_text("JIBAN_SMS_GATEWAY_KEY")
SMS_GATEWAY_SECRET = env_text("JIBAN_SMS_GATEWAY_SECRET")
SMS_SIGN = env_text("JIBAN_SMS_SIGN", "村务办事")
SMS_QUIET_HOURS = env_text("JIBAN_SMS_QUIET_HOURS", "21:00-08:00")
SMS_DAILY_PER_NUMBER = env_int("JIBAN_SMS_DAILY_PER_NUMBER", 10)
SMS_DAILY_PER_COUNTY = env_int("JIBAN_SMS_DAILY_PER_COUNTY", 20_000)
EMAIL = env_text("JIBAN_EMAIL", "console")
EMAIL_HOST = env_text("JIBAN_EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("JIBAN_EMAIL_PORT", 25)
EMAIL_HOST_USER = env_text("JIBAN_EMAIL_USER")
EMAIL_HOST_PASSWORD = env_text("JIBAN_EMAIL_PASSWORD")
EMAIL_SECURITY = env_text("JIBAN_EMAIL_SECURITY", "none")
DEFAULT_FROM_EMAIL = env_text("JIBAN_EMAIL_FROM", "messages@jiban.example")
EMAIL_BACKENDS = {"console": "console", "smtp": "smtp", "off": "dummy"}
EMAIL_BACKEND = f"django.core.mail.backends.{EMAIL_BACKENDS.get(EMAIL, 'dummy')}.EmailBackend"
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
# A mail server that is slower is asked again later: certificates are sealed by the same worker.
EMAIL_TIMEOUT = 5

# Longer than one seal on a slow signing device.
JOB_LEASE_SECONDS = env_int("JIBAN_JOB_LEASE_SECONDS", 60)
JOB_MAX_ATTEMPTS = env_int("JIBAN_JOB_MAX_ATTEMPTS", 12)
# Demonstration: sign-in pages show the codes that would come by phone. Refused in production.
DEMO = env_flag("JIBAN_DEMO", default=False)
# Test hook: the process kills itself when it reaches the step named here. Refused in production.
CRASH_AT = env_text("JIBAN_CRASH_AT")


def postgresql_connections() -> dict[str, Any]:
    """How connections are kept: in a pool of the process, or one a thread for some seconds where a pooler stands in front."""
    most = env_int("JIBAN_DATABASE_POOL", 4)
    kept_seconds = env_int("JIBAN_DATABASE_CONN_MAX_AGE", 60)
    prepared = env_int("JIBAN_DATABASE_PREPARE", 5)
    statement_ms = env_int("JIBAN_DATABASE_STATEMENT_SECONDS", 30) * 1000
    options: dict[str, Any] = {
        "connect_timeout": 5,
        # Every statement of a page takes a few rows by an index: compiling it would cost more than running it.
        "options": f"-c statement_timeout={statement_ms} -c jit=off",
    }
    if prepared:
        options |= {"server_side_binding": True, "prepare_threshold": prepared}
    if most:
        # Waiting longer than this for a connection means that there are too few: rather say so than pile up requests.
        options["pool"] = {"min_size": 1, "max_size": most, "timeout": 10}
    return {"CONN_MAX_AGE": 0 if most else kept_seconds, "OPTIONS": options}


def database_from_url(url: str) -> dict[str, Any]:
    """Turn sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME into Django's form."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            "OPTIONS": {
                # Take the write lock at BEGIN: a transaction that reads first and then writes
                # would fail with SQLITE_BUSY instead of waiting.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "jiban.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_HEALTH_CHECKS": True,
            **postgresql_connections(),
        }
    message = f"JIBAN_DATABASE_URL must begin with sqlite:/// or postgresql://, not {parts.scheme!r}"
    raise ImproperlyConfigured(message)


DATABASES = {"default": database_from_url(env_text("JIBAN_DATABASE_URL", f"sqlite:///{VAR / 'jiban.sqlite3'}"))}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "jiban.jobs",
    "jiban.notices",
    "jiban.places",
    "jiban.people",
    "jiban.ledger",
    "jiban.cosigning",
    "jiban.seals",
    "jiban.certificates",
    "jiban.catalogue",
    "jiban.kiosks",
    "jiban.exchange",
    "jiban.cases",
    "jiban.cities",
    "jiban.helping",
    "jiban.feedback",
    "jiban.web",
]
AUTH_USER_MODEL = "people.Officer"
AUTHENTICATION_BACKENDS: list[str] = []  # sign-in is jiban.people.actions alone
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "jiban.web.inline_sheet.InlineSheetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "jiban.web.uploads.LargeRequestMiddleware",
    "jiban.web.clean_input.CleanInputMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "jiban.web.visitors.VisitorMiddleware",
    "jiban.web.kiosk.gate.KioskMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "jiban.urls"
WSGI_APPLICATION = "jiban.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "jiban.web.visitors.page_context",
                "jiban.web.kiosk.gate.page_context",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "jiban.web.templatetags.jiban"],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
FORM_RENDERER = "jiban.web.form_renderer.FormRenderer"
SESSION_ENGINE = "jiban.web.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env_int("JIBAN_SESSION_SECONDS", 8 * 3600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    # Before the others: what is longer than any page takes never reaches the disk.
    "jiban.web.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# An application that was begun and left is kept so long; its resident is told a week before.
DRAFT_DAYS = env_int("JIBAN_DRAFT_DAYS", 30)
UPLOAD_MAX_BYTES = env_int("JIBAN_UPLOAD_MAX_BYTES", 8 * 1024 * 1024)
REQUEST_MAX_BYTES = env_int("JIBAN_REQUEST_MAX_BYTES", 200 * 1024 * 1024)
# The virus scanner that looks at every upload; empty: none does. Either of the two, or both.
SCAN_SOCKET = env_text("JIBAN_SCAN_SOCKET")
SCAN_COMMAND = env_text("JIBAN_SCAN_COMMAND")
SCAN_SECONDS = env_int("JIBAN_SCAN_SECONDS", 20)
VERIFY_UPLOAD_MAX_BYTES = env_int("JIBAN_VERIFY_UPLOAD_MAX_BYTES", 16 * 1024 * 1024)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("JIBAN_LOG_LEVEL", "INFO")},
    "loggers": {
        "fontTools": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "ERROR"},
    },
}

if PRODUCTION:
    if {"", DEVELOPMENT_SECRET} & {SECRET_KEY, KEYRING_SECRET}:
        raise ImproperlyConfigured("JIBAN_SECRET_KEY and JIBAN_KEYRING_SECRET must be set in production")
    if KEYRING == "software":
        raise ImproperlyConfigured("JIBAN_KEYRING=software is for development only: set up a signing device")
    if DEBUG or CRASH_AT or DEMO:
        raise ImproperlyConfigured("JIBAN_DEBUG, JIBAN_DEMO and JIBAN_CRASH_AT must not be set in production")
    if KEYRING_SCRYPT_LOG2_N < 15:
        raise ImproperlyConfigured("JIBAN_KEYRING_SCRYPT_LOG2_N must be at least 15 in production")
    if IDENTITY_PROVIDER.endswith("TestIdentityProvider"):
        raise ImproperlyConfigured("JIBAN_IDENTITY_PROVIDER must name a real identity provider in production")

# A name that nothing stands behind must not start: the software keyring would seal, and nothing would say so.
if KEYRING not in {"software", "device"}:
    raise ImproperlyConfigured("JIBAN_KEYRING must be software or device")
if KEYRING == "device" and not KEYS:
    raise ImproperlyConfigured("JIBAN_KEYRING=device needs JIBAN_KEYS: the file that says which devices hold the keys")

if KIOSK_SESSION_SECONDS < KIOSK_IDLE_SECONDS + KIOSK_WARNING_SECONDS:
    raise ImproperlyConfigured("JIBAN_KIOSK_SESSION_SECONDS must be at least idle and warning seconds together")
if PRODUCTION and KIOSK_WARNING_SECONDS < 20:
    raise ImproperlyConfigured("JIBAN_KIOSK_WARNING_SECONDS must be at least 20 in production")

if CITY_CODE and not re.fullmatch(r"\d{6}", CITY_CODE):
    raise ImproperlyConfigured("JIBAN_CITY_CODE must be the six digits of the city, for example 990100")

if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured("JIBAN_OIDC_ISSUER needs JIBAN_OIDC_CLIENT_ID and JIBAN_OIDC_CLIENT_SECRET")
if PRODUCTION and OIDC_ISSUER and not OIDC_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("JIBAN_OIDC_ISSUER must begin with https:// in production")

if SMS not in {"console", "gateway", "off"}:
    raise ImproperlyConfigured("JIBAN_SMS must be console, gateway or off")
if SMS == "off" and IDENTITY_PROVIDER.endswith("SmsIdentityProvider"):
    raise ImproperlyConfigured("JIBAN_IDENTITY_PROVIDER sends codes by SMS: JIBAN_SMS must not be off")
if SMS == "gateway" and not (SMS_GATEWAY_URL and SMS_GATEWAY_KEY and SMS_GATEWAY_SECRET):
    raise ImproperlyConfigured("JIBAN_SMS=gateway needs JIBAN_SMS_GATEWAY_URL, _KEY and _SECRET")
if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d", SMS_QUIET_HOURS):
    raise ImproperlyConfigured("JIBAN_SMS_QUIET_HOURS must look like 21:00-08:00")
if EMAIL not in EMAIL_BACKENDS:
    raise ImproperlyConfigured("JIBAN_EMAIL must be console, smtp or off")
if EMAIL_SECURITY not in {"none", "starttls", "tls"}:
    raise ImproperlyConfigured("JIBAN_EMAIL_SECURITY must be none, starttls or tls")
if PRODUCTION and "console" in {SMS, EMAIL}:
    raise ImproperlyConfigured(
        "JIBAN_SMS and JIBAN_EMAIL must not be console in production: choose gateway, smtp or off"
    )
if PRODUCTION and SMS == "gateway" and not SMS_GATEWAY_URL.startswith("https://"):
    raise ImproperlyConfigured("JIBAN_SMS_GATEWAY_URL must begin with https:// in production")
