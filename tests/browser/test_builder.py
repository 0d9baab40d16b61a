"""The builder in a real browser: it follows each choice, keeps its own address, and copies what it shows."""

import re

from playwright.sync_api import expect

from tests.browser.visits import DESK, PHONE

OTHER = "by-2022-07-17"  # seats of the Punjab Assembly alone
SHOWN = "iframe[data-width='360']"


def builder(visitor, path="/embed/", size=DESK):
    visitor.open(path, size, "light")
    return visitor.page


def choose(page, name, value):
    """As with the keyboard: the list has the focus, and keeps it."""
    page.focus(f"#build-{name}")
    with page.expect_response(re.compile(r"/embed/\?")) as answer:
        page.select_option(f"#build-{name}", value)
    assert answer.value.ok
    expect(page.locator("#build-said")).to_have_text("The preview is up to date.")


def test_each_choice_is_followed_without_the_button(visitor):
    page = builder(visitor)
    choose(page, "kind", "seat")
    assert page.evaluate("document.activeElement.id") == "build-kind"
    assert page.locator("#build-seat").is_visible() and page.locator("#build-measure").is_hidden()
    choose(page, "seat", "na-24")
    choose(page, "language", "ur")
    choose(page, "theme", "dark")
    wanted = "/ur/embed/elections/by-2022-10-16/seats/na-24/?theme=dark"
    assert page.locator(SHOWN).get_attribute("src") == wanted
    assert wanted in page.locator("#paste-plain").input_value()
    assert "resize.js" in page.locator("#paste-script").input_value()
    page.reload()
    assert page.locator(SHOWN).get_attribute("src") == wanted
    assert visitor.complaints() == []
    assert visitor.strangers() == []


def test_other_elections_bring_their_own_seats(visitor):
    page = builder(visitor, "/embed/?kind=seat")
    choose(page, "election", OTHER)
    assert page.locator("#build-seat option").first.get_attribute("value").startswith("pp-")
    expect(page.locator(SHOWN)).to_have_attribute("src", re.compile(f"/{OTHER}/seats/pp-"))


def test_the_previews_get_the_height_of_what_they_show(visitor):
    page = builder(visitor, "/embed/?kind=seat&seat=na-22")
    for place in page.locator(".pane iframe").all():
        place.scroll_into_view_if_needed()
        expect(place).to_have_attribute("style", re.compile("height"))
    for frame, place in zip(page.frames[1:], page.locator(".pane iframe").all(), strict=True):
        assert abs(frame.evaluate("document.documentElement.scrollHeight") - place.bounding_box()["height"]) <= 1


def test_what_is_left_out_is_in_the_address_and_can_come_back(visitor):
    page = builder(visitor, "/embed/?kind=table")
    box = page.get_by_label("headline")
    box.check()
    expect(page).to_have_url(re.compile("header=off"))
    assert "header=off" in page.locator("#paste-plain").input_value()
    box.uncheck()
    expect(page).not_to_have_url(re.compile("header=off"))
    assert "header" not in page.locator("#paste-plain").input_value()


def test_the_copy_button_copies_and_says_so_politely(visitor):
    page = builder(visitor, size=PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    said = page.locator("#said-plain")
    assert (said.get_attribute("role"), said.text_content()) == ("status", "")
    page.locator("[data-copy='paste-plain']").press("Enter")
    expect(said).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#paste-plain").input_value()
    assert page.evaluate("document.activeElement.dataset.copy") == "paste-plain"


def test_a_page_copies_its_share_line(visitor):
    visitor.open("/elections/by-2022-10-16/seats/na-22/", PHONE, "light")
    page = visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy='share-line']").click()
    expect(page.locator("#share-said")).to_have_text("Copied")
    line = page.evaluate("navigator.clipboard.readText()")
    assert line == page.locator("#share-line").text_content().strip()
    assert "unofficial" in line and "/s/" in line
