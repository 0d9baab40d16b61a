"""LOG_FORMAT=json and ACCESS_LOG: what a line holds, and what it never does."""

import json
import logging
import sys

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import RequestFactory, override_settings

from config.logs import JsonFormatter, ToldFilter
from maps.web.freshness import SilentError


def line(record: logging.LogRecord) -> dict:
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


def record(message: str, *args, exc_info=None, **extra) -> logging.LogRecord:
    made = logging.LogRecord("halqa.test", logging.WARNING, __file__, 1, message, args, exc_info)
    vars(made).update(extra)
    return made


def test_a_line_says_when_how_grave_who_and_what():
    told = line(record("نتائج %s", "NA-22"))
    assert (told["level"], told["logger"], told["message"]) == ("WARNING", "halqa.test", "نتائج NA-22")
    assert told["time"].endswith("+00:00")
    assert set(told) == {"time", "level", "logger", "message"}


def test_a_line_names_the_request_without_its_query_cookies_or_address():
    request = RequestFactory().get("/search/?q=somebody", REMOTE_ADDR="203.0.113.9", HTTP_COOKIE="sessionid=secret")
    told = line(record("slow", request=request, status_code=200, ms=12.5))
    assert (told["method"], told["path"], told["status"], told["ms"]) == ("GET", "/search/", 200, 12.5)
    assert not any(word in json.dumps(told) for word in ("somebody", "secret", "203.0.113.9"))


def test_an_exception_is_a_field_of_the_one_line():
    try:
        raise ValueError("two\nlines")
    except ValueError:
        told = line(record("failed", exc_info=sys.exc_info()))
    assert "ValueError: two\nlines" in told["exception"]


@pytest.mark.parametrize(("error", "shown"), [(SilentError("gone"), False), (OperationalError("gone"), True)])
def test_what_the_watch_logs_once_a_minute_is_not_logged_for_each_reader(error, shown):
    told = record("failed", exc_info=(type(error), error, None))
    assert ToldFilter().filter(told) == shown
    assert ToldFilter().filter(record("no error"))
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["told"]


@pytest.mark.django_db
def test_the_access_log_has_a_line_for_each_request(settings, caplog):
    from django.test import Client

    with (
        override_settings(MIDDLEWARE=["config.logs.AccessLogMiddleware", *settings.MIDDLEWARE]),
        caplog.at_level("INFO"),
    ):
        Client().get("/search/?q=somebody")
    (found,) = [row for row in caplog.records if row.name == "halqa.access"]
    assert found.getMessage().startswith("GET /search/ 200 ")
    assert line(found)["status"] == 200
