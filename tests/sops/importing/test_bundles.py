"""A bundle of an SOP, imported elsewhere, is the same SOP."""

import dataclasses
import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from access.models import Library
from sops.document import Document
from sops.importing import Found, ImportRefused, Source, read
from sops.models import GlossaryTerm, Sop, Version
from sops.pictures import store_picture
from sops.services import bundling, editing, moving, publishing, taking
from sops.services.importing import create_sop_from_document
from tests.support.cast import Cast, gather
from tests.support.files import zip_with
from tests.support.make import make_sop, picture_bytes, step_of

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=("Cs", "Cc")), max_size=40)
NAMES = WORDS.map(lambda text: text.strip() or "Name")
SIDES = st.floats(0, 0.5).map(lambda side: round(side, 4))
BOX = st.fixed_dictionaries({"x": SIDES, "y": SIDES, "width": SIDES, "height": SIDES})
MARK = st.builds(
    lambda kind, box, text: {"kind": kind, **box, "text": text}, st.sampled_from(["box", "text"]), BOX, WORDS
)
COLOURS = st.sampled_from(["", "navy", "red", "green"])
LINK = st.one_of(
    st.builds(lambda label: {"label": label, "url": "https://example.com/a", "kind": "policy"}, NAMES),
    st.builds(lambda label: {"label": label, "sop_key": "second", "kind": "sop"}, NAMES),
)
BRANCH = st.one_of(
    st.builds(lambda text, at: {"condition": text, "target_kind": "step", "at": at}, NAMES, st.integers(0, 9)),
    st.builds(lambda text: {"condition": text, "target_kind": "sop", "target_key": "second"}, NAMES),
    st.builds(lambda text: {"condition": text}, NAMES),
)
STEP = st.fixed_dictionaries(
    {
        "title": NAMES,
        "body": st.one_of(WORDS.map(str.strip), st.just("See /sops/second/ and [it](/s/step0)")),
        "section": WORDS.map(str.strip),
        "note": WORDS.map(str.strip),
        "note_kind": st.sampled_from(["", "tip", "caution"]),
        "kind": st.sampled_from(["action", "decision", "note", "caution"]),
        "branches": st.lists(BRANCH, max_size=3),
        "links": st.lists(LINK, max_size=2),
        "troubleshooting": st.lists(st.fixed_dictionaries({"symptom": NAMES, "fix": NAMES}), max_size=2),
        "colour": COLOURS,
        "highlight": st.one_of(st.none(), BOX),
        "annotations": st.lists(MARK, max_size=2),
    }
)
ABOUT = st.fixed_dictionaries(
    {
        "title": NAMES,
        "purpose": WORDS,
        "prerequisites": st.lists(NAMES, max_size=3),
        "notes": st.lists(NAMES, max_size=2),
        "tags": st.lists(NAMES, max_size=2),
        "minutes": st.one_of(st.none(), st.integers(1, 90)),
        "links": st.lists(LINK, max_size=2),
        "steps": st.lists(STEP, min_size=1, max_size=6),
    }
)


def document_from(said: dict[str, Any], key: str) -> tuple[Document, dict[str, bytes]]:
    """A document as data, with the pictures it shows."""
    from sops.pictures import sha256_of

    steps, pictures = [], {}
    name = "step" if key == "first" else "other"
    for number, step in enumerate(said["steps"]):
        step = dict(step)
        colour, highlight, marks = step.pop("colour"), step.pop("highlight"), step.pop("annotations")
        if colour:
            content = picture_bytes(colour=colour)
            pictures[sha256_of(content)] = content
            about = {"highlight": highlight, "annotations": marks, "alt": "A"}
            step["picture"] = {"sha256": sha256_of(content), "width": 320, "height": 200, **about}
        branches = [dict(branch) for branch in step["branches"]]
        for branch in branches:
            if "at" in branch:
                branch["target_key"] = f"{name}{branch.pop('at') % len(said['steps'])}"
        steps.append({**step, "branches": branches, "key": f"{name}{number}"})
    return Document.from_json_dict({**said, "key": key, "steps": steps}), pictures


def in_common_keys(documents: list[Document]) -> list[Document]:
    """With keys that say only which place they name: documents that are equal but for keys are equal."""
    keys = {}
    for at, document in enumerate(documents):
        keys |= {document.key: f"sop-{at}"}
        keys |= {step.key: f"sop-{at}-{number}" for number, step in enumerate(document.steps)}
    return [taking.rekeyed(document, keys) for document in documents]


class BundlesKeepEverything(TestCase):
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ABOUT, ABOUT, st.booleans())
    def test_export_and_import_elsewhere_give_an_equal_sop(
        self, first: dict[str, Any], second: dict[str, Any], keys_are_free: bool
    ) -> None:
        people = gather()
        made = []
        for said, key in ((first, "first"), (second, "second")):
            document, pictures = document_from(said, key)
            made.append(
                create_sop_from_document(document=document, library=people.sales, by=people.adam, pictures=pictures)
            )
        before = [publishing.document_of(sop) for sop in made]
        bundle = bundling.bundle_of(made, draft=True)
        if keys_are_free:
            Sop.objects.all().delete()
        taken = taking.take(read(Source("b.zip", bundle)), library=people.desk, by=people.adam)
        after = [publishing.document_of(sop) for sop in taken]
        if keys_are_free:
            assert after == before
        assert in_common_keys(after) == in_common_keys(before)
        again = bundling.bundle_of(taken, draft=True)
        if keys_are_free:
            assert again == bundle


