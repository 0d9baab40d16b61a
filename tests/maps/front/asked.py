"""A site with the front, asked without a server."""

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from maps.web.front import watch, wsgi

HOME = "/elections/night/"
API = f"/api/v1{HOME}"
EMBED = f"/embed{HOME}"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = int(status[:3]), {name.lower(): value for name, value in headers}, body


class Site:
    """The front and Django behind it; `rendered` counts the questions that reached Django."""

    def __init__(self):
        self.django, self.rendered = WSGIHandler(), 0
        self.front = wsgi.Front(self.behind)

    def behind(self, environ, start_response):
        self.rendered += 1
        return self.django(environ, start_response)

    def __call__(self, path, method="get", **headers):
        named = {"HTTP_HOST": "testserver"} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        return Answer(*wsgi.collected(self.front, getattr(RequestFactory(), method)(path, **named).environ))


def failing(environ, start_response):
    start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
    return [b"no"]


def ageless(answer):
    return {name: value for name, value in answer.headers.items() if name != "age"}


def aged(known, seconds):
    return watch.Known(known.order, known.heard - seconds, known.states, known.names)
