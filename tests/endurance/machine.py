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

    def manage(self, code: str) -> str:
        """Run a line of Python inside the site; what it printed last."""
        command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", code]
        run = subprocess.run(command, cwd=site.ROOT, env=self.environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout.strip().splitlines()[-1] if run.stdout.strip() else ""

    def start(self) -> None:
        options = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws"]
        options += ["--respawn-failed-workers", "--respawn-interval", "0.2"]
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

    def kill(self) -> None:
        """As a power cut would: no handler runs, nothing is finished."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        time.sleep(0.05)  # until the kernel has given the port back
