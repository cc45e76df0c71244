"""A draft of the pipeline becomes an SOP whose every fact keeps its place and its doubt."""

from pathlib import Path

import pytest
from PIL import Image

from ingest import drafting
from ingest.artefacts import Draft, DraftStep, TextLine
from ingest.models import Recording
from sops.models import Sop, Step
from tests.support.cast import Cast
from tests.support.make import make_sop
from tests.support.recordings import make_job


@pytest.fixture
def recording(cast: Cast) -> Recording:
    return make_job(cast.sales, cast.ed, "Discount approval.mp4").recording


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for name, colour in (("1.png", "navy"), ("2.png", "teal")):
        Image.new("RGB", (400, 200), colour).save(tmp_path / name)
    return tmp_path


def step(**facts: object) -> DraftStep:
    return DraftStep(**{"kind": "action", "title": "Click **Save**", "body": "", "start_s": 1.0, "end_s": 2.5, **facts})  # type: ignore[arg-type]


def made(draft: Draft, pictures: Path, recording: Recording) -> tuple[Sop, list[Step]]:
    sop = drafting.create_sop(draft=draft, pictures=pictures, recording=recording)
    return sop, list(sop.steps.present())


def draft_of(*steps: DraftStep, **facts: object) -> Draft:
    defaults = {
        "title": "Save a deal",
        "purpose": "",
        "steps": list(steps),
        "width": 400,
        "height": 200,
        "duration_s": 79.0,
    }
    return Draft(**{**defaults, **facts})  # type: ignore[arg-type]


def test_the_sop_belongs_to_the_library_and_its_maker_and_is_not_published(
    recording: Recording, pictures: Path
) -> None:
    sop, _ = made(
        draft_of(step(), purpose="Keep it.", who="Account executives", prerequisites=["An open deal"]),
        pictures,
        recording,
    )
    assert (sop.library, sop.owner, sop.source, sop.is_published) == (
        recording.library,
        recording.uploaded_by,
        "recording",
        False,
    )
    assert (sop.purpose, sop.who, sop.prerequisites, sop.minutes) == (
        "Keep it.",
        "Account executives",
        ["An open deal"],
        1,
    )
    assert sop.history.first().history_user == recording.uploaded_by


def test_boxes_and_words_become_fractions_of_the_picture(recording: Recording, pictures: Path) -> None:
    shown = step(
        screenshot="1.png",
        box=(100, 50, 200, 40),
        target_label="Save",
        words=[TextLine("Save", (120, 60, 40, 10), 0.9)],
    )
    _, (first,) = made(draft_of(shown), pictures, recording)
    assert first.highlight == {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.2}
    assert first.screenshot.words == [{"text": "Save", "box": [0.3, 0.3, 0.1, 0.05]}]
    assert first.alt == "Screen with “Save” marked"


def test_a_box_that_hangs_over_the_edge_is_cut_there(recording: Recording, pictures: Path) -> None:
    _, (first,) = made(draft_of(step(screenshot="1.png", box=(-40, 180, 80, 60))), pictures, recording)
    assert first.highlight == pytest.approx({"x": 0.0, "y": 0.9, "width": 0.1, "height": 0.1})


def test_times_evidence_and_doubts_are_kept(recording: Recording, pictures: Path) -> None:
    doubtful = step(
        confidence=0.4, unsure=["value"], evidence=["label:ocr", "kind:pointer"], narration="and save it", value="15"
    )
    _, (first,) = made(draft_of(doubtful), pictures, recording)
    assert (first.start_s, first.end_s, first.confidence, first.unsure) == (1.0, 2.5, 0.4, ["value"])
    assert first.evidence == {"label": "ocr", "kind": "pointer", "said": "and save it"}


def test_notes_cautions_and_decisions_stay_with_their_steps(recording: Recording, pictures: Path) -> None:
    _, steps = made(
        draft_of(
            step(note="Above 20% ask the VP.", note_kind="caution"),
            step(kind="decision", title="Is the customer new?", body="For new business choose A."),
            step(kind="note", title="Keep the quote open", screenshot=""),
        ),
        pictures,
        recording,
    )
    assert [(s.kind, s.note, s.note_kind) for s in steps] == [
        ("action", "Above 20% ask the VP.", "caution"),
        ("decision", "", ""),
        ("note", "", ""),
    ]


def test_one_picture_for_two_steps_is_stored_once(recording: Recording, pictures: Path) -> None:
    sop, _ = made(
        draft_of(step(screenshot="1.png"), step(screenshot="1.png"), step(screenshot="2.png")), pictures, recording
    )
    assert sop.screenshots.count() == 2


def test_two_drafts_of_the_same_recording_have_steps_of_their_own(recording: Recording, pictures: Path) -> None:
    made(draft_of(step(screenshot="1.png")), pictures, recording)
    made(draft_of(step(screenshot="1.png")), pictures, recording)
    assert Step.objects.values("key").distinct().count() == 2


def test_a_spoken_title_becomes_a_link_where_there_is_such_an_sop(
    cast: Cast, recording: Recording, pictures: Path
) -> None:
    known = make_sop(cast.sales, cast.ed, "Create an account")
    make_sop(cast.desk, cast.dee, "Secret rebate")
    spoken = ["create an account", "Secret rebate", "Close the quarter"]
    sop, _ = made(draft_of(step(), suggested_links=spoken, glossary=["MEDDIC: how we qualify"]), pictures, recording)
    assert [(link["label"], link["sop_key"]) for link in sop.links] == [("Create an account", known.key)]
    assert sop.notes == [
        "MEDDIC: how we qualify",
        "Mentioned in the recording: Secret rebate",
        "Mentioned in the recording: Close the quarter",
    ]


def test_without_a_title_the_recording_s_name_is_used(recording: Recording, pictures: Path) -> None:
    sop, _ = made(draft_of(step(), title="  "), pictures, recording)
    assert sop.title == "Discount approval"


def test_what_is_too_long_for_its_field_is_cut(recording: Recording, pictures: Path) -> None:
    sop, (first,) = made(draft_of(step(title="x" * 900, value="y" * 900), title="z" * 900), pictures, recording)
    assert (len(sop.title), len(first.title), len(first.value)) == (200, 300, 300)


def test_a_picture_outside_of_the_folder_is_never_read(recording: Recording, pictures: Path) -> None:
    with pytest.raises(FileNotFoundError):
        made(draft_of(step(screenshot="../../../../etc/passwd")), pictures, recording)
