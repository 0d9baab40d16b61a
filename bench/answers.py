"""What a server answers before it is put under load: status, headers, bytes."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
OF_THE_SERVER = ("date", "server", "connection", "keep-alive", "transfer-encoding", "content-length", "etag", "age")


class AnswerError(RuntimeError):
    """A server answers something else than it is to be measured for."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def size(self) -> int:
        """Bytes on the wire, headers and all."""
        head = sum(len(key) + len(value) + 4 for key, value in self.headers)
        return len(f"HTTP/1.1 {self.status} {http.client.responses[self.status]}\r\n\r\n") + head + len(self.body)

    def own_headers(self) -> list[tuple[str, str]]:
        """The headers that say something of the answer, whichever server sends it."""
        return [(key, value) for key, value in self.headers if key.lower() not in OF_THE_SERVER]


def ask(url: str, headers: Mapping[str, str] = BROWSER) -> Answer:
    """One GET on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, tuple(answer.getheaders()), answer.read())
    finally:
        connection.close()


def whole(url: str) -> Answer:
    """What a browser with an empty cache gets. Raises AnswerError unless it is 200 with a body and an ETag."""
    answer = ask(url)
    if answer.status != 200 or not answer.body or not answer.header("ETag"):
        raise AnswerError(
            f"{url} answers {answer.status} with {len(answer.body)} bytes, ETag “{answer.header('ETag')}”."
        )
    return answer


def unchanged(url: str) -> tuple[Answer, dict[str, str]]:
    """The answer to one who has it, and the headers to ask with. Raises AnswerError unless it is an empty 304."""
    headers = {**BROWSER, "If-None-Match": whole(url).header("ETag")}
    answer = ask(url, headers)
    if answer.status != 304 or answer.body:
        raise AnswerError(f"{url} answers {answer.status} with {len(answer.body)} bytes to its own ETag, not 304.")
    return answer, headers
