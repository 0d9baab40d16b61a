"""A whole Halqa on 127.0.0.1 for browsers and benchmarks: its own database, served by granian as in production."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30


def environment(database: Path, **changes: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "REDIS_URL": "",
        "DEBUG": "False",
        "HTTPS": "False",
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "LOG_LEVEL": "WARNING",
        **changes,
    }


def manage(database: Path, *arguments: str, **changes: str) -> str:
    """Run a management command on that database; raises with its output if it fails."""
    run = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(database, **changes),
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)}\n{run.stdout}\n{run.stderr}")
    return run.stdout


def migrated(database: Path, shelf: Path | None = None) -> Path:
    """A new database without rows. With a shelf, a folder that the workers of a test run share, it is made once."""
    return made_once(database, shelf, "empty", lambda new: manage(new, "migrate", "--verbosity=0"))


def demo_database(folder: Path, shelf: Path | None = None) -> Path:
    """A new database with the demo's elections in it; `shelf` as for `migrated`."""
    return made_once(folder / "demo.sqlite3", shelf, "demo", lambda new: manage(migrated(new, shelf), "load_demo"))


def made_once(database: Path, shelf: Path | None, name: str, make: Callable[[Path], object]) -> Path:
    if shelf is None:
        make(database)
        return database
    kept = shelf / f"{name}.sqlite3"
    with (shelf / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            make(new := shelf / f"{name}-new.sqlite3")
            new.rename(kept)
    shutil.copyfile(kept, database)
    return database


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(database: Path, **changes: str) -> Iterator[str]:
    """Serve that database; gives the address without a final slash."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    served = environment(database, **{"SITE_URL": address, **changes})
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
    command = [sys.executable, "-m", "granian", *options, "--port", str(port), "config.wsgi:application"]
    log = database.with_suffix(f".{port}.log")
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=served, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_for(f"{address}/", server, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=START_SECONDS)


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not answer at {address}:\n{log.read_text()}")
