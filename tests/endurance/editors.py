"""An editor who saves counts over HTTP and, if the line breaks, sends the same form again until acknowledged."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

HIDDEN = ("hidden",)
PATIENCE = 120  # seconds without an answer, once nobody kills the server any more


class FormReader(HTMLParser):
    """The hidden fields of the entry form, which have to travel back with the figures."""

    def __init__(self, page: str):
        super().__init__()
        self.inside, self.fields = False, {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and attributes.get("id") == "entry":
            self.inside = True
        if self.inside and tag == "input" and attributes.get("type") in HIDDEN:
            self.fields[attributes["name"]] = attributes.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


@dataclass
class Editor:
    """Saves in one seat until told to stop; `acknowledged` holds what the server said it has."""

    name: int
    port: int
    session: str
    path: str
    seat: str
    candidacies: list[int]
    sources: list[int]
    acknowledged: list[dict] = field(default_factory=list)
    broken: int = 0
    answered: int = 0
    failures: list[str] = field(default_factory=list)
    peace: threading.Event = field(default_factory=threading.Event)

    def work(self, most: int) -> None:
        while len(self.acknowledged) < most and not (self.peace.is_set() and self.acknowledged):
            try:
                self.save(len(self.acknowledged) + 1)
            except AssertionError as error:
                self.failures.append(str(error)[:2000])
                return

    def save(self, serial: int) -> None:
        self.send(self.form(serial))
        self.acknowledged.append(self.entry(serial))

    def entry(self, serial: int) -> dict:
        """As `recorded` has it, but for the number."""
        figures = {str(key): 1000 * serial + 100 * place + self.name for place, key in enumerate(self.candidacies)}
        note = f"editor {self.name} entry {serial}"
        return {"note": note, "seat": self.seat, "votes": figures, "further": [self.sources[1]]}

    def form(self, serial: int) -> dict:
        """The screen as it is now, filled in."""
        entry = self.entry(serial)
        return {
            **FormReader(self.until_answered("GET")[1]).fields,
            **{f"votes_{key}": f"{votes:,}" for key, votes in entry["votes"].items()},
            "form": "form-47",
            "source": self.sources[0],
            "further_sources": self.sources[1],
            "private_note": entry["note"],
            "override_reason": "An endurance test saves against every warning.",
        }

    def send(self, form: dict) -> None:
        """Until it is acknowledged."""
        status, page = self.until_answered("POST", form)
        while status == 200:  # a conflict or a warning: look, and send again
            form = {**form, **FormReader(page).fields}
            status, page = self.until_answered("POST", form)
        assert status == 302, page

    def until_answered(self, method: str, fields: dict | None = None) -> tuple[int, str]:
        """The same request again and again until the line holds: a browser's own reload does no more."""
        end, said = time.monotonic() + PATIENCE, "nothing"
        while time.monotonic() < end:
            try:
                status, body = self.request(method, fields)
                if status < 500:
                    self.answered += 1
                    return status, body
                said = f"{status} {body[:500]}"
            except (OSError, http.client.HTTPException) as error:
                said = repr(error)
            self.broken += 1
            time.sleep(0.1)
            if not self.peace.is_set():
                end = time.monotonic() + PATIENCE
        raise AssertionError(f"No answer for {PATIENCE} seconds of peace: {method} {self.path}, at last {said}")

    def request(self, method: str, fields: dict | None) -> tuple[int, str]:
        token = "c" * 32
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={token}"}
        body = None
        if fields is not None:
            body = urlencode({**fields, "csrfmiddlewaretoken": token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, self.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()
