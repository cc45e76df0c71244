"""The index as CSV."""

import csv
import io
from dataclasses import replace

import pytest

from integrations.exports import index
from integrations.exports.content import ExportSop


@pytest.mark.parametrize(
    "title", ['=HYPERLINK("http://evil")', "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '"=1', "a\n=b"]
)
def test_nothing_is_a_formula_for_a_spreadsheet(exported: ExportSop, title: str) -> None:
    """Case 41."""
    titled = replace(exported, document=replace(exported.document, title=title, owner="=cmd|' /C calc'!A0"))
    (row,) = csv.DictReader(io.StringIO((index.header() + index.row(titled)).removeprefix("\ufeff"), newline=""))
    for cell in row.values():
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert row["title"].removeprefix("'") == title


def test_a_row_says_which_version_of_what_and_where_it_is(exported: ExportSop) -> None:
    (row,) = csv.DictReader(io.StringIO(index.table([exported]).removeprefix("\ufeff"), newline=""))
    assert (row["key"], row["version"], row["steps"]) == (exported.key, "1", "7")
    assert row["content_hash"] == exported.content_hash
    assert row["address"] == exported.url
    assert row["tags"] == "pricing; approval"
