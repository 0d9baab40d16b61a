"""The benchmark's own arithmetic: wrk is read right, errors are no figures, ratios are of the same moment."""

from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench import load, tools, wire
from bench.answers import Answer
from bench.growth.suite import exponent, steepest
from bench.load import Load, LoadError
from bench.night.saving import Save
from bench.night.suite import Case, row_of
from bench.night.watching import Look, delays
from bench.rows import Row, table
from tests import deployed

PRINTED = """Running 4s test @ http://127.0.0.1:1/
  16 threads and connections
{"requests": 8000, "microseconds": 4000000, "bytes": 800000, "p50": 900, "p99": 5200, \
"refused": %d, "broken": %d, "fresh": 3}
"""


def runs(*rates: float) -> list[Load]:
    return [Load(requests=int(rate), seconds=1, p50=1, p99=2, bytes=int(rate) * 100) for rate in rates]


def test_a_run_is_read_from_the_line_that_the_script_prints():
    found = load.read(PRINTED % (0, 0))
    assert (found.rate, found.p50, found.p99, found.fresh) == (2000, 0.9, 5.2, 3)


@pytest.mark.parametrize("printed", [PRINTED % (1, 0), PRINTED % (0, 1), "unable to connect", ""])
def test_errors_under_load_are_no_figures(printed):
    with pytest.raises(LoadError):
        load.read(printed)


def test_answers_of_another_size_than_the_one_looked_at_are_no_figures():
    load.check_size(runs(1000)[0], 105)
    with pytest.raises(LoadError, match="100 bytes and not 1,000"):
        load.check_size(runs(1000)[0], 1000)


class Odd(BaseHTTPRequestHandler):
    """Tells each connection of changes of its own, and counts the questions that name another one's ETag."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    asked, wrong = 0, 0

    def setup(self):
        super().setup()
        self.told, self.number = None, 0

    def do_GET(self):
        named, self.number = self.headers["If-None-Match"], self.number + 1
        new = f'W/"{id(self)}.{self.number // 20}"'
        Odd.asked, Odd.wrong = Odd.asked + 1, Odd.wrong + (named != self.told)
        self.told = new
        self.send_response(304 if named == new else 200)
        self.send_header("ETag", new)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *about):
        pass


class Odds(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, *about):
        """The load ends in the middle of answers."""


@pytest.mark.skipif(not tools.found("wrk"), reason=tools.missing("wrk"))
@pytest.mark.parametrize("connections", [16, 64])
def test_each_polling_connection_names_the_tag_that_it_was_told(connections):
    Odd.asked = Odd.wrong = 0
    with Odds(("127.0.0.1", 0), Odd) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        found = load.run(f"http://127.0.0.1:{server.server_port}/", connections, 1, {}, poll=True)
        server.shutdown()
    assert Odd.asked > 200 and Odd.wrong < 0.01 * Odd.asked
    assert found.fresh > 0.02 * Odd.asked


def test_polls_that_hear_of_no_save_in_one_run_have_no_figure():
    case = Case(
        "polled",
        "/",
        True,
        16,
        runs(1, 1),
        [replace(run, fresh=news) for run, news in zip(runs(1, 1), (16, 0), strict=True)],
    )
    row = row_of("night", case)
    assert (row.value, row.failed, row.note) == (None, True, "no new answer in 1 of 2 runs with saves")
    case.night[1] = case.night[0]
    assert row_of("night", case).note.endswith("16–16 new answers a run")


def test_a_ratio_is_that_of_neighbouring_runs():
    """The machine was three times as slow in the second run; of each pair the first was half as fast."""
    assert load.paired(runs(50, 15, 60), runs(100, 30, 120)) == 0.5


def test_load_goes_to_this_machine_alone():
    with pytest.raises(ValueError, match="not to http://example.org"):
        load.run("http://example.org/", 16, 1, {})


def test_a_floor_is_missed_below_and_met_on_it():
    assert [Row("", value, "", least=0.8).missed for value in (0.79, 0.8, None)] == [True, False, False]
    assert Row("", None, "", failed=True).missed


def test_the_table_is_one_of_markdown():
    head, rule, body = table([Row("speed", 2.5, "s", 10, 5, "s elsewhere", "why")]).splitlines()
    assert body == "| speed | 2.50 s   | ≤ 10 met | 5 s elsewhere | 0.50  | why |"
    assert head.count("|") == rule.count("|") == body.count("|") == 7


@pytest.mark.parametrize(("values", "power"), [({32: 1, 64: 2}, 1), ({32: 1, 64: 4}, 2), ({32: 7, 64: 7}, 0)])
def test_an_exponent_of_one_is_as_fast_as_the_seats(values, power):
    assert exponent(32, 64, values) == pytest.approx(power)


def test_the_steepest_step_is_not_hidden_by_flat_ones():
    assert steepest({32: 1, 64: 1, 128: 8}) == (3, "64 to 128")


def looks(*votes: int) -> list[Look]:
    """One answer a second, each asked for half a second before it was there."""
    return [Look(n + 0.5, n + 1, {("NA-1", 7): figure}) for n, figure in enumerate(votes)]


def test_a_figure_is_there_once_no_later_answer_is_without_it():
    """A second worker still gives the old figure when the first has the new one."""
    assert delays([Save("na-1", "NA-1", 7, 5, at=1.2)], looks(4, 4, 5, 4, 5, 6)) == [pytest.approx(3.8)]


def test_a_run_is_all_answers_of_its_turns():
    turns = [Load(number, 1.0, number, 10 * number, 100 * number) for number in (1, 2, 6, 4, 4, 4)]
    first, second = load.runs(turns, 3)
    assert (first.rate, first.p50, first.p99, first.bytes) == (3, 2, 20, 900)
    assert second.rate == 4


def test_a_save_that_nobody_saw_has_no_delay():
    assert delays([Save("na-1", "NA-1", 7, 9, at=1.2)], looks(4, 5, 6)) == []


def test_a_page_is_given_the_longest_pause_that_it_can_draw():
    """static/js/live.js draws an interval out by a fifth; a settled page asks every five minutes."""
    assert [wire.until_poll(every) > float(every) * 1200 for every in ("15", "300")] == [True, True]


def test_a_page_that_did_not_poll_has_no_figure(monkeypatch):
    monkeypatch.setattr(wire, "read_page", lambda browser, meter: meter.requests.append(wire.PAGE))
    (row,) = wire.rows_of("", "http://127.0.0.1:9")
    assert (row.value, row.missed) == (None, True) and "results.json was not asked for" in row.note


def test_the_delivered_configuration_listens_here_and_asks_the_origin(tmp_path):
    deployed.place(tmp_path, {"8000": "4712", "8001": "4712", "8079": "4713", "80": "4711", "443": "4714"})
    shared, plain = ((tmp_path / name).read_text() for name in ("halqa.conf", "halqa-http.conf"))
    assert "listen 4711;" in plain and f"include {tmp_path}/halqa-site.conf;" in plain
    assert "halqa_public { server 127.0.0.1:4712;" in shared and "listen 127.0.0.1:4713;" in shared
    assert f"proxy_cache_path {tmp_path}/cache " in shared and ":8000" not in shared


def test_the_size_of_an_answer_is_that_on_the_wire():
    answer = Answer(200, (("A", "b"),), b"body")
    assert answer.size == len(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody")
