"""What an expert says about a draft is laid over it, step by step, by the labels on the screen."""

from pathlib import Path

import pytest

from ingest.artefacts import Draft, DraftStep
from kb.demo import filmed
from kb.demo.reading import DemoFileError, DemoSop
from tests.support.make import picture_bytes

HEAD = "key: ask\ntitle: Ask\nlibrary: sales\nowner: dana\ncategory: proposal\nsteps:\n"


def laid_over(folder: Path, corrections: str) -> DemoSop:
    """Those corrections over a draft of four steps."""
    inside = folder / "ask"
    inside.mkdir()
    (inside / "1.png").write_bytes(picture_bytes())
    labels = ["Opportunities", "Request approvl", "Discount (%)", "Submit"]
    steps = [
        DraftStep(
            "action",
            f"Click **{label}**.",
            "Said meanwhile.",
            start_s=at,
            end_s=at + 1,
            target_label=label,
            screenshot="1.png",
            box=(8, 8, 80, 20),
            unsure=["label"],
        )
        for at, label in enumerate(labels)
    ]
    draft = Draft("Ask", "Get it approved.", steps=steps, width=320, height=200)
    (inside / "draft.json").write_text(draft.to_json())
    overlay = folder / "ask.yaml"
    overlay.write_text(HEAD + corrections)
    return filmed.sop_from(overlay, {})


def test_a_label_that_was_read_with_a_slip_is_found_and_put_right(tmp_path: Path) -> None:
    demo = laid_over(tmp_path, "  - {at: Request approval, title: Click **Request approval**}")
    step = demo.document.steps[1]
    assert (step.key, step.title, step.target_label) == ("ask-2", "Click **Request approval**", "Request approval")
    assert step.picture is not None


def test_what_is_not_corrected_stays_as_the_pipeline_wrote_it(tmp_path: Path) -> None:
    demo = laid_over(tmp_path, "  - {at: Submit, body: Wait for the answer.}")
    assert [step.title for step in demo.document.steps][::3] == ["Click **Opportunities**", "Click **Submit**"]
    assert demo.document.purpose == "Get it approved."
    assert all(details["unsure"] == [] for details in demo.step_details.values())


def test_a_step_can_be_left_out_and_another_added(tmp_path: Path) -> None:
    demo = laid_over(
        tmp_path,
        "  - {at: Opportunities, left_out: true}\n"
        "  - {at: Discount (%), title: Enter it}\n"
        "  - {at: Notify me by email, added: true, title: Select **Notify me by email**}\n",
    )
    assert [step.target_label for step in demo.document.steps] == [
        "Request approvl",
        "Discount (%)",
        "Notify me by email",
        "Submit",
    ]


def test_branches_lead_to_labels(tmp_path: Path) -> None:
    demo = laid_over(
        tmp_path, "  - at: Discount (%)\n    kind: decision\n    branches: [{if: above 20%, step: Submit}]\n"
    )
    assert demo.document.steps[2].branches[0].target_key == "ask-4"


def test_a_section_holds_until_the_next(tmp_path: Path) -> None:
    demo = laid_over(tmp_path, "  - {at: Opportunities, section: Find it}\n  - {at: Submit, section: Send it}\n")
    assert [step.section for step in demo.document.steps] == ["Find it", "Find it", "Find it", "Send it"]


def test_a_correction_of_a_step_that_is_not_there_is_an_error_that_says_which(tmp_path: Path) -> None:
    with pytest.raises(DemoFileError, match=r"ask\.yaml: the draft has no step at “Generate PDF”"):
        laid_over(tmp_path, "  - {at: Generate PDF, title: Make it}")


def test_who_writes_the_title_has_written_the_whole_step(tmp_path: Path) -> None:
    demo = laid_over(tmp_path, "  - {at: Opportunities, title: Open the list}\n  - {at: Submit, value: now}\n")
    assert (demo.document.steps[0].body, demo.document.steps[0].note) == ("", "")
    assert (demo.document.steps[3].body, demo.document.steps[3].value) == ("Said meanwhile.", "now")
