"""Advice while writing: said where it helps, never in the way, and silent once put aside."""

from typing import Any

import pytest

from sops import advice
from sops.document import Branch, Document, DocumentStep
from sops.models import DismissedAdvice
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of


def rules(title: str = "Open the deal", *, words: Any = (), known: Any = (), **more: Any) -> list[str]:
    step = DocumentStep(key="s", kind=more.pop("kind", "action"), title=title, **more)
    return [one.rule for one in advice.of_step(step, words=None if words is None else list(words), known=set(known))]


@pytest.mark.parametrize(
    ("title", "is_two"),
    [
        ("Click **Save** and close the window", True),
        ("Open the deal, then press **Discount**", True),
        ("Enter the amount; click **Next**", True),
        ("Select the account and the contact", False),
        ("Click **Save and close**", True),
        ("Enter name and address", False),
        ("Look at Terms and Conditions", False),
    ],
)
def test_two_actions_in_one_step(title: str, is_two: bool) -> None:
    assert ("two-actions" in rules(title)) is is_two


@pytest.mark.parametrize(
    ("body", "is_passive"),
    [
        ("The request is approved by the manager.", True),
        ("It was automatically sent.", True),
        ("The manager approves it.", False),
        ("You are ready.", False),
    ],
)
def test_passive_voice(body: str, is_passive: bool) -> None:
    assert ("passive" in rules(body=body)) is is_passive


def test_a_step_without_a_picture() -> None:
    assert "no-picture" in rules(words=None)
    assert "no-picture" not in rules(words=None, kind="note")
    assert "no-picture" not in rules(words=[])


def test_a_term_that_nobody_explained() -> None:
    assert "unknown-term" in rules("Check the MQL")
    assert "unknown-term" not in rules("Check the MQL", known=["mql"])
    assert "unknown-term" not in rules("Click **MQL**")


def test_a_label_that_is_not_on_the_picture() -> None:
    screen = [{"text": "Request", "box": [0, 0, 1, 1]}, {"text": "approval", "box": [0, 0, 1, 1]}]
    assert "label" not in rules("Click **Request approval**", words=screen)
    assert "label" in rules("Click **Ask for approval**", words=screen)
    assert "label" not in rules("Click **Ask for approval**", words=[])  # not read yet


@pytest.mark.parametrize(
    ("count", "has_branch", "said"),
    [
        (10, False, ""),
        (11, False, "5 to 10"),
        (13, False, "without a decision"),
        (30, True, ""),
        (31, True, "20 to 30"),
    ],
)
def test_the_length(count: int, has_branch: bool, said: str) -> None:
    steps = [DocumentStep(key=f"s{at}", kind="action", title="Go") for at in range(count - 1)]
    last = DocumentStep(key="x", kind="decision", title="Which?", branches=[Branch("A")] if has_branch else [])
    found = list(advice.of_document(Document(key="k", title="T", steps=[*steps, last])))
    assert bool(found) is bool(said)
    assert all(said in one.text for one in found)


def test_advice_stands_in_the_editor_can_be_put_aside_and_never_blocks(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, "T", ["Click **Save** and close it", "Ask the QZX"], publish=False)
    shot = store_picture(sop=sop, content=picture_bytes(), words=[{"text": "Cancel", "box": [0, 0, 1, 1]}])
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=shot)
    ed, page = client_of(cast.ed), f"/sops/{sop.key}/edit/advice"
    html = text_of(ed, page)
    for words in ("Two actions in one step", "“Save” was not read", "No picture", "QZX"):
        assert words in html
    form = {"rule": "two-actions", "step": step_of(sop).key}
    ed.post(f"{page}/dismiss", form)
    ed.post(f"{page}/dismiss", form)
    assert "Two actions" not in text_of(client_of(cast.ava), page)
    assert DismissedAdvice.objects.count() == 1
    publishing.publish(sop=sop, by=cast.ed)
    ed.post(f"{page}/dismiss", {"rule": "no such rule"})
    assert DismissedAdvice.objects.count() == 1


def test_a_word_that_other_sops_use_is_known(cast: Cast) -> None:
    make_sop(cast.sales, cast.ed, "Ask the QZX")
    sop = make_sop(cast.sales, cast.ed, "T", ["Ask the QZX"], publish=False)
    assert "QZX" not in text_of(client_of(cast.ed), f"/sops/{sop.key}/edit/advice")
