"""The editor's end of the measurement: saves once a second while something else is looked at."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests import site

EVERY = 1.0  # seconds


@dataclass(frozen=True)
class Save:
    """One published count: the figure that was not there before, and when its saving began (seconds since 1970)."""

    seat: str
    code: str
    candidacy: int
    votes: int
    at: float


@dataclass
class Editor:
    process: subprocess.Popen
    seats: list[str]
    saves: list[Save] = field(default_factory=list)

    def save(self, seat: str = "") -> Save:
        """Publish a count in that seat, or in the next. Raises RuntimeError if the editor is gone."""
        self.process.stdin.write(f"{seat}\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        if not said:
            raise RuntimeError("The editor's process ended: see what it said above.")
        self.saves.append(Save(**json.loads(said)))
        return self.saves[-1]

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Publish a count every second, from another thread, as long as this lasts."""
        stop, failures = threading.Event(), []

        def work() -> None:
            try:
                while not stop.wait(EVERY):
                    self.save()
            except Exception as error:  # a thread's own failure must not pass as quiet
                failures.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
        if failures:
            raise failures[0]


@contextmanager
def editor(environment: Mapping[str, str]) -> Iterator[Editor]:
    """An editor on the database of this environment, whose election has no results yet."""
    command = [sys.executable, "-m", "bench.night.editor"]
    subprocess.run([*command, "prepare"], cwd=site.ROOT, env=environment, check=True)
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=site.ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)
    try:
        yield Editor(process, json.loads(process.stdout.readline())["seats"])
    finally:
        process.stdin.close()
        process.wait(timeout=30)
