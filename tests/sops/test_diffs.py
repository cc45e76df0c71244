"""What changed: words, order, pictures, ways on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sops import diffs
from sops.document import Branch, Document, DocumentStep, Highlight, Link, Picture
from sops.worddiff import compare_texts

STEP = DocumentStep(key="abc", kind="action", title="Enter the discount in **Discount (%)**", body="Up to 15% is fine.")
PICTURE = Picture("a" * 64, 1280, 720, "The dialog", Highlight(0.1, 0.2, 0.3, 0.1))


def document(*keys: str, **fields: object) -> Document:
    steps = [DocumentStep(key=key, kind="action", title=f"Do {key}") for key in keys]
    return Document(key="sop", title="A thing", steps=steps, **fields)  # type: ignore[arg-type]


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_spell_both_texts(old: str, new: str) -> None:
    pieces = compare_texts(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def test_only_the_words_that_changed_are_marked() -> None:
    pieces = compare_texts("Up to 15% the deal desk approves.", "Up to 20% the deal desk approves.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Up to "),
        ("removed", "15%"),
        ("added", "20%"),
        ("same", " the deal desk approves."),
    ]


def test_words_in_a_row_are_one_change() -> None:
    pieces = compare_texts("Choose your own manager in the list.", "Choose the deal desk in the list.")
    assert [piece.text for piece in pieces if piece.kind == "removed"] == ["your own manager"]


def test_a_rewritten_text_is_one_change() -> None:
    pieces = compare_texts("Ask your manager for it by mail.", "Nobody approves this, so go on with the quote.")
    assert [piece.kind for piece in pieces] == ["removed", "added"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"body": "Up to 20% is fine."}, "Description: “15%” became “20%”."),
        ({"body": ""}, "Description removed."),
        ({"note": "Round down."}, "Note added: “Round down.”."),
        ({"branches": [Branch("Above 20%")]}, "“Above 20%” is a new way on."),
        ({"links": [Link("Price list", "https://example.com")]}, "Link added: “Price list”."),
        ({"picture": PICTURE}, "A picture was added."),
        ({"kind": "decision"}, "It is another kind of step now."),
    ],
)
def test_a_change_is_told_in_a_sentence(change: dict[str, object], sentence: str) -> None:
    told = diffs.step_changes(STEP, replace(STEP, **change))  # type: ignore[arg-type]
    assert [each.sentence for each in told] == [sentence]


def test_a_moved_highlight_is_not_a_new_picture() -> None:
    old = replace(STEP, picture=PICTURE)
    new = replace(STEP, picture=replace(PICTURE, highlight=Highlight(0.5, 0.5, 0.1, 0.1)))
    assert [change.field for change in diffs.step_changes(old, new)] == ["highlight"]
    assert diffs.step_changes(old, old) == []


def test_one_moved_step_is_the_only_one_moved() -> None:
    comparison = diffs.compare(document("a", "b", "c", "d"), document("d", "a", "b", "c"))
    assert [(pair.new.key, pair.status) for pair in comparison.pairs if pair.new] == [
        ("d", "moved"),
        ("a", "same"),
        ("b", "same"),
        ("c", "same"),
    ]


def test_added_and_removed_steps_stand_where_they_belong() -> None:
    comparison = diffs.compare(document("a", "b", "c"), document("a", "x", "c"))
    assert [(pair.status, pair.old_number, pair.new_number) for pair in comparison.pairs] == [
        ("same", 1, 1),
        ("removed", 2, None),
        ("added", None, 2),
        ("same", 3, 3),
    ]


def test_what_is_said_about_the_sop_is_compared_too() -> None:
    old, new = document("a", purpose="To win."), document("a", purpose="To win.", tags=["price"])
    assert [change.field for change in diffs.document_changes(old, new)] == ["tags"]
    assert diffs.compare(old, old).is_empty


KEYS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(KEYS, KEYS)
def test_every_step_of_both_documents_appears_once(old: list[str], new: list[str]) -> None:
    pairs = diffs.compare(document(*old), document(*new)).pairs
    assert [pair.new.key for pair in pairs if pair.new] == new
    assert sorted(pair.old.key for pair in pairs if pair.old) == sorted(old)
