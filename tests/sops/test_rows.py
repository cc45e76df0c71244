"""Rows of the editor's form: ways on and links."""

import pytest
from django.http import QueryDict

from sops.rows import BranchRow, LinkRow, branch_rows, link_rows, sop_key

TITLES = {"bcd2345": "Escalate · a deal"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Escalate · a deal · bcd2345", "bcd2345"),
        ("https://stepmark.example/sops/bcd2345/", "bcd2345"),
        ("bcd2345", "bcd2345"),
        ("", ""),
        ("No such thing", "No such thing"),
    ],
)
def test_a_key_is_read_from_what_was_chosen_typed_or_pasted(text: str, key: str) -> None:
    assert sop_key(text) == key


@pytest.mark.parametrize(
    "branch",
    [
        {"condition": "If", "target_kind": "step", "target_key": "abc"},
        {"condition": "If", "target_kind": "sop", "target_key": "bcd2345"},
        {"condition": "If", "target_kind": "sop", "target_key": "unknown"},
        {"condition": "If", "target_kind": "end", "target_key": ""},
    ],
)
def test_a_branch_goes_through_the_form_unchanged(branch: dict[str, str]) -> None:
    assert BranchRow.of(branch, TITLES).to_dict() == branch


@pytest.mark.parametrize(
    "link",
    [
        {"label": "Prices", "url": "https://example.com/a?b=c", "sop_key": "", "kind": "price_list"},
        {"label": "Escalate", "url": "", "sop_key": "bcd2345", "kind": "sop"},
        {"label": "Mail", "url": "mailto:desk@example.com", "sop_key": "", "kind": ""},
    ],
)
def test_a_link_goes_through_the_form_unchanged(link: dict[str, str]) -> None:
    assert LinkRow.of(link, TITLES).to_dict() == link


def test_a_link_without_words_is_called_by_its_address() -> None:
    assert LinkRow("", "example.com").to_dict()["label"] == "example.com"


def test_empty_rows_are_no_rows() -> None:
    data = QueryDict("branch_condition=&branch_target=end&branch_sop=&link_label=+&link_address=&link_kind=")
    assert branch_rows(data) == []
    assert link_rows(data) == []
