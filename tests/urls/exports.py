"""Exports and export folders."""

from typing import Any

from tests.urls.rows import ADMIN, ADMIN_CHANGE, PAGE, Row

START = {"library": "sales", "format": "html"}
FOLDER = {"place": "local", "name": "for-highspot", "formats": ["html"], "is_on": "on"}
ROWS = [
    Row("integrations:exports", "GET", "/exports/", PAGE),
    Row("integrations:export-rows", "GET", "/exports/rows", (302, 286, 286, 200, 286)),  # the editor has one waiting
    Row(
        "integrations:export-start",
        "POST",
        "/exports/start",
        (302, 302, 302, 302, 302),
        {"library": "sales", "format": "html"},
    ),
    Row("integrations:export-download", "GET", "/exports/{export}/download", (302, 404, 404, 404, 404)),
    Row("integrations:export-again", "POST", "/exports/{export}/again", (302, 404, 404, 404, 404)),
    Row("integrations:export-delete", "POST", "/exports/{export}/delete", (302, 404, 404, 404, 404)),
    Row("integrations:export-folder", "GET", "/libraries/{library}/export-folder", ADMIN),
    Row("integrations:export-folder", "POST", "/libraries/{library}/export-folder", ADMIN_CHANGE, FOLDER),
    Row("integrations:export-folder-again", "POST", "/libraries/{library}/export-folder/again", ADMIN_CHANGE),
]


def add(names: dict[str, Any], cast: Any, sop: Any, by: Any) -> None:
    """An export of somebody else: whose it isn't, for them it doesn't exist."""
    from integrations.exports.services import start_export

    owner = cast.ava if sop.library == cast.sales else cast.dee
    names["export"] = start_export(by=owner, format="html", sop=sop).pk
