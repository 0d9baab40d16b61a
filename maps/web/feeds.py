"""The Atom feed of an election's public changes."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from elections.values import Change, Snapshot
from maps.web.addresses import absolute
from maps.web.corrections import change_words, summary
from maps.web.freshness import fresh
from maps.web.scopes import snapshot_or_404
from maps.web.words import say


class ChangesFeed(Feed):
    """What became public or was withdrawn, newest first: what, when and why, by nobody's name."""

    feed_type = Atom1Feed

    def get_object(self, request, election) -> Snapshot:
        snap = snapshot_or_404(request, election)
        if snap.election.rehearsal:
            raise Http404(gettext("A rehearsal has no feed: nothing in it is real."))
        return snap

    def title(self, snap: Snapshot) -> str:
        return gettext("Changes: %(election)s") % {"election": say(snap.election.name)}

    def link(self, snap: Snapshot) -> str:
        return absolute(reverse("changes", kwargs={"election": snap.election.slug}))

    def feed_url(self, snap: Snapshot) -> str:
        return absolute(reverse("changes-feed", kwargs={"election": snap.election.slug}))

    def items(self, snap: Snapshot) -> list[tuple[Snapshot, Change]]:
        return [(snap, change) for change in snap.changes[:100]]

    def item_title(self, item) -> str:
        return f"{say(item[1].seat.code_text)}: {change_words(item[1])}"

    def item_description(self, item) -> str:
        # The feed declares its summaries as HTML.
        return escape(summary(item[1], item[0]))

    def item_link(self, item) -> str:
        snap, change = item
        return absolute(reverse("seat", kwargs={"election": snap.election.slug, "seat": change.seat.slug}))

    def item_guid(self, item) -> str:
        snap, change = item
        host = urlsplit(settings.SITE_URL).hostname
        return f"tag:{host},{change.at:%Y-%m-%d}:{snap.election.slug}/{change.seat.slug}/{change.kind}/{change.number}"

    item_guid_is_permalink = False

    def item_pubdate(self, item):
        return item[1].at

    def item_updateddate(self, item):
        return item[1].withdrawn_at or item[1].at


changes = require_safe(fresh(ChangesFeed()))
