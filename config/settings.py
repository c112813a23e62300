"""Settings, all from the environment, with defaults that are safe on one small machine.

The embedded default needs nothing but Python: SQLite, mail as files, an in-database queue, all kept
in the data folder (HUIYIN_VAR, default ``var/``). Production sets DATABASE_URL, CACHE_URL, EMAIL_URL,
ALLOWED_HOSTS and SECRET_KEY; see README.
"""

import secrets
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.care import CARE  # noqa: F401 - read as settings.CARE
from config.groups import GROUP_CONTENTS  # noqa: F401 - read as settings.GROUP_CONTENTS
from config.schedules import SCHEDULES  # noqa: F401 - read as settings.SCHEDULES

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
TESTING = "pytest" in sys.modules

VAR_DIR = Path(env.str("HUIYIN_VAR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def kept_secret(path: Path) -> str:
    """The secret key of this data folder, made on first start and readable by its owner alone."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# How many proxies in front of us append to X-Forwarded-For; 0 believes the socket alone.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# HTTPS turns on secure cookies, HSTS and the redirect; the embedded default serves plain localhost.
HTTPS = env.bool("HTTPS", default=SITE_URL.startswith("https://"))
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "community.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

INSTALLED_APPS = [
    "community",
    "community.moderation",
    "community.segments",
    "community.posts",
    "community.announcing",
    "community.training",
    "rewards",
    "rewards.honours",
    "rewards.shop",
    "rewards.fairness",
    "feedback",
    "feedback.channels",
    "events",
    "events.live",
    "events.minutes",
    "config.apps.HuiyinAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_q",
    "easy_thumbnails",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Hundreds ask for news at once: before all that costs something.
    "events.live.quick.answer_quickly",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "community.middleware.guard_input",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "community.readers.reader_preferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "community.middleware.answer_limits",
    "community.middleware.keep_private",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "community.context_processors.reader",
            ],
            "builtins": ["community.templatetags.huiyin"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database -------------------------------------------------------------------------------------
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A database that hangs must not hang every thread: refuse after seconds, answer 503, recover alone.
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):
        DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 4)
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "huiyin.sqlite3",
            # Opening it anew with all these settings costs more than a kept page.
            "CONN_MAX_AGE": 60,
            # IMMEDIATE: with the default mode, 8 writers in WAL fail 91 % of the time with "locked".
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
                ),
            },
            # A file, not memory: the browser tests and races use several connections.
            "TEST": {"NAME": VAR_DIR / "test.sqlite3"},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": env.cache("CACHE_URL", default="dbcache://huiyin_cache"),
    # Whole pages of visitors; fresh by version number, so memory of each process is right.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # Parts of pages that many readers see alike, each kept under all that it shows.
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "TIMEOUT": 60,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# --- jobs -----------------------------------------------------------------------------------------
# The ORM broker everywhere: a job commits together with its data (docs/jobs.md).
Q_CLUSTER = {
    "name": "huiyin",
    "workers": env.int("WORKERS", default=2),
    "timeout": 60,
    "retry": 120,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "poll": 0.5,
    "save_limit": 1000,
    "orm": "default",
    "sync": TESTING,
}

# --- people ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "community.Member"
# They make one way in of what moderation and training say of a member.
AUTHENTICATION_BACKENDS = ["config.backends.HuiyinBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = lambda member: member.name  # noqa: E731
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"signup": "community.forms.SignupForm"}
ACCOUNT_ADAPTER = "community.moderation.signing_in.DoorAdapter"
# Asked of names, descriptions and remarks before others read them.
CHECK_WORDS = "community.moderation.checks.check_words"
# Asked by check_ledger besides what it proves itself: functions that return a list of findings.
LEDGER_PROOFS = ["rewards.shop.proofs.prove_shop"]
# Called by load_demo with (story, cast, now, seed) when the items of a demo are there: functions that write what other
# wings show of it, and return what members are to be thanked for, as rewards.history.Deed.
DEMO_PARTS = ["events.demo.show_sessions"]
# Asked before a member founds a group, edits one, or asks to be let into one.
CHECK_STANDING = "community.moderation.checks.check_standing"
# Given the file of a cover or an avatar that nothing shows any more, to delete it.
LET_FILE_GO = "community.moderation.actions.evidence.let_file_go"
# Asked before anything is done in a member's name that he began earlier: a link he gave away, a job that waits.
MAY_ACT = "community.moderation.standing.may_sign_in"
# Asked of each notice before it is mailed.
MAY_BE_MAILED = "community.moderation.standing.may_be_mailed"
# Where mail really goes out, an address must be proven; only so does signing up not tell who has an account.
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="mandatory" if "EMAIL_URL" in env else "optional")
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 3

# --- language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
# Else every test client lists all static files when it is made: a sixth of what the tests cost.
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("STATIC_MANIFEST", default=False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A body larger than this is refused before it is read (413).
REQUEST_MAX_BYTES = 60 * 1024 * 1024
IMAGE_MAX_BYTES = 8 * 1024 * 1024
IMAGE_MAX_PIXELS = 40_000_000
IMAGE_MAX_SIDE = 2000
IMAGES_PER_DAY = 60

# --- mail -----------------------------------------------------------------------------------------
vars().update(env.email("EMAIL_URL", default="filemail://"))
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Huiyin <huiyin@localhost>")

# --- content security policy: one strict policy for every page, the admin included ------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- others ---------------------------------------------------------------------------------------
# Faster than this (seconds) nobody types: what newcomers send sooner waits for a look. 0 turns it off.
FORM_MIN_SECONDS = env.int("FORM_MIN_SECONDS", default=3)
OUTBOUND_ALLOW_PRIVATE = env.bool("OUTBOUND_ALLOW_PRIVATE", default=False)
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
SILENCED_SYSTEM_CHECKS = [
    # django-htmx and allauth are configured on purpose without these.
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # The request line of a failing page may carry a receipt holder's words: keep it to status and path.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django-q": {"level": "WARNING"},
        # At DEBUG it writes down what a picture says of its camera and place.
        "PIL": {"level": "INFO"},
    },
}

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}
    MEDIA_ROOT = VAR_DIR / "test-media"
    # What the tests write need not outlast the machine: races and browsers would wait for the disk at every commit.
    options = DATABASES["default"].setdefault("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
        options["options"] = f"{options.get('options', '')} -c synchronous_commit=off"
