"""What deploy/ and docs/deploying.md promise: the files fit each other, settings and commands, and nginx does it."""

import re
from pathlib import Path

from django.core.management import get_commands, load_command_class

from elections.backup.thinning import ALL, DAILY
from tests.deployed import NGINX

ROOT = Path(__file__).resolve().parents[2]
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


def test_units_give_commands_options_that_they_have():
    found = [
        line.split() for unit in UNITS.values() for line in re.findall(r"^ExecStart=.*manage\.py (.+)$", unit, re.M)
    ]
    assert len(found) > 2
    for name, *options in found:
        load_command_class(get_commands()[name], name).create_parser("manage.py", name).parse_args(options)


def test_what_is_said_of_hourly_backups_is_what_the_unit_does():
    unit = UNITS["halqa-backup.service"]
    assert "--thin" in unit and (ALL.days, DAILY.days) == (2, 14)
    reserve = re.search(r"--reserve=(\d+)", unit)[1]
    assert f"less than {reserve} MB would be left" in GUIDE


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

    desk = NGINX["halqa-desk.conf"]
    assert int(re.search(r"client_max_body_size (\d+)m", desk)[1]) * 1_000_000 > PHOTO_BYTES + 1_000_000
