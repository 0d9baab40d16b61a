"""The site's settings with what a test run needs; the environment may still choose database and cache."""

import os
from urllib.parse import urlsplit

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")
os.environ.setdefault("HTTPS", "False")
os.environ.setdefault("STATE_SECONDS", "0")  # what a test has written is there at once

from config.settings import *  # noqa: F403
from config.settings import CACHES, STATIC_ROOT, STORAGES, env

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # each test client would read the whole folder of static files first
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of its absence

# Clearing the store empties a whole Redis database, so each of the workers that test side by side has its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER")
if WORKER and env("REDIS_URL"):
    own = urlsplit(env("REDIS_URL"))._replace(path=f"/{int(WORKER.removeprefix('gw')) + 1}").geturl()
    CACHES = {"default": {**CACHES["default"], "LOCATION": own}}
