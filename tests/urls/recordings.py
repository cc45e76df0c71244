"""Recordings."""

from typing import Any

from ingest import media_links
from ingest.models import Recording
from tests.urls.rows import PAGE, Row

ROWS = [
    Row("ingest:list", "GET", "/recordings/", PAGE),
    Row("ingest:home-panel", "GET", "/recordings/at-work", PAGE),
    Row("ingest:upload", "GET", "/recordings/new", PAGE),
    Row("ingest:upload", "POST", "/recordings/new", (302, 403, 403, 422, 422), {"library": "sales"}),
    Row("ingest:job", "GET", "/recordings/{recording}/", (302, 404, 404, 200, 200)),
    Row("ingest:progress", "GET", "/recordings/{recording}/progress", (302, 404, 404, 200, 200)),
    Row("ingest:retry", "POST", "/recordings/{recording}/retry", (302, 404, 404, 302, 302)),
    Row("ingest:stop", "POST", "/recordings/{recording}/stop", (302, 404, 404, 302, 302)),
    Row("ingest:delete", "POST", "/recordings/{recording}/delete", (302, 404, 404, 302, 302)),
    Row("ingest:video", "GET", "/recordings/{recording}/video", (302, 404, 404, 302, 302)),
    # A link is its person's alone: this one was made for who put the recording there.
    Row("ingest:media", "GET", "/media/{media_ticket}", (302, 404, 404, 200, 404), more={"approver": 404}),
    Row("ingest:found-picture", "GET", "/recordings/{recording}/found/0", (302, 404, 404, 404, 404)),
]


def add(names: dict[str, Any], cast: Any, sop: Any, by: Any) -> None:
    link = media_links.link(Recording.objects.get(pk=names["recording"]), user=by)
    names["media_ticket"] = link.rsplit("/", 1)[-1]
