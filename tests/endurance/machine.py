"""A server that can be killed at any moment, with everything it started, and started again at the same address."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests import site


class Machine:
    def __init__(self, folder: Path, **environment: str):
        self.log, self.port = folder / "server.log", site.free_port()
        self.environment = {**site.environment(folder / "halqa.sqlite3"), **environment}
        self.process: subprocess.Popen | None = None
        self.place: dict[str, str] = {}  # of its database, where that is a server
        self.site: dict = {}  # what `prepare` made

    def manage(self, code: str) -> str:
        """Run a line of Python inside the site; what it printed last."""
        command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code]
        run = subprocess.run(command, cwd=site.ROOT, env=self.environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout.strip().splitlines()[-1] if run.stdout.strip() else ""

    def start(self, respawn: float = 0.2) -> None:
        """`respawn`: seconds until a worker that ended has a successor, and in a reload until it has to be loaded."""
        options = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws"]
        options += ["--respawn-failed-workers", "--respawn-interval", str(respawn), "--workers-kill-timeout", "30"]
        command = [sys.executable, "-m", "granian", *options, "--log-level", "warning", "--port", str(self.port)]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, "config.wsgi:application"],
                cwd=site.ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait()

    def wait(self) -> None:
        """Until it listens; an answer may take long while everybody is sending at once."""
        end = time.monotonic() + site.START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"The server does not listen:\n{self.log.read_text()}")

    def workers(self) -> set[int]:
        return set(map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()))

    def reload(self) -> None:
        """As `systemctl reload` does; until no worker of before is left."""
        before = self.workers()
        self.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + site.START_SECONDS
        while before & self.workers():
            if time.monotonic() > end:
                raise RuntimeError(f"Workers of before are still there:\n{self.log.read_text()}")
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut would: no handler runs, nothing is finished."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        time.sleep(0.05)  # until the kernel has given the port back
