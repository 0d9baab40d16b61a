"""Halqa on one's own machine: `make demo` and `make setup`.

The demo runs as production does (granian, DEBUG off, hashed and compressed static files) but without TLS, with a
key of its own and in a database of its own, so that it can never touch an election of yours.
"""

import hashlib
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104
SERVER = ("-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws")


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    VAR.mkdir(exist_ok=True)
    if arguments == ["setup"]:
        return setup()
    _, host, port = arguments
    return demo(host, port)


def demo(host: str, port: str) -> int:
    """Load the demo and hand over to granian. Returns only if something is wrong, having said what."""
    problem = taken(host, port)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    environment = {"SITE_URL": address(host, port).rstrip("/"), **demo_environment(host)}
    steps = [["migrate", "--verbosity=0"], ["load_demo", "--with-editor"]]
    for step in [*static_steps(), *steps]:
        if manage(step, environment):
            print(f"“manage.py {step[0]}” failed: see above. Nothing is being served.", file=sys.stderr)
            return 1
    static_stamp().write_text(static_digest())
    print(f"\nHalqa is at {address(host, port)}  (Ctrl-C stops it)\n", flush=True)
    options = ["--log-level", "warning", "--host", host, "--port", port]
    command = [sys.executable, *SERVER, *options, "config.wsgi:application"]
    draw_beside(environment)
    os.execve(sys.executable, command, environment)


def draw_beside(environment: dict[str, str]) -> None:
    """Draw share cards and pictures beside the server, in a process of its own that ends with it."""
    drawing = [sys.executable, "manage.py", "draw_pictures", "--follow", "--while-parent", "--verbosity=0"]
    subprocess.Popen(drawing, env=environment, stdin=subprocess.DEVNULL)


def setup() -> int:
    """Write settings for working on Halqa to `var/env` (kept if there) and prepare the database."""
    file = VAR / "env"
    if not file.exists():
        hosts = "localhost,127.0.0.1"
        safety = "HTTPS=False DEBUG=True SITE_URL=http://127.0.0.1:8000"
        file.write_text(f"export SECRET_KEY={key()} ALLOWED_HOSTS={hosts} {safety}\n")
        file.chmod(0o600)
    environment = {**os.environ, "SECRET_KEY": key(), "ALLOWED_HOSTS": "localhost", "HTTPS": "False"}
    if manage(["migrate", "--verbosity=0"], environment):
        return 1
    print("Ready. In a shell:  . var/env && . .venv/bin/activate && python manage.py runserver")
    return 0


def demo_environment(host: str) -> dict[str, str]:
    """The caller's environment less what would lead the demo to another database, cache or security."""
    inherited = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    return {
        **inherited,
        "DEBUG": "False",
        "HTTPS": "False",  # nobody can listen between a machine and itself
        "SECOND_FACTOR": "off",
        "SECRET_KEY": key(),
        "ALLOWED_HOSTS": ",".join(allowed_hosts(host)),
        "DATABASE_URL": "sqlite:///var/demo.sqlite3",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }


def allowed_hosts(host: str) -> list[str]:
    """The names this machine answers to; `ALLOWED_HOSTS` adds to them."""
    names = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("ALLOWED_HOSTS", "").split(","))]
    if host not in ANYWHERE:
        return [*names, f"[{host}]" if ":" in host else host]
    own = socket.gethostname()
    try:
        addresses = socket.gethostbyname_ex(own)[2]
    except OSError:
        addresses = []
    return [*names, own, *addresses]


def key() -> str:
    """This machine's secret key, made once and readable by its owner alone."""
    file = VAR / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def taken(host: str, port: str) -> str | None:
    """What keeps the demo from listening there, in a sentence, or None."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT is a number from 1 to 65535, not “{port}”."
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
            probe.listen()
    except PermissionError:
        return f"Port {port} is for administrators only. Choose a higher one: make demo PORT=8000"
    except OSError as error:
        if error.errno == 98 or "in use" in str(error):
            return f"Port {port} on {host} is in use. Choose another: make demo PORT={int(port) % 65535 + 1}"
        return f"This machine cannot listen on “{host}” ({error.strerror or error}). Try: make demo HOST=127.0.0.1"
    return None


def address(host: str, port: str) -> str:
    shown = "127.0.0.1" if host in ANYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def manage(step: list[str], environment: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "manage.py", *step], env=environment).returncode


def static_steps() -> list[list[str]]:
    """Compressing takes seconds, so it is done only when a static file or a package changed."""
    if static_stamp().exists() and static_stamp().read_text() == static_digest():
        return []
    print("Collecting and compressing static files …", flush=True)
    return [["collectstatic", "--noinput", "--clear", "--verbosity=0"]]


def static_stamp() -> Path:
    return VAR / "static.stamp"


def static_digest() -> str:
    files = [ROOT / "requirements.txt", ROOT / "constraints.txt"]
    files += sorted(file for file in (ROOT / "static").rglob("*") if file.is_file())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
