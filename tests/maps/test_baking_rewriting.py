"""Which file an address becomes, and how files lead to one another: relative inside of the tree, else to the site."""

import json
from html import escape

import pytest

from maps.baking import rewriting
from maps.baking.tree import Tree, file_of, relative

SITE = "https://results.example"
E = "/elections/night/"
HERE = "elections/night/seats/na-1/index.html"


@pytest.fixture
def tree():
    pages = ["/", "/ur/", E, f"{E}seats/na-1/", f"{E}seats/na-2/", f"/ur{E}seats/na-1/", f"{E}explore/"]
    files = {address: file_of(address) for address in pages}
    files |= {f"/api/v1{E}": f"api/v1{E}index.json", f"/api/v1{E}results.json": f"api/v1{E}results.json"}
    files |= {"/static/css/site.1a2b.css": "static/css/site.1a2b.css", "/cards/a.png": "cards/a.png"}
    return Tree(SITE, files=files, onward={f"{E}turnout/": E})


@pytest.mark.parametrize(
    ("address", "kind", "file"),
    [
        ("/", "text/html", "index.html"),
        ("/ur/elections/a/", "text/html", "ur/elections/a/index.html"),
        ("/api/v1/elections/", "application/json", "api/v1/elections/index.json"),
        ("/api/v1/schema/", "application/vnd.oai.openapi", "api/v1/schema/index.yaml"),
        ("/elections/a/map.svg", "image/svg+xml", "elections/a/map.svg"),
    ],
)
def test_an_address_is_a_file_that_any_server_finds(address, kind, file):
    assert file_of(address, kind) == file


@pytest.mark.parametrize("address", ["/../secret", "/a/../../b/", "//host/a", "/a\\b", "/.git/config", "/a b"])
def test_no_address_leads_out_of_the_folder(address):
    with pytest.raises(ValueError, match="cannot be a file"):
        file_of(address)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (f"{E}seats/na-2/", "../na-2/index.html"),
        (f"{E}seats/na-1/", "index.html"),
        (f"{E}#list", "../../index.html#list"),
        (f"{SITE}{E}", "../../index.html"),
        (f"{E}turnout/", "../../index.html"),
        (f"/ur{E}seats/na-1/", "../../../../ur/elections/night/seats/na-1/index.html"),
        (f"/api/v1{E}", "../../../../api/v1/elections/night/index.json"),
        ("/static/css/site.1a2b.css", "../../../../static/css/site.1a2b.css"),
        ("/search/", f"{SITE}/search/"),
        (f"{E}?theme=dark", f"{SITE}{E}?theme=dark"),
        ("https://paper.example/a", "https://paper.example/a"),
        ("https://results.example.org/", "https://results.example.org/"),
        ("//elsewhere.example/", "//elsewhere.example/"),
        ("#main", "#main"),
        ("sms:?body=a", "sms:?body=a"),
    ],
)
def test_links_are_relative_inside_of_the_tree_and_lead_to_the_site_from_there(tree, value, written):
    assert tree.link(value, HERE) == written


def test_what_only_leads_in_a_circle_leads_to_the_site():
    tree = Tree(SITE, onward={"/a/": "/b/", "/b/": "/a/"})
    assert tree.link("/a/", "index.html") == f"{SITE}/a/"


def test_only_the_addresses_of_a_page_change_and_hostile_names_stay_as_they_were_escaped(tree):
    hostile = escape(f'"><script>alert(1)</script> href="{E}" {SITE}{E}')
    page = f"""<!doctype html>
<html><head><link rel="canonical" href="{SITE}{E}"><meta property="og:image" content="{SITE}/cards/a.png">
<link rel="alternate" type="application/json+oembed" href="{SITE}/oembed?url=a" title="{hostile}"></head>
<body data-x='{E}'><!-- <a href="{E}"> -->
<a  class=x   href="{E}seats/na-2/" aria-label="{hostile}">{hostile} &amp; &#x27;{E}&#x27;</a>
<svg><a href='{E}'/></svg><img srcset="/cards/a.png 2x, {SITE}/b.png"><textarea>{hostile}</textarea>
<script src="/static/css/site.1a2b.css" defer></script></body></html>"""
    wanted = page
    for old, new in [
        (f'href="{E}seats/na-2/"', 'href="../na-2/index.html"'),
        (f"<svg><a href='{E}'", '<svg><a href="../../index.html"'),
        ("/cards/a.png 2x", "../../../../cards/a.png 2x"),
        ('src="/static', 'src="../../../../static'),
    ]:
        wanted = wanted.replace(old, new, 1)
    assert rewriting.rewritten(page.encode(), f"{E}seats/na-1/", HERE, tree).decode() == wanted


def test_those_who_come_from_elsewhere_find_the_copy_once_it_is_told_where_that_is(tree):
    tree.base = "https://mirror.example/x/"
    page = f'<link rel="canonical" href="{SITE}{E}"><meta name="twitter:image" content="{SITE}/cards/b.png">'
    page += f'<meta property="og:url" content="{SITE}/ur/">'
    found = rewriting.rewritten(page.encode(), E, "elections/night/index.html", tree).decode()
    assert 'href="https://mirror.example/x/elections/night/index.html"' in found
    assert f'content="{SITE}/cards/b.png"' in found  # not in the tree
    assert 'content="https://mirror.example/x/ur/index.html"' in found


def test_a_page_for_what_is_missing_holds_nothing_relative_since_it_is_shown_anywhere(tree):
    page = f'<a href="{E}">x</a><link rel="stylesheet" href="/static/css/site.1a2b.css">'.encode()
    assert f'href="{SITE}{E}"' in rewriting.rewritten(page, "/404.html", "404.html", tree).decode()
    tree.base = "https://mirror.example/x/"
    assert b'"https://mirror.example/x/static/css/site.1a2b.css"' in rewriting.rewritten(
        page, "/404.html", "404.html", tree
    )


def test_the_zoomable_map_is_told_where_things_are_from_its_page(tree):
    told = {"names": f"/api/v1{E}", "results": f"/api/v1{E}results.json", "standings": "/s.json"}
    told |= {"seat": f"{E}seats/0/", "words": {"open": f"'{E}'"}}
    page = f'<div data-told="{escape(json.dumps(told))}"></div>'
    found = rewriting.rewritten(page.encode(), f"{E}explore/", "elections/night/explore/index.html", tree).decode()
    for piece in ("../../../api/v1/elections/night/index.json", "../seats/0/index.html", f"{SITE}/s.json"):
        assert f"&quot;{piece}&quot;" in found
    assert f"&#x27;{E}&#x27;" in found


def test_data_lead_to_data_from_where_they_are(tree):
    here, address = "api/v1/elections/night/index.json", f"/api/v1{E}"
    body = f'{{"name":"{E}","url":"{address}","links":{{"page":"{E}"}},"source":{{"url":"https://a.example/"}}}}'
    found = json.loads(rewriting.rewritten(body.encode(), address, here, tree))
    assert found["url"] == "index.json"
    assert found["links"]["page"] == "../../../../elections/night/index.html"
    assert (found["name"], found["source"]["url"]) == (E, "https://a.example/")


def test_a_file_names_its_neighbour():
    assert relative("index.html", "static/a.css") == "static/a.css"
    assert relative("a/b/index.html", "index.html") == "../../index.html"
