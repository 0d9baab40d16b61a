"""What deploy/ and docs/deploying.md promise: the files fit each other, settings and commands, and nginx does it."""

import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import get_commands

from tests import deployed
from tests.deployed import NGINX
from tests.site import free_port

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
STEPS = "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE, re.S))
UNITS = {file.name: file.read_text() for file in sorted((DEPLOY / "systemd").iterdir())}
OURS = r"/(?:srv|var/lib|var/cache|var/backups|etc|etc/ssl|var/www)/halqa[\w./-]*"


def documented() -> set[str]:
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return {name for row in re.findall(r"^\| (`.*?) \|", table, re.M) for name in re.findall(r"`([A-Z_]+)`", row)}


def test_every_name_in_the_environment_is_a_documented_setting():
    named = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "halqa.env").read_text(), re.M))
    named |= {name for unit in UNITS.values() for name in re.findall(r"^Environment=([A-Z_]+)=", unit, re.M)}
    named |= set(re.findall(r"`([A-Z]+_[A-Z_]+)[=`]", GUIDE))
    assert named - documented() == set()


def test_every_command_that_units_and_guide_name_exists():
    named = {name for unit in UNITS.values() for name in re.findall(r"manage\.py (\w+)", unit)}
    named |= set(re.findall(r"^halqa (\w+)", STEPS, re.M)) | set(re.findall(r"`halqa (\w+)", GUIDE))
    assert {"migrate", "draw_pictures", "backup", "clearsessions"} <= named
    assert named - set(get_commands()) == set()


def test_what_the_guide_installs_is_there_and_everything_there_is_installed():
    named = {Path(name) for name in re.findall(r"\bdeploy/[\w./*-]+\w", STEPS)}
    found = {file for name in named for file in ROOT.glob(str(name))}
    assert {str(name) for name in named if not list(ROOT.glob(str(name)))} == set()
    left = {file.name for file in DEPLOY.rglob("*") if file.is_file()} - {file.name for file in found}
    assert left == {"halqa-http.conf", "away.html", "busy.html"}  # in place of halqa-tls.conf; read where they are


def test_units_nginx_and_guide_agree_on_folders():
    made = set(re.findall(OURS, STEPS)) | {"/var/cache/halqa"}  # nginx makes its own folder
    used = set().union(*(re.findall(OURS, text.replace("#", " ")) for text in [*UNITS.values(), *NGINX.values()]))
    code = {path for path in used if path.startswith("/srv/halqa/") and not path.startswith("/srv/halqa/.venv")}
    assert {path for path in used - code if not any(path.startswith(known) for known in made)} == set()
    missing = {path for path in code if not (ROOT / path.removeprefix("/srv/halqa/")).exists()}
    assert missing <= {"/srv/halqa/var/static/"}


def test_nginx_asks_where_the_units_listen():
    units = [unit for unit in UNITS.values() if "bin/granian" in unit]
    listening = {re.search(r"SERVES=(\w+)", unit)[1]: re.search(r"--port (\d+)", unit)[1] for unit in units}
    asked = dict(re.findall(r"upstream halqa_(public|admin) { server 127\.0\.0\.1:(\d+)", NGINX["halqa.conf"]))
    assert asked == listening


def test_nginx_forgets_nothing_that_may_still_bridge_an_outage():
    from maps.web import freshness

    minutes = int(re.search(r"inactive=(\d+)m", NGINX["halqa.conf"])[1])
    assert minutes * 60 > int(re.search(r"stale-if-error=(\d+)", freshness.STALE)[1])


