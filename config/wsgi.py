"""The WSGI application that granian serves: Django, and in front of it the answers that are held in memory."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
behind = get_wsgi_application()

from maps.web.front.wsgi import Front  # noqa: E402  the applications have to be set up first

application = Front(behind)
