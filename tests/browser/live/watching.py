"""What the tests of open pages look at, and how they let time pass."""

ELECTION = "by-2022-10-16"
SOON = 400_000  # ms: more than any pause between two questions of a page of a settled election
HOUR = 3_600_000  # ms
STATE = "document.querySelector('[data-live]').dataset"


def votes(page) -> int:
    """Of the winner of NA-22, as the page or embed shows it."""
    cells = page.locator("[data-seat=na-22] td.figure, .standings td.figure")
    return int(cells.first.inner_text().split("\n")[0].replace(",", ""))


def wait(reader, milliseconds: int = SOON) -> None:
    """Let that time pass, and its requests come to rest: time that runs on would break them off."""
    open_ones, quiet = set(), 0
    reader.page.on("request", lambda request: open_ones.add(request))
    for end in ("requestfinished", "requestfailed"):
        reader.page.on(end, lambda request: open_ones.discard(request))
    reader.page.clock.fast_forward(milliseconds)
    while quiet < 3:
        reader.page.wait_for_timeout(80)
        quiet = 0 if open_ones else quiet + 1


def asked(reader, part: str) -> list[str]:
    return [url for url in reader.requests if part in url]


def news(reader, **changes) -> dict:
    """What results.json may say: of the state that is shown, but for these changes."""
    shown = reader.page.evaluate(f"({{ version: Number({STATE}.version), phase: Number({STATE}.phase) }})")
    return {"election": ELECTION, "poll_seconds": 20, **shown, **changes}
