"""The WSGI application that granian serves: Django, and in front of it the answers that are held in memory."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
behind = get_wsgi_application()

# The applications have to be set up first.
from django.urls import get_resolver  # noqa: E402

from config import memory  # noqa: E402
from maps.web.front.wsgi import Front  # noqa: E402

get_resolver().url_patterns  # noqa: B018  imported before the first reader comes
application = Front(behind)
memory.settle()
