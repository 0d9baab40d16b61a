"""Settings of Halqa. What differs between machines comes from the environment, named here at the top."""

import logging
from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

from .clients import trusted_networks
from .hosts import embed_hosts

BASE_DIR = Path(__file__).resolve().parent.parent
SWITCHES = {"true", "on", "ok", "y", "yes", "1", "false", "off", "n", "no", "0"}

env = environ.Env(
    DEBUG=(bool, False),
    SECRET_KEY=(str, ""),
    ALLOWED_HOSTS=(list, []),
    CSRF_TRUSTED_ORIGINS=(list, []),
    HTTPS=(bool, True),  # False only where nobody can listen: a demo on one's own machine
    DATABASE_URL=(str, f"sqlite:///{BASE_DIR / 'var' / 'halqa.sqlite3'}"),
    REDIS_URL=(str, ""),
    MAP_MODE=(str, "geographic"),  # "tiles": equal squares without geography, everywhere
    TILE_SERVER=(str, ""),  # address template of a tile server for the zoomable map; none by default
    TILE_ATTRIBUTION=(str, ""),
    SITE_NAME=(str, "Halqa"),
    CARD_URDU_FONT=(str, ""),  # file of the font for Urdu in PNG pictures; else one in the usual folders
    DESK_TIME_ZONE=(str, "Asia/Karachi"),  # the newsroom's own: the admin shows and reads times in it
    SITE_URL=(str, ""),  # where readers find this site, without a final slash; https:// and the first host by default
    EMBED_HOSTS=(list, []),  # sites that may frame the embeds, such as https://*.paper.example; everybody by default
    SERVES=(str, "all"),  # "public": what readers see; "admin": the desk, as a unit of its own
    STATE_SECONDS=(float, 0.25),  # how often a worker asks the database what is public; 0 asks with every request
    CACHE_MB=(int, 64),  # memory of each worker for answers that are kept whole
    POLL_SECONDS=(int, 15),  # how often an open page asks for news while votes are counted
    SECOND_FACTOR=(str, "off"),  # "on": whoever signs in gives a code from an authenticator app too
    TRUSTED_PROXIES=(list, []),  # addresses or networks whose X-Forwarded-For says where a sign-in comes from
    LOG_LEVEL=(str, "INFO"),
    LOG_FORMAT=(str, "text"),  # "json": one object a line
    ACCESS_LOG=(bool, False),  # a line for each request that Django answers
)

for name in ("DEBUG", "HTTPS", "ACCESS_LOG"):  # whatever is not true counts as false: a slip must not open a door
    if name in env.ENVIRON and env.ENVIRON[name].lower() not in SWITCHES:
        raise ImproperlyConfigured(f"{name} is “True” or “False”.")
