"""The benchmark's own arithmetic: wrk is read right, errors are no figures, ratios are of the same moment."""

import pytest

from bench import load
from bench.answers import Answer
from bench.growth.suite import exponent, steepest
from bench.load import Load, LoadError
from bench.night.saving import Save
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


def test_the_delivered_configuration_listens_here_and_asks_the_origin(tmp_path):
    deployed.place(tmp_path, {"8000": "4712", "8001": "4712", "8079": "4713", "80": "4711", "443": "4714"})
    shared, plain = ((tmp_path / name).read_text() for name in ("halqa.conf", "halqa-http.conf"))
    assert "listen 4711;" in plain and f"include {tmp_path}/halqa-site.conf;" in plain
    assert "halqa_public { server 127.0.0.1:4712;" in shared and "listen 127.0.0.1:4713;" in shared
    assert f"proxy_cache_path {tmp_path}/cache " in shared and ":8000" not in shared


def test_the_size_of_an_answer_is_that_on_the_wire():
    answer = Answer(200, (("A", "b"),), b"body")
    assert answer.size == len(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody")
