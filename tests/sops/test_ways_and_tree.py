"""Decisions: circles must be meant, and the tree shows every way."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sops.document import Branch, Document, DocumentStep
from sops.models import Sop
from sops.problems import problems_of_ways
from sops.rows import BranchRow
from sops.services import editing, publishing
from sops.tree import tree_of
from sops.tree.layout import WIDTH
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


def document(*branches: list[Branch], kinds: str = "") -> Document:
    """Steps s1, s2 … with these branches."""
    steps = [
        DocumentStep(key=f"s{at}", kind="decision" if ways else "action", title=f"Step {at}", branches=ways)
        for at, ways in enumerate(branches, start=1)
    ]
    return Document(key="k", title="T", steps=steps)


def test_a_way_forward_is_no_circle() -> None:
    assert problems_of_ways(document([Branch("A", "step", "s3"), Branch("B", "step", "s2")], [], [])) == []


def test_a_way_back_that_isnt_said_to_be_one_is_a_circle() -> None:
    ways = document([], [Branch("Not yet", "step", "s1"), Branch("Yes", "end")])
    (problem,) = problems_of_ways(ways)
    assert problem == (
        "Step 2: the branch “Not yet” leads to step 1, and from there comes here again. "
        "If readers should go back, choose “Back to step 1”; else lead it on."
    )


def test_a_way_back_that_is_meant_is_fine() -> None:
    assert problems_of_ways(document([], [Branch("Not yet", "step", "s1", is_back=True)])) == []


def test_a_way_to_itself_is_a_circle() -> None:
    assert "leads to itself" in problems_of_ways(document([Branch("Again", "step", "s1")]))[0]


def test_an_earlier_step_from_which_nobody_comes_back_is_no_circle() -> None:
    """s1 decides between s3 and the end; s3 sends to s2, which ends."""
    ways = document([Branch("A", "step", "s3")], [Branch("Done", "end")], [Branch("B", "step", "s2")])
    assert problems_of_ways(ways) == []


def test_a_circle_blocks_publishing_with_a_clear_sentence(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    branch = {"condition": "Not yet", "target_kind": "step", "target_key": step_of(sop, 1).key}
    editing.update_step(step=step_of(sop, 3), by=cast.ed, kind="decision", branches=[branch])
    with pytest.raises(ValidationError, match="Back to step 1"):
        publishing.publish(sop=sop, by=cast.ed)
    editing.update_step(step=step_of(sop, 3), by=cast.ed, branches=[branch | {"is_back": True}])
    publishing.publish(sop=sop, by=cast.ed)
    html = client_of(cast.rosa).get(f"/sops/{sop.key}/").content.decode()
    assert "Go back to step 1" in html


def test_the_form_keeps_what_goes_back() -> None:
    row = BranchRow("Not yet", "back:abc")
    assert row.to_dict() == {"condition": "Not yet", "target_kind": "step", "target_key": "abc", "is_back": True}
    assert BranchRow.of(row.to_dict(), {}) == row


def test_an_sop_without_branches_has_no_tree() -> None:
    assert tree_of(document([], []), {}) is None


def test_the_tree_names_every_way_and_leads_to_its_step() -> None:
    ways = document(
        [],
        [
            Branch("Enterprise", "step", "s5"),
            Branch("Small", "end"),
            Branch("Other", "sop", "x"),
            Branch("Lost", "step", "no"),
        ],
        [],
        [],
        [Branch("No", "step", "s2", is_back=True)],
    )
    tree = tree_of(ways, {"x": ("Price list", "/sops/x/")})
    assert tree is not None
    said = {node.row.text: node.row.href for node in tree.nodes}
    assert said["Enterprise → step 5"] == "#s-s5"
    assert said["Small → done"] == ""
    assert said["Other → Price list"] == "/sops/x/"
    assert said["Lost → a step that is gone"] == ""
    assert said["No → back to 2"] == "#s-s2"
    assert [line.kind for line in tree.lines if line.kind != "next"] == ["jump", "back"]


def test_plain_steps_in_a_row_are_one() -> None:
    tree = tree_of(document([], [], [], [], [Branch("A", "end")]), {})
    assert tree is not None
    assert tree.nodes[0].row.text == "1–4  Step 1 …"


@given(st.lists(st.lists(st.integers(1, 12), max_size=4), min_size=1, max_size=12))
def test_nothing_of_a_tree_lies_outside_its_picture(targets: list[list[int]]) -> None:
    made = document(*[[Branch(f"to {to}", "step", f"s{to}", is_back=True) for to in ways] for ways in targets])
    tree = tree_of(made, {})
    if tree is None:
        return
    for node in tree.nodes:
        assert node.x >= 0
        assert node.x + node.width <= WIDTH
        assert node.y + node.height <= tree.height
    for line in tree.lines:
        assert all(float(number) >= 0 for number in re.findall(r"-?\d+\.?\d*", line.path))


def test_page_and_editor_show_the_tree_with_text_as_text(cast: Cast) -> None:
    """Case 22: conditions are text, in the drawing too; case 38: nothing inline."""
    sop: Sop = make_sop(cast.sales, cast.ed, publish=False)
    branch: dict[str, Any] = {"condition": '<img src=x onerror="1">', "target_kind": "end", "target_key": ""}
    editing.update_step(step=step_of(sop, 2), by=cast.ed, kind="decision", branches=[branch])
    publishing.publish(sop=sop, by=cast.ed)
    page = client_of(cast.rosa).get(f"/sops/{sop.key}/").content.decode()
    piece = client_of(cast.ed).get(f"/sops/{sop.key}/edit/tree").content.decode()
    for html in (page, piece):
        assert "tree-picture" in html
        assert "<img src=x" not in html
        assert "style=" not in html[html.index("tree-picture") : html.index("</svg>", html.index("tree-picture"))]
