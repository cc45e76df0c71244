"""People and tokens."""

from tests.urls.rows import ADMIN, ADMIN_CHANGE, PAGE, Row

NEW_MEMBER = {"who": "gus@example.com", "role": 10}
ROWS = [
    Row("access:people", "GET", "/libraries/{library}/people", ADMIN),
    Row("access:people-add", "POST", "/libraries/{library}/people/add", ADMIN_CHANGE, NEW_MEMBER),
    Row("access:people-open", "POST", "/libraries/{library}/people/open", ADMIN_CHANGE, {"open": "yes"}),
    Row("access:people-role", "POST", "/libraries/{library}/people/{member}/role", ADMIN_CHANGE, {"role": 20}),
    Row("access:people-remove", "POST", "/libraries/{library}/people/{member}/remove", ADMIN_CHANGE),
    Row("access:tokens", "GET", "/account/tokens", PAGE),
    Row("access:tokens-make", "POST", "/account/tokens/make", PAGE, {"name": "CRM", "scope": "read"}),
    Row("access:tokens-revoke", "POST", "/account/tokens/revoke", (302, 404, 404, 404, 404), {"token": "not-theirs"}),
]
