"""The audit log."""

from tests.urls.rows import ADMIN, ADMIN_CHANGE, Row

SITE_ADMIN = (302, 403, 403, 403, 403)
SIGNED_IN = (302, 200, 200, 200, 200)
ROWS = [
    Row("access:audit", "GET", "/audit", ADMIN),
    Row("access:audit-verify", "POST", "/audit/verify", SITE_ADMIN, more={"site admin": 200}),
    Row("access:audit-export", "POST", "/audit/export", ADMIN, {"format": "csv"}),
    Row("access:own-data", "GET", "/account/data", SIGNED_IN),
    Row("access:own-data-download", "POST", "/account/data/download", SIGNED_IN),
    Row("access:person-data", "GET", "/people/{person}/data", SITE_ADMIN),
    Row("access:person-data-download", "POST", "/people/{person}/data/download", SITE_ADMIN, more={"site admin": 200}),
    Row("access:person-erase", "POST", "/people/{person}/erase", SITE_ADMIN, more={"site admin": 422}),
    Row("ingest:privacy", "GET", "/libraries/{library}/privacy", ADMIN),
    Row("ingest:privacy", "POST", "/libraries/{library}/privacy", ADMIN_CHANGE, {"mask": "site", "keep": "site"}),
]
