"""Recordings."""

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
    Row("ingest:video", "GET", "/recordings/{recording}/video", (302, 404, 404, 200, 200)),
    Row("ingest:found-picture", "GET", "/recordings/{recording}/found/0", (302, 404, 404, 404, 404)),
]
