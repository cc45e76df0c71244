"""The rest of the access matrix: approver, administrator of the site, a token of each scope, an embed's token.

Most of it follows from a row's five answers and is said once here. What doesn't stands in `EXCEPT` under the row's
name, or in the row itself as `more`.
"""

from tests.urls.rows import Row

COLUMNS = ("approver", "site admin", "token read", "token write", "token ingest", "token admin", "token embed")
SCOPES = ("read", "write", "ingest", "admin")
SAFE = ("GET", "HEAD", "OPTIONS")
FOR_SITE_ADMINS = (302, 403, 403, 403, 403)


def expected(row: Row) -> dict[str, int]:
    """What each of the further columns gets at this address."""
    anonymous, _, _, editor, admin = row.statuses
    found = {"approver": editor, "site admin": admin, "token embed": anonymous}
    if row.statuses == FOR_SITE_ADMINS:
        found["site admin"] = 200 if row.method in SAFE else 302
    found |= {f"token {scope}": anonymous for scope in SCOPES}  # pages know no tokens
    if row.address.startswith("/api/") and anonymous == 401:
        found |= _by_token(row, admin)
    found |= EXCEPT.get(str(row), {}) | row.more
    if row.name.startswith("mfa_") or row.name in ("socialaccount_connections", "usersessions_list"):
        # Their sessions here hold no fresh sign-in: they are led to it first.
        found |= {"approver": 302, "site admin": 302}
    return found


def _by_token(row: Row, admin: int) -> dict[str, int]:
    """Tokens of the library's admin: never more than that person, and less by scope."""
    return {
        "token read": admin if row.method in SAFE else 403,
        "token write": admin,
        "token ingest": 403,
        "token admin": admin,
    }


def _same(answers: dict[str, int], *rows: str) -> dict[str, dict[str, int]]:
    return dict.fromkeys(rows, answers)


EXCEPT: dict[str, dict[str, int]] = {
    # Who holds which role is for tokens that administer.
    **_same(
        {"token read": 403, "token write": 403},
        *("GET api-members", "POST api-members", "GET api-member", "PATCH api-member", "DELETE api-member"),
        *("GET api-groups", "PATCH api-library"),
    ),
    # These are one person's own: of the editor of the table, to whom nobody else comes near; some are the approver's.
    **_same({"approver": 404}, "GET api-export", "DELETE api-export", "GET api-export-file", "POST notices:read"),
    "GET integrations:export-rows": {"approver": 200},
    "GET integrations:export-download": {"approver": 410},
    "POST integrations:export-again": {"approver": 302},
    "POST integrations:export-delete": {"approver": 302},
    **_same({"approver": 404}, "GET sops:import-preview", "GET sops:import-picture"),
    **_same({"approver": 404}, "POST sops:import-take", "POST sops:import-drop"),
    # A token that only sends recordings sends them and reads their jobs.
    "GET recordings-list": {"token ingest": 200},
    "POST recordings-list": {"token ingest": 400},
    "GET recordings-detail": {"token ingest": 200},
    # A wrong token is refused where none is needed.
    "GET schema": {"token embed": 401},
    "GET integrations:oembed": {"token read": 200, "token write": 200, "token ingest": 404, "token admin": 200},
    # Administration of the site, where it is no plain page or form.
    "POST access:audit-verify": {"site admin": 200},
    "POST access:people-import": {"site admin": 422},
    "POST access:people-import-apply": {"site admin": 422},
    **_same({"site admin": 404}, "GET access:group", "POST access:group-rename", "POST access:group-add"),
    **_same({"site admin": 404}, "POST access:group-remove", "POST access:group-dissolve"),
    "POST access:tokens-revoke-any": {"site admin": 404},
    # Nobody there to see as; nothing of theirs to confirm with.
    **_same({"site admin": 403}, "POST access:see-as", "GET mfa_reauthenticate", "GET mfa_reauthenticate_webauthn"),
}
