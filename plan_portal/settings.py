"""One settings file, two profiles.

``one-machine``: SQLite, Celery over a folder, mail to files; nothing else to install.
``production``: PostgreSQL, Redis, SMTP; refuses demo data and insecure settings.
``docs/operations.md`` lists every variable read here.
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from kombu import Exchange, Queue

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PROFILE = env.str("PORTAL_PROFILE", "one-machine")
if PROFILE not in ("one-machine", "production"):
    raise ImproperlyConfigured(f"PORTAL_PROFILE must be one-machine or production, not {PROFILE!r}")
PRODUCTION = PROFILE == "production"
DATA_DIR = Path(env.str("PORTAL_DATA", str(BASE_DIR / "var"))).resolve()


def data_folder(name: str) -> Path:
    """A folder under the data folder, made when it is missing."""
    folder = DATA_DIR / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """From the environment in production, else from a private file in the data folder."""
    if PRODUCTION or "SECRET_KEY" in env:
        return env.str("SECRET_KEY")
    path = data_folder(".") / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


DEBUG = False
SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS") if PRODUCTION else env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The demo: a marker file in the data folder; it also holds the demo clock (kit.clock).
DEMO_FILE = DATA_DIR / "demo.json"
DEMO = DEMO_FILE.exists()
if PRODUCTION and (DEMO or env.bool("DEBUG", False)):
    raise ImproperlyConfigured(
        "Production refuses demo data, the demo clock and DEBUG: remove demo.json from PORTAL_DATA, unset DEBUG."
    )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "rules.apps.AutodiscoverRulesConfig",
    "kit",
    "accounts",
    "access",
    "audit",
    "notices",
    "documents",
    "jobs",
    "deadlines",
    "plans",
    "inspections",
    "reports",
    "dashboards",
    "demo",
]

MIDDLEWARE = [
    "kit.middleware.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "kit.middleware.SafetyHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # after the headers: static files carry them as well
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kit.middleware.RejectBrokenInputMiddleware",
    "kit.middleware.ExplainMethodMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.PolicyMiddleware",
]

ROOT_URLCONF = "plan_portal.urls"
WSGI_APPLICATION = "plan_portal.wsgi.application"
ASGI_APPLICATION = "plan_portal.asgi.application"

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
                "dashboards.context.portal",
            ],
            "builtins": ["kit.templatetags.vi"],
        },
    }
]

# --- Database -----------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
POSTGRESQL_OPTIONS = {
    "connect_timeout": 3,
    "options": "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000",
}


def database() -> dict:
    """PostgreSQL by DATABASE_URL, else SQLite in the data folder."""
    if not PRODUCTION and "DATABASE_URL" not in env:
        path = data_folder(".") / "portal.sqlite3"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": SQLITE_OPTIONS}
    config = env.db("DATABASE_URL")
    if PRODUCTION and "postgresql" not in config["ENGINE"]:
        raise ImproperlyConfigured("Production runs on PostgreSQL: DATABASE_URL must start with postgres://")
    options = POSTGRESQL_OPTIONS if "postgresql" in config["ENGINE"] else SQLITE_OPTIONS
    return config | {"OPTIONS": options, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["accounts.hashers.LightArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "dashboards:home"
LOGOUT_REDIRECT_URL = "accounts:login"

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["formats"]
USE_THOUSAND_SEPARATOR = False  # numbers are parsed and printed by kit.numbers; see docs/adr/0004

# --- Files --------------------------------------------------------------------------------------
MEDIA_ROOT = data_folder("files")
FILE_UPLOAD_PERMISSIONS = 0o600
SIGNING_ROOTS = data_folder("chung-thu-goc")  # root certificates whose signatures count; put there by the operator
MEDIA_URL = "/tep/"  # never served directly: every download is a view with a policy
NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap/css", NODE_MODULES / "bootstrap/dist/css"),
    ("vendor/bootstrap/js", NODE_MODULES / "bootstrap/dist/js"),
    ("vendor/icons", NODE_MODULES / "bootstrap-icons/font"),
    ("vendor/inter", NODE_MODULES / "@fontsource-variable/inter"),
    ("vendor/tinos", NODE_MODULES / "@expo-google-fonts/tinos"),
]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "kit.whole_files.WholeFiles"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Mail ---------------------------------------------------------------------------------------
if PRODUCTION or "EMAIL_URL" in env:
    vars().update(env.email("EMAIL_URL"))
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = data_folder("mail")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Cổng kế hoạch PCMD <khong-tra-loi@sldtbxh.langson.invalid>")
# Where undeliverable mail comes back to, and where the portal reads it (notices.services.mailbox); empty: nowhere.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")
BOUNCE_MAILBOX = env.str("BOUNCE_MAILBOX", "")
PORTAL_URL = env.str("PORTAL_URL", "http://127.0.0.1:8000")
# Which day has a morning mail, and which of the things it would tell of are still to be done:
# questions that the floors above answer. Thing → function(ids) -> ids of those still open.
BEFORE_DIGESTS = "deadlines.services.telling.tell_due"  # what has come by now belongs into the mail of this morning
WORKING_DAY = "deadlines.queries.calendar.is_working_day"
STILL_OPEN = {
    "report": "reports.queries.waiting.still_with_unit",
    "head": "reports.queries.waiting.waiting_for_head",
    "review": "reports.queries.waiting.waiting_for_review",
    "action": "plans.queries.obligations.unfinished_actions",
    "task": "plans.queries.obligations.unfinished_tasks",  # task and unit
    "letter": "reports.queries.letters.unnumbered",
    "recommendation": "inspections.queries.obligations.unremedied",
}

# ClamAV: tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty: uploads are not scanned, and the health page says so.
CLAMD_URL = env.str("CLAMD_URL", default="")

# What a mail may carry: thing → function(id) -> (name, content, type), or None when it is gone.
ATTACHMENTS = {"file": "documents.services.files.mail_part"}

# --- Background work: the truth is in the database, the broker only carries wake-ups --------------
if PRODUCTION or "REDIS_URL" in env:
    CELERY_BROKER_URL = env.str("REDIS_URL")
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "visibility_timeout": 300,
    }
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(data_folder("broker")),
        "data_folder_out": str(data_folder("broker")),
        "control_folder": str(data_folder("broker/control")),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
# A worker without -Q serves both; where mail has a worker of its own, a slow mail server holds up nothing else.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("celery", "mail")]
CELERY_TASK_ROUTES = {"notices.deliver_queued": {"queue": "mail"}, "notices.read_bounces": {"queue": "mail"}}
CELERY_BEAT_SCHEDULER = "plan_portal.beat:HeartbeatScheduler"
CELERY_BEAT_SCHEDULE = {
    "beat-and-worker-alive": {"task": "jobs.tick", "schedule": 10.0, "options": {"expires": 10}},
    "run-waiting-jobs": {"task": "jobs.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "deliver-notices": {"task": "notices.deliver_queued", "schedule": 30.0, "options": {"expires": 30}},
    "make-digests": {"task": "notices.make_digests", "schedule": 30.0, "options": {"expires": 30}},
    "open-obligations": {
        "task": "reports.open_due_obligations",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "weekly-briefing": {"task": "dashboards.order_briefings", "schedule": 60.0, "options": {"expires": 60}},
    "scan-waiting-files": {"task": "documents.scan_waiting", "schedule": 60.0, "options": {"expires": 60}},
    "sweep-files": {"task": "documents.sweep_files", "schedule": crontab(hour=2, minute=30)},
    "draft-due-letters": {"task": "reports.draft_due_letters", "schedule": 600.0, "options": {"expires": 600}},
    "read-bounces": {"task": "notices.read_bounces", "schedule": 300.0, "options": {"expires": 300}},
    "tell-what-is-due": {"task": "deadlines.tell_due", "schedule": 300.0, "options": {"expires": 300}},
}
JOB_HANDLERS = {
    "briefing": "dashboards.services.briefing.print_briefing",
    "plan-read": "plans.services.drafting.read_long",
    "letter": "reports.services.letters.print_letter",
    "consolidation": "reports.services.consolidation.build_consolidation",
    "living-print": "reports.services.living.print_living",
    "register-export": "inspections.services.register_export.write_export",
    "register-import-read": "inspections.services.register_import.read_import",
    "register-import-apply": "inspections.services.register_import.apply_import",
    "draw-minutes": "inspections.services.draw_minutes.print_minutes",
}

# Who knows what is owed: functions (at) -> list[Obligation], see deadlines.figures.
OBLIGATION_SOURCES = [
    "reports.queries.obligations.obligations",
    "plans.queries.obligations.obligations",
    "reports.queries.letters.obligations",
    "inspections.queries.obligations.obligations",
]

# How many proxies of our own stand before the portal: their last entries in X-Forwarded-For are believed.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0)

# --- Security -----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dashboards.errors.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# --- Logging ------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kit.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # refusals are logged once, by dashboards.errors
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "pyhanko": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