def elsewhere(bundle: bytes, library: Library, by: Any) -> list[Sop]:
    return taking.take(read(Source("a.stepmark.zip", bundle)), library=library, by=by)


def test_pictures_words_and_glossary_come_along(cast: Cast) -> None:
    GlossaryTerm.objects.create(library=cast.sales, term="Deal desk", definition="They approve.", aliases=["DD"])
    GlossaryTerm.objects.create(library=cast.sales, term="Churn", definition="Not used here.")
    sop = make_sop(cast.sales, cast.adam, steps=["Ask the deal desk"], publish=False)
    words = [{"text": "Discount", "box": [0.1, 0.1, 0.2, 0.1]}]
    shot = store_picture(sop=sop, content=picture_bytes(), words=words)
    editing.update_step(step=step_of(sop), by=cast.adam, screenshot=shot)
    publishing.publish(sop=sop, by=cast.adam)
    (copy,) = elsewhere(bundling.bundle_of([Sop.objects.get(pk=sop.pk)]), cast.desk, cast.adam)
    assert copy.screenshots.get().words == words
    assert [term.term for term in GlossaryTerm.objects.filter(library=cast.desk)] == ["Deal desk"]
    assert not copy.is_published


def test_earlier_versions_come_along_where_they_are_wanted(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.adam, steps=["One", "Two"])
    editing.update_step(step=step_of(sop), by=cast.adam, title="Changed")
    publishing.publish(sop=sop, by=cast.adam, note="New limit")
    sop.refresh_from_db()
    bundle = bundling.bundle_of([sop], with_versions=True)
    (copy,) = elsewhere(bundle, cast.desk, cast.adam)
    assert [(version.number, version.note) for version in copy.versions.all()] == [(2, "New limit"), (1, "")]
    old = copy.versions.get(number=1)
    assert old.is_intact
    assert [step.title for step in old.document.steps] == ["One", "Two"]
    assert old.document.steps[0].key == copy.steps.first().key
    assert old.published_at == sop.versions.get(number=1).published_at
    assert publishing.publish(sop=copy, by=cast.adam).number == 3


def test_the_owner_is_found_by_name_among_those_who_may_own_it(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.adam, owner=cast.ed)
    (copy,) = elsewhere(bundling.bundle_of([sop]), cast.sales, cast.adam)
    assert copy.owner == cast.ed
    (elsewhere_copy,) = elsewhere(bundling.bundle_of([sop]), cast.desk, cast.adam)
    assert elsewhere_copy.owner == cast.adam


def test_a_step_that_two_sops_of_a_bundle_show_is_two_steps_there(cast: Cast) -> None:
    first = make_sop(cast.sales, cast.adam, "First")
    second = make_sop(cast.sales, cast.adam, "Second")
    step = step_of(first)
    moving.move_steps(steps=[step], to=second, by=cast.adam)
    publishing.publish(sop=second, by=cast.adam)
    bundle = bundling.bundle_of(Sop.objects.order_by("title").select_related("current_version"))
    one, two = elsewhere(bundle, cast.desk, cast.adam)
    assert one.steps.count() == 3
    assert two.steps.count() == 4


def damaged(bundle: bytes, **changes: Any) -> Source:
    archive = zipfile.ZipFile(BytesIO(bundle))
    index = json.loads(archive.read("bundle.json")) | changes
    rest: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist() if name != "bundle.json"}
    return Source("a.zip", zip_with({"bundle.json": json.dumps(index), **rest}))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"schema": 99}, "newer Stepmark"),
        ({"document_schema": 99}, "newer Stepmark"),
        ({"format": "other"}, "newer Stepmark"),
        ({"sops": []}, "holds no SOP"),
        ({"sops": [{}]}, "one of its SOPs can't be read"),
        ({"sops": [{"document": {"key": "k"}}]}, "one of its SOPs can't be read"),
        (
            {
                "sops": [
                    {
                        "document": {
                            "key": "k",
                            "title": "T",
                            "steps": [{"key": "a", "kind": "action", "title": "x"}] * 2,
                        }
                    }
                ]
            },
            "can't be read",
        ),
        ({"sops": [{"document": {"key": "k", "title": 7, "steps": []}}]}, "can't be read"),
        ({"sops": "x"}, "holds no SOP"),
        ({"glossary": [{}]}, "glossary can't be read"),
    ],
)
def test_a_damaged_bundle_is_refused_in_a_sentence(cast: Cast, changes: dict[str, Any], sentence: str) -> None:
    bundle = bundling.bundle_of([make_sop(cast.sales, cast.ed)])
    with pytest.raises(ImportRefused, match=sentence):
        read(damaged(bundle, **changes))


def test_a_picture_that_is_not_what_its_name_says_is_left_out(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    shot = store_picture(sop=sop, content=picture_bytes())
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=shot)
    archive = zipfile.ZipFile(BytesIO(bundling.bundle_of([sop])))
    files: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    files[f"pictures/{shot.sha256}.png"] = picture_bytes(colour="red")
    found: Found = read(Source("a.zip", zip_with(files)))
    assert found.sops[0].pictures == {}
    assert found.left_out[0].startswith("A picture was left out: it is not the one that its name")
    assert found.left_out[1] == "“Request a discount”: 1 picture is missing."


def test_versions_of_documents_with_new_fields_keep_their_hash(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    (copy,) = elsewhere(bundling.bundle_of([sop], with_versions=True), cast.desk, cast.adam)
    version = Version.objects.get(sop=copy)
    assert version.content_hash == dataclasses.replace(version.document).content_hash()
