"""Every kind of page, in both languages, on a phone and on a desk, in the light and in the dark."""

import pytest

from tests.browser.visits import DESK, KINDS, LANGUAGES, PHONE

pages = pytest.mark.parametrize(
    ("kind", "prefix"),
    [(kind, prefix) for kind in KINDS for prefix in LANGUAGES.values()],
    ids=[f"{kind}, {language}" for kind in KINDS for language in LANGUAGES],
)


@pages
def test_page_is_whole_quiet_accessible_and_fits(visitor, kind, prefix):
    for size, scheme in ((DESK, "light"), (PHONE, "dark")):
        response = visitor.open(prefix + KINDS[kind], size, scheme)
        assert response.status == (404 if kind == "not found" else 200)
        assert visitor.page.locator("html").get_attribute("dir") == ("rtl" if prefix else "ltr")
        assert visitor.page.locator("h1").count() == 1
        assert visitor.overflow() <= 0
        assert visitor.strangers() == []
        assert visitor.complaints() == []
        if size == (PHONE if prefix else DESK):  # examining takes seconds; the other pairs are in the test below
            assert visitor.accessibility_faults() == []


@pytest.mark.parametrize("kind", ["national", "seat won", "embed national"])
def test_the_other_pairs_of_width_and_scheme_pass_too(visitor, kind):
    for size, scheme in ((DESK, "dark"), (PHONE, "light")):
        visitor.open(KINDS[kind], size, scheme)
        assert visitor.accessibility_faults() == []


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_dark_and_light_differ_and_both_have_ink_on_paper(visitor, prefix):
    grounds = []
    for scheme in ("light", "dark"):
        visitor.open(prefix + KINDS["national"], scheme=scheme)
        grounds.append(visitor.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds[0] != grounds[1]


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_text_can_be_enlarged_to_twice_its_size(visitor, prefix):
    """WCAG 1.4.4 and 1.4.10: at 200 % on a desk nothing runs off sideways."""
    visitor.open(prefix + KINDS["national"], {"width": 640, "height": 450})
    assert visitor.overflow() <= 0


def test_fingers_can_hit_what_is_a_button_on_a_phone(visitor):
    visitor.open(KINDS["national"], PHONE)
    sizes = visitor.page.evaluate(
        "[...document.querySelectorAll('nav a, button, input')].filter(e => e.offsetParent)"
        ".map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect().height])"
    )
    assert [name for name, height in sizes if height < 24] == []