def test_photos_of_forms_pass_nginx():
    from elections.models.desk import PHOTO_BYTES

    desk = NGINX["halqa-site.conf"].split("admin(?:")[1]
    assert int(re.search(r"client_max_body_size (\d+)m", desk)[1]) * 1_000_000 > PHOTO_BYTES + 1_000_000


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """Debian's nginx with the delivered files: the plain site runs in front of an origin of ours."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed (Debian: apt-get install nginx)")
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    ports = {name: free_port() for name in ("8000", "8001", "8079", "80", "443")}
    with origin(int(ports["8000"])) as told:
        arrange(folder, ports)
        with running(folder):
            yield partial(ask, ports["80"]), told, folder


def arrange(folder: Path, ports: dict[str, int]) -> None:
    deployed.place(folder, ports, without=("halqa-brotli.conf",), **{"revalidate=4": "revalidate=0"})  # no waiting
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
        ["nginx", "-e", f"{folder}/log", "-c", f"{folder}/http-main.conf"], stderr=subprocess.DEVNULL
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


@pytest.fixture
def halqa(nginx):
    told = nginx[1]
    told.asked.clear()
    told.said = (200, PAGE)
    return nginx


@pytest.mark.parametrize("site", ["http", "tls"])
def test_nginx_takes_the_delivered_files(nginx, site):
    settings = nginx[2] / f"{site}-main.conf"
    trial = settings.with_name(f"{site}-trial.conf")
    trial.write_text(settings.read_text().replace(f"{site}.pid", f"{site}-trial.pid"))
    command = ["nginx", "-t", "-e", "stderr", "-c", trial]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_a_second_question_is_answered_from_the_copy_and_says_what_halqa_said(halqa):
    get, told, _ = halqa
    first, second = get("/a/"), get("/a/", Cookie="sessionid=1")
    assert (first[2], second[2]) == ("/a/ 1", "/a/ 1")
    assert second[1]["Cache-Control"] == KEPT
    assert (first[1]["X-Cache"], second[1]["X-Cache"]) == ("MISS", "HIT")
    assert told.asked == [("/a/", "", "")]
    assert get("/a/", If_None_Match='W/"1.2-abc"')[0] == 304
    assert get("/a/", "HEAD")[2] == ""
    assert len(told.asked) == 1


def test_a_copy_is_asked_for_anew_after_a_second(halqa):
    get, told, _ = halqa
    assert get("/second/")[2] == "/second/ 1"
    time.sleep(2.1)
    assert get("/second/")[2] == "/second/ 2"


def test_each_encoding_has_one_copy(halqa):
    get, told, _ = halqa
    for accepted in ("gzip, deflate, br", "br", "br;q=1.0, gzip", "gzip", "gzip, br;q=0", "identity", "deflate"):
        get("/encodings/", Accept_Encoding=accepted)
    assert [accepted for _, accepted, _ in told.asked] == ["br", "gzip", ""]


def test_unknown_parameters_make_no_copies_and_reach_halqa(halqa):
    get, told, _ = halqa
    appended = ["?fbclid=abc", "?utm_source=a&utm_medium=b"]
    for query in ["?theme=dark", "?theme=dark", "?x=1", "?x=1", "?theme=light&x=", *appended]:
        get(f"/query/{query}")
    paths = [path for path, _, _ in told.asked]
    assert paths == [f"/query/{query}" for query in ("?theme=dark", "?x=1", "?x=1", "?theme=light&x=", "")]


def test_a_path_is_kept_as_it_was_sent(halqa):
    get, told, _ = halqa
    assert [get(path)[2] for path in ("/x//y/", "/x/y/", "/x/%79/")] == ["/x//y/ 1", "/x/y/ 2", "/x/%79/ 3"]


@pytest.mark.parametrize(
    ("path", "status", "changes"),
    [
        ("/never/store", 200, {"Cache-Control": "no-store"}),
        ("/never/instant", 200, {"Cache-Control": KEPT.replace("age=10", "age=0")}),
        ("/never/cookie", 200, {"Set-Cookie": "a=b"}),
        ("/never/vary", 200, {"Vary": "Accept, Accept-Encoding"}),
        ("/never/drawing", 503, {"Cache-Control": "no-store", "Retry-After": "5"}),
        ("/search/?q=a", 200, {}),
    ],
)
def test_what_may_not_be_kept_is_not(halqa, path, status, changes):
    get, told, _ = halqa
    told.said = (status, PAGE | changes)
    answers = [get(path), get(path)]
    assert [answer[0] for answer in answers] == [status, status]
    assert len(told.asked) == 2
    assert answers[1][1]["Cache-Control"] == told.said[1]["Cache-Control"]


def test_the_desk_is_a_unit_of_its_own_and_says_when_it_is_away(halqa):
    get, told, _ = halqa
    for path in ("/admin/", "/ur/admin/login/", "/%61dmin/"):
        status, headers, body = get(path)
        assert (status, headers["Cache-Control"]) == (502, "no-store")
        assert "not available" in body
    assert told.asked == []


def test_an_outage_is_bridged_but_what_is_gone_is_gone(halqa):
    get, told, _ = halqa
    for path in ("/broken/", "/gone/", "/taken/"):
        get(path)
    time.sleep(2.1)
    told.said = (500, {})
    status, headers, body = get("/broken/")
    assert (status, body, headers["X-Cache"]) == (200, "/broken/ 1", "STALE")
    assert headers["Cache-Control"] == "public, max-age=1"
    status, headers, body = get("/never/seen/")
    assert (status, headers["Cache-Control"], headers["X-Frame-Options"]) == (502, "no-store", None)
    for status, path in ((404, "/gone/"), (410, "/taken/")):
        told.said = (status, {"Cache-Control": "public, max-age=10"})
        assert get(path)[0] == status


def test_other_hosts_get_no_answer_and_readiness_is_this_machines(halqa):
    get, told, _ = halqa
    with pytest.raises(ConnectionError):
        get("/", Host="elsewhere.example")
    assert get("/readyz")[0] == 200
