"""A real nginx with the delivered files, in front of an origin that says what it is told to say."""

import subprocess
import time
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from bench import tools
from tests import deployed
from tests.site import free_port


@contextmanager
def served(folder: Path, **words: str):
    """(ask, what the origin was told, folder)."""
    folder.chmod(0o755)
    ports = {name: free_port() for name in ("8000", "8001", "8079", "80", "443")}
    with origin(int(ports["8000"])) as told:
        arrange(folder, ports, **words)
        with running(folder):
            yield partial(ask, ports["80"]), told, folder


def arrange(folder: Path, ports: dict[str, int], **words: str) -> None:
    deployed.place(folder, ports, without=("halqa-brotli.conf",), **words)
    certificate = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-subj", "/CN=halqa.example"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *certificate]
    subprocess.run(command, check=True, capture_output=True)
    for site in ("http", "tls"):
        own = [f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
        own += ["access_log off; gzip on;", f"include {folder}/halqa.conf; include {folder}/halqa-{site}.conf;"]
        main = f"pid {folder}/{site}.pid; error_log {folder}/log; daemon off; master_process off;"
        events = "events { worker_connections 200; }"
        (folder / f"{site}-main.conf").write_text(f"{main}\n{events}\nhttp {{ {' '.join(own)} }}\n")


@contextmanager
def running(folder: Path):
    server = subprocess.Popen(
        [tools.found("nginx"), "-e", f"{folder}/log", "-c", f"{folder}/http-main.conf"], stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 10
        while not (folder / "http.pid").exists() or not (folder / "http.pid").read_text():
            assert server.poll() is None and time.monotonic() < end, (folder / "log").read_text()
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(timeout=10)


class Origin(BaseHTTPRequestHandler):
    """Stands for Halqa: counts what it is asked, and answers as `server.said` tells it to."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Accept-Encoding", ""), self.headers.get("Cookie", "")))
        status, headers = self.server.said
        body = f"{self.path} {len(self.server.asked)}".encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    do_HEAD = do_GET

    def log_message(self, *arguments):
        pass


KEPT = "public, max-age=10, stale-while-revalidate=30, stale-if-error=600"
PAGE = {"Cache-Control": KEPT, "ETag": 'W/"1.2-abc"', "Vary": "Accept-Encoding"}


@contextmanager
def origin(port: int):
    server = ThreadingHTTPServer(("127.0.0.1", port), Origin)
    server.asked, server.said = [], (200, PAGE)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def ask(port: str, path: str, method: str = "GET", **headers: str):
    """The status, headers and body that nginx answers with."""
    line = HTTPConnection("127.0.0.1", int(port), timeout=10)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, headers={"Host": "halqa.example", **told})
    answer = line.getresponse()
    body = answer.read().decode()
    line.close()
    return answer.status, answer.headers, body
