"""Fields that documents got later: they travel everywhere, and change nothing for documents that don't use them."""

import dataclasses
import hashlib
import json

import pytest
from django.core.exceptions import ValidationError

from sops.document import Annotation, Branch, Document, DocumentStep, Fix, Highlight, Link, Picture
from sops.pictures import sha256_of, store_picture
from sops.services import editing, publishing, reshaping, versions
from sops.services.importing import create_sop_from_document
from sops.services.publishing import document_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

# Written by hand from the first schema: what was hashed before the later fields came.
FIRST = {
    "key": "k1",
    "title": "Title",
    "purpose": "",
    "when_to_use": "",
    "who": "",
    "prerequisites": [],
    "expected_result": "",
    "notes": [],
    "minutes": None,
    "category": "",
    "tags": [],
    "owner": "",
    "links": [{"label": "L", "url": "https://example.com", "sop_key": "", "kind": "form"}],
    "steps": [
        {
            "key": "s1",
            "kind": "decision",
            "title": "Which?",
            "body": "",
            "section": "",
            "note": "",
            "note_kind": "",
            "action": "",
            "target_label": "",
            "value": "",
            "branches": [{"condition": "Yes", "target_kind": "end", "target_key": ""}],
            "sub_sop_key": "",
            "links": [],
            "picture": {
                "sha256": "a" * 64,
                "width": 10,
                "height": 10,
                "alt": "",
                "highlight": {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2},
            },
        }
    ],
}
MARKS = [
    {"kind": "box", "x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2, "text": ""},
    {"kind": "arrow", "x": 0.9, "y": 0.9, "width": -0.3, "height": -0.2, "text": ""},
    {"kind": "number", "x": 0.5, "y": 0.5, "width": 0.0, "height": 0.0, "text": "1"},
    {"kind": "text", "x": 0.2, "y": 0.7, "width": 0.3, "height": 0.1, "text": "Here"},
]
FIXES = [{"symptom": "The button is grey", "fix": "Save the deal first."}]


def full() -> Document:
    step = DocumentStep(
        key="s1",
        kind="decision",
        title="Which?",
        branches=[Branch("Not yet", "step", "s1", is_back=True)],
        picture=Picture("a" * 64, 10, 10, "", Highlight(0.1, 0.1, 0.2, 0.2), [Annotation(**mark) for mark in MARKS]),
        troubleshooting=[Fix(**fix) for fix in FIXES],
    )
    return Document(key="k1", title="Title", steps=[step], troubleshooting=[Fix(**fix) for fix in FIXES])


def test_a_document_without_the_later_fields_is_the_same_as_before_them() -> None:
    document = Document.from_json_dict(FIRST)
    assert document.to_json_dict() == FIRST
    canonical = json.dumps(FIRST, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert document.content_hash(schema=1) == hashlib.sha256(canonical.encode()).hexdigest()
    assert document.content_hash() == dataclasses.replace(document, owner="Somebody else").content_hash()


def test_a_document_with_the_later_fields_is_read_as_it_was_written() -> None:
    document = full()
    assert Document.from_json_dict(json.loads(json.dumps(document.to_json_dict()))) == document


@pytest.mark.parametrize(
    "less",
    [
        {"steps": [DocumentStep(key="s1", kind="decision", title="Which?")]},
        {"troubleshooting": []},
    ],
)
def test_a_later_field_that_is_used_counts_in_the_hash(less: dict[str, object]) -> None:
    assert dataclasses.replace(full(), **less).content_hash() != full().content_hash()  # type: ignore[arg-type]


def test_an_sop_that_doesnt_use_them_keeps_its_version(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    assert "troubleshooting" not in sop.current_version.data
    assert publishing.publish(sop=sop, by=cast.ed).number == 1


def test_they_go_from_rows_to_versions_and_back(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    shot = store_picture(sop=sop, content=picture_bytes())
    branches = [{"condition": "Again", "target_kind": "step", "target_key": step_of(sop).key, "is_back": True}]
    links = [{"label": "Form", "url": "https://example.com/form", "sop_key": "", "kind": "form"}]
    editing.update_step(
        step=step_of(sop, 2),
        by=cast.ed,
        screenshot=shot,
        annotations=MARKS,
        troubleshooting=FIXES,
        branches=branches,
        links=links,
    )
    editing.update_sop(sop=sop, by=cast.ed, troubleshooting=FIXES)
    version = publishing.publish(sop=sop, by=cast.ed)
    assert version.document.troubleshooting == [Fix(**FIXES[0])]
    editing.update_step(step=step_of(sop, 2), by=cast.ed, annotations=[], troubleshooting=[], branches=[])
    editing.update_sop(sop=sop, by=cast.ed, troubleshooting=[])
    versions.restore(sop=sop, version=version, by=cast.ed)
    sop.refresh_from_db()
    assert document_of(sop).content_hash() == version.content_hash
    step = step_of(sop, 2)
    assert (step.annotations, step.troubleshooting, step.branches, step.links) == (MARKS, FIXES, branches, links)


def test_an_import_takes_them_along(cast: Cast) -> None:
    content = picture_bytes()
    step = full().steps[0]
    picture = dataclasses.replace(step.picture, sha256=sha256_of(content), width=320, height=200)  # type: ignore[type-var]
    document = dataclasses.replace(full(), steps=[dataclasses.replace(step, picture=picture, branches=[])])
    sop = create_sop_from_document(
        document=document, library=cast.sales, by=cast.ed, pictures={sha256_of(content): content}
    )
    assert document_of(sop).steps == document.steps
    assert document_of(sop).troubleshooting == document.troubleshooting


def test_a_merged_step_keeps_the_troubleshooting_of_both(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop, 1), by=cast.ed, troubleshooting=FIXES)
    editing.update_step(step=step_of(sop, 2), by=cast.ed, troubleshooting=[{"symptom": "No answer", "fix": "Wait."}])
    reshaping.merge_with_next(step=step_of(sop, 1), by=cast.ed)
    assert [fix["symptom"] for fix in step_of(sop).troubleshooting] == ["The button is grey", "No answer"]


@pytest.mark.parametrize(
    "mark",
    [
        {"kind": "blob", "x": 0.1, "y": 0.1},
        {"kind": "box", "x": 0.9, "y": 0.1, "width": 0.2, "height": 0.1},
        {"kind": "arrow", "x": 0.1, "y": 0.1, "width": -0.2, "height": 0.0},
        {"kind": "box", "x": "0.1", "y": 0.1},
        {"kind": "box", "x": float("nan"), "y": 0.1},
        {"kind": "text", "x": 0.1, "y": 0.1, "text": "x" * 121},
        {"kind": "box", "x": 0.1, "y": 0.1, "onload": "x"},
        "box",
    ],
)
def test_a_mark_that_cant_be_drawn_is_refused(cast: Cast, mark: object) -> None:
    sop = make_sop(cast.sales, cast.ed)
    with pytest.raises(ValidationError):
        editing.update_step(step=step_of(sop), by=cast.ed, annotations=[mark])


def test_troubleshooting_needs_both_sides(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    with pytest.raises(ValidationError, match="both"):
        editing.update_sop(sop=sop, by=cast.ed, troubleshooting=[{"symptom": "Grey", "fix": " "}])


def test_a_link_of_another_kind_is_known(cast: Cast) -> None:
    assert Link("Form", "https://example.com", kind="form").kind == "form"
    with pytest.raises(ValidationError, match="not known"):
        editing.update_sop(
            sop=make_sop(cast.sales, cast.ed), by=cast.ed, links=[{"label": "x", "url": "", "kind": "spell"}]
        )
