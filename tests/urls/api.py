"""The API."""

from tests.urls.rows import API, Row

ROWS = [
    Row("api-search", "GET", "/api/search?q=discount", API),
    Row("api-libraries", "GET", "/api/libraries", API),
    Row("api-sops", "GET", "/api/sops", API),
    Row("api-sops", "POST", "/api/sops", (401, 403, 403, 201, 201), {"library": "sales", "title": "New"}, json=True),
    Row("api-sop", "GET", "/api/sops/{sop}", API),
    Row("api-sop-steps", "POST", "/api/sops/{sop}/steps", (401, 403, 403, 201, 201), {"title": "One more"}, json=True),
    Row("api-sop-picture", "GET", "/api/sops/{sop}/pictures/{picture}", API),
    Row("api-sop-publish", "POST", "/api/sops/{sop}/publish", (401, 403, 403, 200, 200), {}, json=True),
    Row("api-step", "GET", "/api/steps/{step}", API),
    Row("recordings-list", "GET", "/api/recordings", API),
    Row("recordings-list", "POST", "/api/recordings", (401, 400, 400, 400, 400), {"library": "sales"}),
    Row("recordings-detail", "GET", "/api/recordings/{recording}", (401, 404, 404, 200, 200)),
    Row("recordings-retry", "POST", "/api/recordings/{recording}/retry", (401, 404, 404, 409, 409)),
    Row("recordings-cancel", "POST", "/api/recordings/{recording}/cancel", (401, 404, 404, 200, 200)),
    # What the API can do is no secret; what it holds is.
    Row("schema", "GET", "/api/schema", (200, 200, 200, 200, 200)),
    Row("api-docs", "GET", "/api/docs/", (200, 200, 200, 200, 200)),
]
