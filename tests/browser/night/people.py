"""Who plays the night: people at the desk, each in a browser of their own, and a reader who checks what is public."""

import json
import re
import urllib.request
from dataclasses import dataclass, field

from tests.browser.night.stage import ELECTION, PASSWORD
from tests.browser.visits import Visitor


class Editor(Visitor):
    """Signed in at the desk. Goes about by links, keys and buttons, as a person does."""

    def __init__(self, chromium, address: str, name: str, keys: dict, **options):
        super().__init__(chromium, address, **options)
        self.name, self.keys = name, keys
        self.open("/admin/")
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.press("#id_password", "Enter")
        self.page.wait_for_selector("text=By-elections of 16 October 2022")

    def seat(self, code: str, kind: str = "") -> None:
        self.open(f"/admin/desk/{ELECTION}/{code}/{kind}")

    def go(self, act) -> None:
        """Do what leads to another page, and wait for it."""
        with self.page.expect_navigation(wait_until="load"):
            act()

    def votes(self, code: str, person: str):
        return self.page.locator(f"[name=votes_{self.keys[code, person]}]")

    def type_report(self, code: str, report: dict) -> None:
        """Fill the entry screen that is open."""
        for person, votes in report["votes"].items():
            self.votes(code, person).fill(f"{votes:,}")
        if report["stations"]:
            self.page.fill("[name=stations_reported]", report["stations"])
        self.page.select_option("[name=form]", "press")
        if not self.page.input_value("[name=source]"):
            self.page.select_option("[name=source]", index=1)

    def save(self, reason: str = "") -> None:
        """Check and save; with a reason, also against the warnings that come up."""
        self.go(lambda: self.page.keyboard.press("Control+Enter"))
        if reason and self.page.locator(".entry-warnings").count():
            self.page.fill("[name=override_reason]", reason)
            self.go(lambda: self.page.keyboard.press("Control+Enter"))

    def publish(self, act: str = "publish") -> None:
        """Press the main button of the review screen."""
        self.page.locator(f"form[action*='/{act}/'] button").focus()
        self.go(lambda: self.page.keyboard.press("Enter"))

    def enter(self, code: str, report: dict, reason: str = "") -> None:
        """One report from the phone to the public."""
        self.seat(code)
        self.type_report(code, report)
        self.save(reason)
        self.publish()

    def refused(self) -> str:
        """What the entry screen says against a save."""
        return self.page.locator("[data-found]").inner_text()


@dataclass
class Reader:
    """Knows what ought to be public, and looks whether that, and nothing else, is."""

    address: str
    keys: dict
    votes: dict[str, dict[str, int]] = field(default_factory=dict)
    winners: dict[str, str] = field(default_factory=dict)

    def published(self, code: str, report: dict) -> None:
        self.votes[code] = report["votes"]
        self.look(code)

    def called(self, code: str, person: str | None) -> None:
        self.winners[code] = person
        if person is None:
            del self.winners[code]
        self.look(code)

    def look(self, code: str = "") -> None:
        """Every seat's figures and winner as the data have them; of one seat also as its page and its embed do."""
        seats = self.get(f"/api/v1/elections/{ELECTION}/results.json")["seats"]
        names = {key: person for (_seat, person), key in self.keys.items()}
        shown = {code: {names[int(key)]: n for key, n in seat["votes"].items()} for code, seat in seats.items()}
        assert {code.lower(): votes for code, votes in shown.items() if votes} == {
            code: votes for code, votes in self.votes.items() if votes
        }
        won = {code.lower(): names[seat["winner"]] for code, seat in seats.items() if seat["winner"]}
        assert won == self.winners
        for prefix in ("", "/embed") if code else ():
            self.look_at(code, self.page(f"{prefix}/elections/{ELECTION}/seats/{code}/"))

    def look_at(self, code: str, page: str) -> None:
        """The figures of a page's standings are the ones expected, and no more; one winner or none."""
        standings = re.search('<table class="standings">(.*?)</table>', page, re.S)[1]  # a later one is of last time
        figures = re.findall(r'<td class="figure">([\d,]+)', standings)
        assert sorted(figures) == sorted(f"{votes:,}" for votes in self.votes.get(code, {}).values()), code
        assert standings.count('<tr class="won">') == (code in self.winners), code

    def get(self, path: str):
        with urllib.request.urlopen(self.address + path) as answer:
            return json.load(answer)

    def page(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path) as answer:
            return answer.read().decode()
