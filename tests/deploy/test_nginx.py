"""The delivered nginx files in a real nginx, in front of an origin that says what it is told to say."""

import re
import subprocess
import time

import pytest

from bench import tools
from maps.web.front.entry import RENEWED
from tests.deploy.nginx import KEPT, PAGE, served
from tests.deploy.test_guide import STEPS


@pytest.fixture(scope="module")
def delivered(nginx, tmp_path_factory):
    """The same with each word as it is delivered."""
    with served(tmp_path_factory.mktemp("delivered")) as found:
        yield found


@pytest.mark.parametrize("site", ["http", "tls"])
def test_nginx_takes_the_delivered_files(nginx, site):
    settings = nginx[2] / f"{site}-main.conf"
    trial = settings.with_name(f"{site}-trial.conf")
    trial.write_text(settings.read_text().replace(f"{site}.pid", f"{site}-trial.pid"))
    command = [tools.found("nginx"), "-t", "-e", "stderr", "-c", trial]
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
        ("/never/drawing.png", 503, {"Cache-Control": "no-store", "Retry-After": "5"}),
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
    for path in ("/broken/", "/away/", "/gone/", "/taken/"):
        get(path)
    time.sleep(2.1)
    for number, (status, path) in enumerate([(500, "/broken/"), (503, "/away/")], 1):
        told.said = (status, {"Cache-Control": "no-store"})
        status, headers, body = get(path)
        assert (status, body, headers["X-Cache"]) == (200, f"{path} {number}", "STALE")
        assert headers["Cache-Control"] == "public, max-age=1"
    status, headers, body = get("/never/seen/")
    assert (status, headers["Cache-Control"], headers["X-Frame-Options"]) == (502, "no-store", None)
    for status, path in ((404, "/gone/"), (410, "/taken/")):
        told.said = (status, {"Cache-Control": "public, max-age=10"})
        assert get(path)[0] == status


def test_an_outage_is_bridged_too_just_after_a_change(halqa):
    """What Halqa gave while it rendered the next answer is then the only copy."""
    get, told, _ = halqa
    get("/changed/")
    time.sleep(2.1)
    told.said = (200, PAGE | {"Cache-Control": RENEWED})
    assert get("/changed/")[2] == "/changed/ 2"
    time.sleep(2.1)
    told.said = (503, {"Cache-Control": "no-store"})
    status, headers, body = get("/changed/")
    assert (status, body, headers["X-Cache"]) == (200, "/changed/ 2", "STALE")


def test_a_copy_that_is_being_renewed_is_no_outage(delivered):
    get, told, _ = delivered
    get("/renewed/")
    time.sleep(2.1)
    status, headers, body = get("/renewed/")
    assert (status, headers["X-Cache"], body) == (200, "UPDATING", "/renewed/ 1")
    assert headers["Cache-Control"] == KEPT
    end = time.monotonic() + 3
    while get("/renewed/")[2] != "/renewed/ 2":
        assert time.monotonic() < end
        time.sleep(0.1)
    time.sleep(6.1)  # one second and four more, by a clock of whole seconds
    told.said = (503, {"Cache-Control": "no-store"})
    assert [get("/renewed/")[1]["X-Cache"] for _ in range(2)] == ["STALE", "STALE"]


def test_a_copy_that_was_deleted_is_gone_soon(delivered):
    """The guide's way to take a withdrawn call from everywhere."""
    get, told, folder = delivered
    told.said = (200, {**PAGE, "Cache-Control": "public, max-age=3600"})
    assert [get("/deleted/")[1]["X-Cache"] for _ in range(3)] == ["MISS", "HIT", "HIT"]
    command = re.search(r"^find /var/cache/halqa .*?(?=\s+#)", STEPS, re.M)[0].replace(
        "/var/cache/halqa", f"{folder}/cache"
    )
    subprocess.run(command.split(), check=True)
    time.sleep(2)
    assert get("/deleted/")[1]["X-Cache"] == "MISS"


def test_other_hosts_get_no_answer_and_readiness_is_this_machines(halqa):
    get, told, _ = halqa
    with pytest.raises(ConnectionError):
        get("/", Host="elsewhere.example")
    assert get("/readyz")[0] == 200