DEBUG = env("DEBUG")
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env("ALLOWED_HOSTS") or (["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
HTTPS = env("HTTPS")
MAP_MODE = env("MAP_MODE")
TILE_SERVER = env("TILE_SERVER")
TILE_ATTRIBUTION = env("TILE_ATTRIBUTION")
SITE_NAME = env("SITE_NAME")
CARD_URDU_FONT = env("CARD_URDU_FONT")
SITE_URL = env("SITE_URL").rstrip("/")
REDIS_URL = env("REDIS_URL")

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "Set SECRET_KEY to at least 50 random characters (`make demo` and `make setup` make one)."
    )
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the host names this site answers to, separated by commas.")
if "*" in ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured("ALLOWED_HOSTS may not hold “*”: name the hosts.")
if not SITE_URL:
    SITE_URL = f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.')}"
if MAP_MODE not in ("geographic", "tiles"):
    raise ImproperlyConfigured("MAP_MODE is “geographic” or “tiles”.")
LOG_LEVEL = env("LOG_LEVEL").upper()
if LOG_LEVEL not in logging.getLevelNamesMapping():
    raise ImproperlyConfigured("LOG_LEVEL is “DEBUG”, “INFO”, “WARNING”, “ERROR” or “CRITICAL”.")
if env("LOG_FORMAT") not in ("text", "json"):
    raise ImproperlyConfigured("LOG_FORMAT is “text” or “json”.")
if env("SECOND_FACTOR").lower() not in ("on", "off"):
    raise ImproperlyConfigured("SECOND_FACTOR is “on” or “off”.")
SECOND_FACTOR = env("SECOND_FACTOR").lower() == "on"
TRUSTED_PROXIES = trusted_networks(env("TRUSTED_PROXIES"))
EMBED_HOSTS = embed_hosts(env("EMBED_HOSTS"))
POLL_SECONDS = env("POLL_SECONDS")
if not 5 <= POLL_SECONDS <= 600:
    raise ImproperlyConfigured("POLL_SECONDS is 5 to 600 seconds.")

SERVES = env("SERVES").lower()
if SERVES not in ("all", "public", "admin"):
    raise ImproperlyConfigured("SERVES is “all”, “public” or “admin”.")
STATE_SECONDS, CACHE_MB = env("STATE_SECONDS"), env("CACHE_MB")
if not 0 <= STATE_SECONDS <= 1:
    raise ImproperlyConfigured("STATE_SECONDS is 0 to 1 second.")
if CACHE_MB < 8:
    raise ImproperlyConfigured("CACHE_MB is at least 8 megabytes.")

INSTALLED_APPS = [
    "elections",
    "maps",
    "elections.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "js_lib_leaflet",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    *(["config.logs.AccessLogMiddleware"] if env("ACCESS_LOG") else []),
    "config.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.UnitMiddleware",
    "config.middleware.AdminSessionMiddleware",
    "config.middleware.AdminCsrfMiddleware",
    "config.middleware.AdminAuthenticationMiddleware",
    "config.middleware.AdminSecondFactorMiddleware",
    "config.middleware.AdminMessageMiddleware",
    "axes.middleware.AxesMiddleware",  # looks at nothing but a flag that a sign-in sets
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
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A read inside a transaction waits behind a writer, so no ATOMIC_REQUESTS; FULL: no figure is lost to a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    }
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Seconds and milliseconds: a database that is cut off is an error soon, not a worker that hangs for minutes.
    patience = {"connect_timeout": 5, "tcp_user_timeout": 10000}
    patience |= {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}  # also one that is asked
    if SERVES == "public":
        patience["options"] = "-c statement_timeout=15000 -c lock_timeout=5000"  # a reader's question is never long
    DATABASES["default"]["OPTIONS"] = patience | DATABASES["default"].get("OPTIONS", {})

CACHES = {
    "default": {
        "BACKEND": "config.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "halqa",
        "OPTIONS": {
            "socket_connect_timeout": 1,  # seconds; rendering anew is faster than waiting
            "socket_timeout": 1,
            "serializer": "config.cache.Sealed",
        },
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # never the address alone: a whole desk sits behind one
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else a stranger could keep an editor out all night
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_LOCKOUT_CALLABLE = "elections.admin.signin.locked_out"
AXES_CLIENT_IP_CALLABLE = "config.clients.client_address"
AXES_ENABLE_ADMIN = False  # elections.admin.audit shows its tables, to read
AXES_VERBOSE = False
OTP_TOTP_ISSUER = SITE_NAME
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ur", "اردو")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # pages show each election in its own time zone, the admin in DESK_TIME_ZONE
DESK_TIME_ZONE = env("DESK_TIME_ZONE")
if DESK_TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"DESK_TIME_ZONE: there is no time zone “{DESK_TIME_ZONE}”; one is Asia/Karachi.")
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.Storage"},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}

SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: a long night
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # a link to a seat, sent by message, finds its editor signed in
CSRF_TRUSTED_ORIGINS = env("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Both are done by config.middleware: framing is refused everywhere but under /embed/, and forgery protection guards the
# admin, which alone has forms that write.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(message)s"},
        "json": {"()": "config.logs.JsonFormatter"},
    },
    "filters": {"told": {"()": "config.logs.ToldFilter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": env("LOG_FORMAT"), "filters": ["told"]},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"axes": {"level": "WARNING"}},  # each step of every sign-in otherwise
}
