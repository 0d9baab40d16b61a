"""Logs for machines: one JSON object a line, and a line for each request. No cookies, queries or addresses in them."""

import json
import logging
import time
from datetime import UTC, datetime

access = logging.getLogger("halqa.access")


class JsonFormatter(logging.Formatter):
    """Time (UTC), level, logger, message; where they are known the request's method and path, status and duration."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "method": getattr(request, "method", None),
            "path": getattr(request, "path", None),  # without the query: people search for names
            "status": getattr(record, "status_code", None),
            "ms": getattr(record, "ms", None),
            "exception": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


class ToldFilter(logging.Filter):
    """Leaves out what somebody else reports: errors that say `told`, as `maps.web.freshness.SilentError` does."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and getattr(record.exc_info[1], "told", False))


class AccessLogMiddleware:
    """ACCESS_LOG: what was asked, what was answered, and how long it took."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        ms = round((time.perf_counter() - began) * 1000, 1)
        told = {"request": request, "status_code": response.status_code, "ms": ms}
        access.info("%s %s %s %s ms", request.method, request.path, response.status_code, ms, extra=told)
        return response
