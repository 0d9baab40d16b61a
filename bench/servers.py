"""The servers that are measured, each in a process group of its own: no worker outlives it and holds its port."""

import grp
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

from bench import tools
from bench.answers import Answer, ask
from tests import deployed, site

HALQA = "config.wsgi:application"
USUAL = "bench.usual.wsgi:application"
CORES = os.cpu_count() or 1
MAIN = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes {cores};
{user}
events {{ worker_connections 2048; }}
http {{
    access_log off;
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/client;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{inside}
}}
"""

CACHE = """    proxy_cache_path {folder}/cache keys_zone=bare:10m use_temp_path=off;
    open_file_cache max=100 inactive=1h;
    open_file_cache_valid 1h;
    upstream halqa {{ server {origin}; keepalive 16; }}
    server {{
        listen 127.0.0.1:{port};
        sendfile off;
        output_buffers 1 64k;
        location / {{
            proxy_pass http://halqa;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_cache bare;
            proxy_cache_key $request_uri;
            proxy_cache_valid 1h;
            proxy_ignore_headers Vary Cache-Control;
        }}
    }}"""


class PortTakenError(RuntimeError):
    """Somebody listens already where a server is to be measured: the figures would be theirs."""


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def running(command: list[str], port: int, log: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Start, wait until it listens, give the address; in the end nothing of it is left. Raises PortTakenError."""
    if listens(port):
        raise PortTakenError(f"Something listens on port {port} already.")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=site.ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            wait_until_it_listens(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            end(process, port)


def wait_until_it_listens(process: subprocess.Popen, port: int, log: Path) -> None:
    limit = time.monotonic() + site.START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        if listens(port):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} does not listen on port {port}:\n{log.read_text(errors='replace')[-2000:]}")


def wait_until_it_answers(address: str) -> None:
    """The first requests of each worker import half of Django; they are not what is measured."""
    limit = time.monotonic() + site.START_SECONDS
    while time.monotonic() < limit:
        with suppress(OSError, HTTPException):
            ask(f"{address}/")
            return
        time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer.")


def warm(address: str, paths: Iterable[str]) -> None:
    """Ask every worker for each of these: a connection of its own goes to one worker or another."""
    for path in paths:
        for _ in range(6 * CORES):
            ask(address + path)


def end(process: subprocess.Popen, port: int) -> None:
    for step in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, step)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
    if listens(port):
        raise PortTakenError(f"A worker of {process.args[0]} outlived it on port {port}.")


@contextmanager
def granian(database: Path, application: str = HALQA, **changes: str) -> Iterator[str]:
    """That application as production runs it: a worker on each core, one blocking thread each."""
    port = site.free_port()
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "SITE_URL": f"http://127.0.0.1:{port}", **changes}
    if application == USUAL:
        own["DJANGO_SETTINGS_MODULE"] = "bench.usual.settings"
    options = ["--interface", "wsgi", "--workers", str(CORES), "--blocking-threads", "1", "--no-ws"]
    command = [sys.executable, "-m", "granian", *options, "--log-level", "warning", "--port", str(port), application]
    log = database.with_suffix(f".{port}.log")
    with running(command, port, log, site.environment(database, **own)) as address:
        wait_until_it_answers(address)
        yield address


@contextmanager
def nginx(folder: Path, inside: str, port: int) -> Iterator[str]:
    """nginx with these lines in its http block, which listen on that port; what it writes goes to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    identity = f"user {pwd.getpwuid(0).pw_name} {grp.getgrgid(0).gr_name};" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(MAIN.format(folder=folder, cores=CORES, user=identity, inside=inside))
    command = [tools.found("nginx"), "-p", str(folder), "-c", str(file), "-e", str(folder / "error.log")]
    with running(command, port, folder / "nginx.log") as address:
        yield address


@contextmanager
def front(folder: Path, origin: str) -> Iterator[str]:
    """nginx in front of Halqa, with the files that are delivered (deploy/nginx)."""
    folder.mkdir(parents=True, exist_ok=True)
    behind = origin.rpartition(":")[2]
    ports = {"8000": behind, "8001": behind, **{name: str(site.free_port()) for name in ("8079", "80", "443")}}
    deployed.place(folder, ports, without=("halqa-tls.conf", "halqa-brotli.conf"), **{"halqa.example": "127.0.0.1"})
    inside = f"include {folder}/halqa.conf;\ninclude {folder}/halqa-http.conf;"
    with nginx(folder, inside, int(ports["80"])) as address:
        yield address


@contextmanager
def cache(folder: Path, origin: str) -> Iterator[str]:
    """nginx that keeps Halqa's answers and does nothing else: no limits, no rules, one copy for all. Not to be used."""
    port = site.free_port()
    inside = CACHE.format(folder=folder, origin=origin.removeprefix("http://"), port=port)
    with nginx(folder, inside, port) as address:
        yield address


@contextmanager
def files(folder: Path, answers: Mapping[str, Answer], headers: Mapping[str, Answer]) -> Iterator[str]:
    """The limit: the very bodies of these answers by path, as files that nginx sends.

    `headers` are the answers whose headers it sends with them: those of a 304 are fewer.
    """
    port = site.free_port()
    folder.mkdir(parents=True, exist_ok=True)
    places = []
    for number, (path, answer) in enumerate(answers.items()):
        (folder / f"{number}.body").write_bytes(answer.body)
        places.append(location(path, folder / f"{number}.body", headers[path]))
    cache = "open_file_cache max=100 inactive=1h; open_file_cache_valid 1h;"
    inside = f"{cache}\nserver {{ listen 127.0.0.1:{port}; etag on;\n{''.join(places)}}}"
    with nginx(folder, inside, port) as address:
        yield address


def location(path: str, file: Path, answer: Answer) -> str:
    kind = answer.header("Content-Type") or "application/octet-stream"
    own = [(key, value) for key, value in answer.own_headers() if key.lower() not in ("content-type", "last-modified")]
    lines = "".join(f'  add_header {key} "{value}";\n' for key, value in own)
    # What ends in a slash nginx takes for a folder, whatever alias says.
    place = f"root {file.parent};\n  try_files /{file.name} =404;" if path.endswith("/") else f"alias {file};"
    return f'location = {path} {{\n  {place}\n  types {{}}\n  default_type "{kind}";\n{lines}}}\n'
