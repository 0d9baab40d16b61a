"""Public addresses. English has no prefix, Urdu is under /ur/; a URL once published never dies."""

from django.urls import path, re_path

from maps.web import builder, downloads, embeds, explore, feeds, pages, search, sharing

MEASURE = "(?P<measure>party|margin|turnout)/"
ELECTION = r"elections/(?P<election>[a-z0-9-]+)/"
PROVINCE = r"provinces/(?P<province>[a-z0-9-]+)/"
CARDS = "cards/elections/<slug:election>/"
TAKEN = "party|margin|turnout|changes|explore|seats|provinces|candidates|scoreboard|table"
ASSEMBLY = rf"(?P<assembly>(?!(?:{TAKEN})/)[a-z0-9-]+)/"


def scoped(prefix: str, name: str, view, file: str = "") -> list:
    """The addresses of one kind of map: the whole country or a province, by assembly, by measure; or of its file."""
    return [
        re_path(f"^{prefix}{ELECTION}{place}{assembly}{measure}{file}$", view, name="-".join([name, *words]))
        for place, assembly, measure, words in [
            ("", "", "", []),
            ("", "", MEASURE, ["measure"]),
            ("", ASSEMBLY, "", ["assembly"]),
            ("", ASSEMBLY, MEASURE, ["assembly", "measure"]),
            (PROVINCE, "", "", ["province"]),
            (PROVINCE, "", MEASURE, ["province", "measure"]),
            (PROVINCE, ASSEMBLY, "", ["province", "assembly"]),
            (PROVINCE, ASSEMBLY, MEASURE, ["province", "assembly", "measure"]),
        ]
    ]


def unmeasured(kind: str, view) -> list:
    """The addresses of a scoreboard or table: the same whatever a map would show."""
    return [
        re_path(f"^embed/{ELECTION}{place}{assembly}{kind}/$", view, name="-".join(["embed", kind, *words]))
        for place, assembly, words in [
            ("", "", []),
            ("", ASSEMBLY, ["assembly"]),
            (PROVINCE, "", ["province"]),
            (PROVINCE, ASSEMBLY, ["province", "assembly"]),
        ]
    ]


urlpatterns = [
    path("", pages.home, name="home"),
    path("elections/", pages.archive, name="archive"),
    path("search/", search.search, name="search"),
    path("embed/", builder.builder, name="builder"),
    re_path(r"^s/(?P<key>[0-9A-Za-z]{5,13})/?$", sharing.short, name="short"),
    path("elections/<slug:election>/seats/<slug:seat>/", pages.seat, name="seat"),
    path("elections/<slug:election>/candidates/<slug:person>/", pages.candidate, name="candidate"),
    path("elections/<slug:election>/changes/", pages.changes, name="changes"),
    path("elections/<slug:election>/changes.atom", feeds.changes, name="changes-feed"),
    path("embed/elections/<slug:election>/seats/<slug:seat>/", embeds.seat, name="embed-seat"),
    path("embed/elections/<slug:election>/candidates/<slug:person>/", embeds.candidate, name="embed-candidate"),
    *unmeasured("scoreboard", embeds.scoreboard),
    *unmeasured("table", embeds.table),
    *explore.explore_urlpatterns,
    *scoped("", "election", pages.election),
    *scoped("embed/", "embed-election", embeds.election),
    *scoped("", "election-svg", downloads.scope_svg, r"map\.svg"),
    *scoped("", "election-png", downloads.scope_png, r"map\.png"),
    path("elections/<slug:election>/seats/<slug:seat>/map.svg", downloads.seat_svg, name="seat-svg"),
    path("elections/<slug:election>/seats/<slug:seat>/map.png", downloads.seat_png, name="seat-png"),
    path("elections/<slug:election>/candidates/<slug:person>/map.svg", downloads.person_svg, name="candidate-svg"),
    path("elections/<slug:election>/candidates/<slug:person>/map.png", downloads.person_png, name="candidate-png"),
    path(f"{CARDS}<slug:key>.png", downloads.card, name="card"),
    path(f"{CARDS}provinces/<slug:province>/<slug:key>.png", downloads.card, name="card-province"),
    path(f"{CARDS}seats/<slug:seat>/<slug:key>.png", downloads.card, name="card-seat"),
]
