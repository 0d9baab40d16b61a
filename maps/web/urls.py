"""Public addresses. English has no prefix, Urdu is under /ur/; a URL once published never dies."""

from django.urls import path, re_path

from maps.web import embeds, explore, feeds, pages, search

MEASURE = "(?P<measure>party|margin|turnout)/"
ELECTION = r"elections/(?P<election>[a-z0-9-]+)/"
PROVINCE = r"provinces/(?P<province>[a-z0-9-]+)/"
TAKEN = "party|margin|turnout|changes|explore|seats|provinces|candidates"
ASSEMBLY = rf"(?P<assembly>(?!(?:{TAKEN})/)[a-z0-9-]+)/"


def scoped(prefix: str, name: str, view) -> list:
    """The addresses of one kind of map: the whole country or a province, by assembly, by measure."""
    return [
        re_path(f"^{prefix}{ELECTION}{place}{assembly}{measure}$", view, name="-".join([name, *words]))
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


urlpatterns = [
    path("", pages.home, name="home"),
    path("elections/", pages.archive, name="archive"),
    path("search/", search.search, name="search"),
    path("elections/<slug:election>/seats/<slug:seat>/", pages.seat, name="seat"),
    path("elections/<slug:election>/candidates/<slug:person>/", pages.candidate, name="candidate"),
    path("elections/<slug:election>/changes/", pages.changes, name="changes"),
    path("elections/<slug:election>/changes.atom", feeds.changes, name="changes-feed"),
    path("embed/elections/<slug:election>/seats/<slug:seat>/", embeds.seat, name="embed-seat"),
    *explore.explore_urlpatterns,
    *scoped("", "election", pages.election),
    *scoped("embed/", "embed-election", embeds.election),
]
