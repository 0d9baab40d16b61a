"""An address once published never dies: the list of them only grows, and each answers as it did."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import resolve

from tests.maps.walking import one_moment, patterns

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = ROOT / "tests" / "permanent_urls.txt"
LINE = re.compile(r"(\d{3}(?:\|\d{3})*) (/\S*)")
# What is at these depends on what was imported or drawn; where they are made they are tested.
BY_CONTENTS = {"api-boundaries"}


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def taken_away(log: str) -> list[str]:
    """The lines that a history (`git log -p`) takes out of the list and that it does not hold now."""
    gone = [line[1:] for line in log.splitlines() if line.startswith("-") and not line.startswith("--- ")]
    return [line for line in lines("\n".join(gone)) if line not in set(lines(FILE.read_text()))]


def git(*arguments: str) -> str:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("There is no git history here.")
    # A hook of git's own would send the commands to another repository.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    run = subprocess.run(["git", *arguments], cwd=ROOT, env=plain, capture_output=True, text=True)
    if run.returncode:
        pytest.skip(f"git cannot read its history here: {run.stderr.strip()[:200]}")
    return run.stdout


def test_every_line_is_a_status_and_an_address_and_stands_once():
    found = lines(FILE.read_text())
    assert [line for line in found if not LINE.fullmatch(line)] == []
    addresses = [line.split()[1] for line in found]
    assert len(addresses) == len(set(addresses)) > 400


@pytest.mark.django_db
@pytest.mark.walk
def test_every_address_that_was_ever_published_answers_as_it_did(client):
    call_command("load_demo", verbosity=0)
    wrong = []
    with one_moment():
        for line in lines(FILE.read_text()):
            wanted, address = LINE.fullmatch(line).groups()
            response = client.get(address)
            if str(response.status_code) not in wanted.split("|"):
                wrong.append(f"{line}: {response.status_code}")
            elif response.status_code in (301, 302) and not response["Location"].startswith("/"):
                wrong.append(f"{line}: leads away to {response['Location']}")
    assert wrong == []


def test_every_kind_of_address_is_in_the_list():
    """A new page or data address is added to the list with it."""
    known = set()
    for line in lines(FILE.read_text()):
        path = line.split()[1].split("?")[0]
        known.add(resolve(path.removeprefix("/ur") or "/").url_name)
    named = {pattern.name for pattern in patterns() if pattern.name}
    assert named - known - BY_CONTENTS == set()


def test_no_line_was_ever_taken_away_or_changed():
    name = FILE.relative_to(ROOT).as_posix()
    log = git("log", "--format=", "--no-color", "-p", "--", name) + git("diff", "--no-color", "HEAD", "--", name)
    assert taken_away(log) == []


def test_a_line_that_is_taken_away_is_seen():
    kept = lines(FILE.read_text())[0]
    log = f"--- a/list\n+++ b/list\n-# words\n-{kept}\n+{kept}\n-200 /once/\n-\n+404 /once/\n"
    assert taken_away(log) == ["200 /once/"]
