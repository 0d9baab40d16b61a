"""House rules a machine can check. Each rule is a function from text to complaints, proved able to fail below."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
CODE = ("config", "elections", "maps", "bench", "fixtures")
PAGES = ("templates", "static")
MODULE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 300, 25, 80

# Longer than the rule allows, each with the reason.
LONG_FUNCTIONS = {"maps/drawing/layer.py:build": "26 lines, of which eight are its parameters"}

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", re.I
)
FOREIGN = re.compile(
    r"(?:src|srcset|poster|action)\s*=\s*[\"']?(?:https?:)?//|<link\b[^>]*href\s*=\s*[\"'](?:https?:)?//|"
    r"url\(\s*[\"']?(?:https?:)?//|@import|\bimport\s*\(?\s*[\"'](?:https?:)?//|cdn\.|unpkg|jsdelivr|googleapis",
    re.I,
)
MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|farm|home/\w+|Users/\w+)/|(?<![\w.:/-])/tmp/[a-z]")
LATER = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X|HACK)\b|raise NotImplemented[E]rror|pytest\.mark\.(?:skip|x[f]ail)\b")
ATTRIBUTE_TEXT = re.compile(r"\b(?:title|alt|placeholder|aria-label|content)=\"([^\"{]*[A-Za-z]{3}[^\"{]*)\"")
ATTRIBUTE_CODE = re.compile(r"width=|noindex|light dark|image/png|\s*(?:article\swebsite|summary)|[#\w]+$")
RELATIVE_LINK = re.compile(r"\]\((?!https?:|#|/|mailto:)([^)#\s]+)")
CLASS_NAMES = re.compile(r"\{% block bodyclass %\}.*?\{% endblock %\}")
TEMPLATE_TAGS = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}|{%.*?%}|{{.*?}}",
    re.S,
)
MARKUP = re.compile(r"<!--.*?-->|<(?:svg|script|style)\b.*?</(?:svg|script|style)>|<[^>]*>|&\w+;", re.S)
SAME_EVERYWHERE = {"CSV", "JSON", "GeoJSON", "SVG", "PNG", "Atom", "English"}
# Shown when nothing works, so without translation: it says the same in both languages itself.
BILINGUAL = "templates/500.html"


def files(*folders: str, ends: tuple[str, ...]) -> list[Path]:
    found = [file for folder in folders for file in (ROOT / folder).rglob("*") if file.name.endswith(ends)]
    return sorted(file for file in found if "__pycache__" not in file.parts and "out" not in file.parts)


def python(*folders: str) -> list[Path]:
    return [file for file in files(*folders, ends=(".py",)) if "migrations" not in file.parts]


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def too_long(text: str, limit: int) -> bool:
    return len(text.splitlines()) > limit


def long_functions(text: str) -> list[str]:
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.name for node in nodes if node.end_lineno - node.lineno + 1 > FUNCTION_LINES]


def lines_matching(pattern: re.Pattern, text: str) -> list[str]:
    return [
        f"{number}: {line.strip()[:90]}" for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)
    ]


def untranslated_text(text: str) -> list[str]:
    """Words of a template that stand outside `{% translate %}`, in the text or in an attribute people read."""
    text = TEMPLATE_TAGS.sub("\n", CLASS_NAMES.sub("", text))
    attributes = [value for value in ATTRIBUTE_TEXT.findall(text) if not ATTRIBUTE_CODE.match(value)]
    words = [line.strip() for line in re.findall(r"[A-Za-z]{3,}[^\n]*", MARKUP.sub("\n", text))]
    return [found for found in attributes + words if found not in SAME_EVERYWHERE]


def complaints(found: list[Path], check) -> list[str]:
    return [f"{name_of(file)}:{line}" for file in found for line in check(file.read_text(encoding="utf-8"))]


def test_modules_are_short():
    long = {name_of(file) for file in python(*CODE) if too_long(file.read_text(), MODULE_LINES)}
    assert long == set()


def test_functions_are_short():
    assert set(complaints(python(*CODE), long_functions)) - set(LONG_FUNCTIONS) == set()


def test_templates_are_short():
    templates = files("templates", "elections", "maps", ends=(".html", ".svg", ".xml", ".txt"))
    assert [name_of(file) for file in templates if too_long(file.read_text(), TEMPLATE_LINES)] == []


def test_templates_hold_no_inline_script_or_style():
    templates = files("templates", "elections", "maps", ends=(".html", ".svg"))
    assert complaints(templates, lambda text: lines_matching(INLINE, text)) == []


def test_nothing_is_loaded_from_elsewhere():
    pages = files(*PAGES, ends=(".html", ".css", ".js", ".svg"))
    assert complaints(pages, lambda text: lines_matching(FOREIGN, text)) == []


def test_no_path_of_one_machine():
    everything = files(*CODE, *PAGES, "docs", "tests", ends=(".py", ".html", ".css", ".js", ".md", ".csv", ".toml"))
    everything += [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "Makefile"]
    others = [file for file in everything if file != Path(__file__)]
    assert complaints(others, lambda text: lines_matching(MACHINE, text)) == []


def test_nothing_is_put_off():
    code = [file for file in python(*CODE, "tests") + files(*PAGES, ends=(".js", ".html")) if file != Path(__file__)]
    assert complaints(code, lambda text: lines_matching(LATER, text)) == []


def test_the_words_of_templates_are_translated():
    templates = [file for file in files("templates", "maps", ends=(".html",)) if name_of(file) != BILINGUAL]
    assert complaints(templates, untranslated_text) == []
    assert {'lang="ur"', 'lang="en"'} <= set(re.findall(r'lang="\w+"', (ROOT / BILINGUAL).read_text(encoding="utf-8")))


def catalogues() -> list[Path]:
    return files("locale", ends=(".po",))


def test_the_urdu_catalogue_is_complete():
    assert catalogues()
    for catalogue in map(polib.pofile, map(str, catalogues())):
        assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
        assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
        assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_translations_keep_the_placeholders():
    holes = re.compile(r"%(?:\([a-z_]+\))?[sd]|{[a-z_]*}")
    for entry in (entry for file in catalogues() for entry in polib.pofile(str(file)).translated_entries()):
        told = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())[-1:]
        assert all(set(holes.findall(text)) == set(holes.findall(entry.msgid_plural or entry.msgid)) for text in told)


def test_compiled_catalogues_are_fresh():
    for file in catalogues():
        assert file.with_suffix(".mo").exists()
        compiled = {entry.msgid_with_context: entry for entry in polib.mofile(str(file.with_suffix(".mo")))}
        written = {entry.msgid_with_context: entry for entry in polib.pofile(str(file)).translated_entries()}
        assert compiled.keys() == written.keys()
        assert [key for key in written if compiled[key].msgstr != written[key].msgstr] == []
        assert [key for key in written if compiled[key].msgstr_plural != written[key].msgstr_plural] == []


def test_every_message_is_in_the_catalogue(tmp_path):
    """Run makemessages on a copy and compare."""
    if not shutil.which("xgettext"):
        if os.environ.get("HALQA_REQUIRE_GETTEXT"):
            pytest.fail("gettext is not installed, and HALQA_REQUIRE_GETTEXT is set")
        pytest.skip("gettext is not installed (Debian: apt-get install gettext)")
    for folder in ("config", "elections", "maps", "templates", "locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "ur", "--no-obsolete", "--verbosity=0"]
    subprocess.run(command, cwd=tmp_path, check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": ""})
    for file in catalogues():
        wanted = {entry.msgid_with_context for entry in polib.pofile(str(tmp_path / file.relative_to(ROOT)))}
        held = {entry.msgid_with_context for entry in polib.pofile(str(file)) if not entry.obsolete}
        assert wanted == held


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (INLINE, "<script>go()</script>", '<script src="{% static "a.js" %}" defer></script>'),
        (INLINE, '<p style="color:red">', '<p class="style">'),
        (INLINE, '<a onclick="x()">', '<option value="on">'),
        (INLINE, "<style>p{}</style>", '<link rel="stylesheet" href="a.css">'),
        (FOREIGN, '<img src="//cdn.example/x.png">', '<a href="https://ecp.gov.pk/">'),
        (FOREIGN, '<link href="https://fonts.example/x">', '<link rel="canonical" href="{{ url }}">'),
        (FOREIGN, "a{background:url(https://x/y)}", "a{background:url(y.svg)}"),
        (MACHINE, f"see /{'root'}/x", "see https://example.org/root/x"),
        (LATER, f"# {'TO'}{'DO'}: later", "# to do it well"),
        (LATER, f"raise NotImplemented{'Error'}", "raise ValueError"),
    ],
)
def test_each_pattern_can_fail(pattern, bad, good):
    assert lines_matching(pattern, bad)
    assert not lines_matching(pattern, good)


def test_each_length_rule_can_fail():
    assert long_functions("def f():\n" + "    x = 1\n" * 25) == ["f"]
    assert long_functions("def f():\n" + "    x = 1\n" * 24) == []
    assert too_long("\n" * 301, MODULE_LINES)
    assert not too_long("\n" * 300, MODULE_LINES)


def test_the_rule_on_translated_words_can_fail():
    assert untranslated_text("<p>Results so far</p>")
    assert untranslated_text('<a title="Read more">{{ name }}</a>')
    assert not untranslated_text('<p>{% translate "Results so far" %} {{ name }}</p>')
    assert not untranslated_text("{% blocktranslate %}Won by {{ n }}{% endblocktranslate %}")


def test_what_the_documents_link_to_exists():
    found = [
        (file, link)
        for file in [*files("docs", "fixtures", ends=(".md",)), ROOT / "README.md"]
        for link in RELATIVE_LINK.findall(file.read_text(encoding="utf-8"))
    ]
    assert len(found) > 10
    assert [f"{name_of(file)}: {link}" for file, link in found if not (file.parent / link).exists()] == []


@pytest.mark.django_db
def test_every_model_has_its_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
