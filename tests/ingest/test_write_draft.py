"""The writer as a whole: actions and narration in, the text of a draft out."""

import pytest

from ingest.artefacts import Action, Actions, Draft, Probe, Sentence, Shot, Shots, TextLine, Transcript
from ingest.stages import draft, write
from ingest.stages.base import Workspace
from ingest.stages.words import masking, sentences
from ingest.stages.writing import composing


def said(*lines):
    """Sentences from (start, end, text)."""
    spoken = [
        Sentence(start, end, text, sentences.words_of(text, start, end)) for start, end, text in map(tuple, lines)
    ]
    return Transcript("en", "speech", spoken)


def did(kind, label, at, value="", **more):
    """An action of three seconds."""
    return Action(kind, at, at + 1.0, at + 3.0, at + 0.5, box=(10, 10, 90, 30), label=label, value=value, **more)


def composed(heard, *actions, **more):
    return composing.compose(heard, Actions(list(actions), **more)).draft


SILENT = Transcript("", "none", warnings=["No narration."])


@pytest.mark.parametrize(
    ("action", "title"),
    [
        (did("navigate", "Orders", 1), "Open **Orders**"),
        (did("click", "Save", 1), "Click **Save**"),
        (did("type", "Amount", 1, "52500"), "Enter **52500** in **Amount**"),
        (did("select", "Stage", 1, "Closed"), "Set **Stage** to **Closed**"),
        (did("select", "More actions", 1, "Clone", role="menu"), "Click **More actions** and choose **Clone**"),
        (did("drag", "Osprey", 1, drop_label="Won"), "Drag **Osprey** to **Won**"),
        (did("click", "Notify me", 1, role="checkbox"), "Select **Notify me**"),
        (did("click", "Notify me", 1, "off", role="checkbox"), "Clear **Notify me**"),
        (did("type", "Password", 1, is_secret=True), "Enter your password in **Password**"),
        (did("type", "", 1, "abc"), "Enter **abc**"),
        (did("click", "", 1), "Click the marked place"),
        (did("type", "Name", 1, "a_b*c"), "Enter **a\\_b\\*c** in **Name**"),
    ],
)
def test_every_action_has_its_sentence(action, title):
    assert composed(SILENT, action).steps[0].title == title


def test_sentences_stay_short_whatever_was_typed():
    step = composed(SILENT, did("type", "Comments " * 9, 1, "very long " * 40)).steps[0]
    assert len(step.title) <= 110
    assert step.value == "very long " * 40


def test_what_has_no_name_on_the_screen_is_called_as_it_was_said():
    draft = composed(said((1, 3, "Now click the gear icon up here.")), did("click", "", 1))
    assert draft.steps[0].title == "Click the gear icon"


def test_opening_words_become_title_purpose_and_context():
    heard = said(
        (0, 4, "Hi everyone, today I'll show you how to return a faulty device."),
        (4, 7, "You do this whenever a customer sends one back."),
        (7, 9, "Before you start, make sure you have the serial number."),
    )
    made = composed(heard, did("click", "New return", 10))
    assert made.title == "Return a faulty device"
    assert made.when_to_use == "Whenever a customer sends one back."
    assert made.purpose == "Return a faulty device whenever a customer sends one back."
    assert made.prerequisites == ["Make sure you have the serial number."]


def test_a_rule_goes_to_the_step_in_whose_stretch_it_was_said():
    heard = said((10, 13, "If the amount is above five thousand, choose Director as approver."))
    made = composed(heard, did("click", "Edit", 1), did("type", "Amount", 9, "7000"), did("click", "Save", 20))
    assert [bool(step.note) for step in made.steps] == [False, True, False]
    assert made.steps[1].note_kind == "decision"


def test_a_rule_goes_to_the_step_whose_name_it_mentions():
    heard = said((14, 17, "Never leave the delivery date empty."))
    made = composed(heard, did("type", "Delivery date", 6, "1 May"), did("type", "Remarks", 13, "x"))
    assert made.steps[0].note == "Never leave the **Delivery date** empty."


def test_a_rule_goes_on_in_the_next_sentence():
    heard = said(
        (2, 4, "If the list doesn't show the order, your filter hides it."),
        (4, 5, "Reload the page."),
        (5, 6, "Then click Next."),
    )
    made = composed(heard, did("click", "Orders", 1), did("click", "Next", 5))
    assert made.steps[0].note == "If the list doesn't show the order, your filter hides it. Reload the page."


def test_names_in_a_rule_are_as_on_the_screen():
    heard = said((2, 5, "If the order is large, the deal desk has to approve it, so choose Commit."))
    made = composed(heard, did("select", "Approver", 1, "Deal desk"), did("select", "Category", 12, "Commit"))
    assert made.steps[0].note == "If the order is large, the **Deal desk** has to approve it, so choose **Commit**."


def test_reasons_become_the_text_of_the_step():
    heard = said((1, 4, "Type the full legal name, because the contract is made from it."))
    assert composed(heard, did("type", "Account name", 1, "Acme")).steps[0].body == (
        "Type the full legal name, because the contract is made from it."
    )


def test_what_only_repeats_the_action_is_left_out():
    step = composed(said((1, 3, "So now I'm going to click on save.")), did("click", "Save", 1)).steps[0]
    assert (step.body, step.note) == ("", "")


def test_a_slip_that_is_taken_back_is_no_step():
    heard = said((5, 6, "Oops, wrong field."), (6, 8, "Let me delete that."))
    made = composed(heard, did("type", "Street", 3, "555"), did("type", "Phone", 9, "555"))
    assert [step.target_label for step in made.steps] == ["Phone"]


def test_a_slip_that_was_not_seen_costs_no_other_step():
    heard = said((8, 10, "Oops, wrong field, that's the street."))
    assert len(composed(heard, did("type", "Website", 5, "acme.example"), did("type", "Phone", 12, "555")).steps) == 2
    heard = said((12, 13, "Oops, wrong button."))
    assert len(composed(heard, did("click", "Website", 5), did("click", "Phone", 14)).steps) == 2


def test_a_warning_of_slips_drops_nothing():
    heard = said((5, 8, "If you picked the wrong field, press Undo."))
    assert len(composed(heard, did("type", "Street", 3, "1 Main St"), did("click", "Save", 9)).steps) == 2


def test_misheard_names_are_written_as_on_the_screen():
    heard = said((1, 5, "Never close hard bar view clinics before it is saved."))
    made = composed(heard, did("click", "Hardbar View Clinics", 1))
    assert "Hardbar View Clinics" in made.steps[0].note


def test_what_is_said_while_a_secret_is_typed_is_not_used():
    heard = said((1, 4, "Always type tulip garden nine in lower case."), (8, 10, "Never share it with anyone."))
    made = composed(heard, did("type", "Password", 1, is_secret=True), did("click", "Sign in", 7))
    assert "tulip" not in made.to_json().lower()
    assert "Never share it" in made.steps[1].note


def test_a_secret_that_was_overlooked_is_left_out():
    made = composed(SILENT, did("type", "API key", 1, "tulip-garden-nine"))
    assert "tulip" not in made.to_json()


def test_talk_over_a_picture_that_does_not_change():
    heard = said(
        (0, 4, "I just want to explain our refund policy."),
        (5, 8, "Up to fifty euros you decide yourself."),
        (9, 12, "Never promise a refund on the phone."),
    )
    made = composed(heard)
    assert made.title == "Refund policy"
    assert [step.kind for step in made.steps] == ["note", "caution"]
    assert {step.action for step in made.steps} == {""}
    assert made.needs_review
    assert made.warnings == [composing.STEPS_ONLY_SAID]


def test_a_stray_change_during_a_talk_is_no_action():
    talk = "Up to ten percent you decide yourself and above that the deal desk has to approve it. " * 4
    heard = said((0, 4, "I want to explain our discount policy."), (4, 40, talk))
    made = composed(heard, did("click", "Pipeline", 20, confidence=0.5))
    assert {step.action for step in made.steps} == {""}


def test_an_action_that_is_spoken_of_stays_whatever_its_doubt():
    talk = "Up to ten percent you decide yourself and above that the deal desk has to approve it. " * 4
    heard = said((0, 4, "I want to explain our discount policy."), (4, 19, talk), (19, 22, "Now open the Pipeline."))
    made = composed(heard, did("click", "Pipeline", 20, confidence=0.5))
    assert [step.action for step in made.steps] == ["click"]


def test_a_silent_recording_is_named_by_its_buttons():
    made = composed(SILENT, did("click", "Change owner", 1), did("select", "New owner", 5, "Ines"))
    assert (made.title, made.purpose, made.warnings) == ("Change owner", "", ["No narration."])


def test_nothing_at_all_is_said_so():
    made = composed(SILENT)
    assert (made.steps, made.needs_review) == ([], True)
    assert composing.NOTHING_FOUND in made.warnings


def test_doubts_are_named():
    step = composed(SILENT, did("type", "Amount", 1, label_confidence=0.4)).steps[0]
    assert step.unsure == ["label", "value"]


def test_text_and_pictures_come_together(tmp_path):
    workspace = Workspace(folder=tmp_path, recording=tmp_path / "recording.mp4")
    slip, kept = did("type", "Street", 3, "555"), did("type", "Phone", 9, "555")
    workspace.write("probe.json", Probe(1280, 720, 20.0, True, "h264", warnings=["Incomplete."]))
    workspace.write("transcript.json", said((5, 6, "Oops, wrong field.")))
    workspace.write("actions.json", Actions([slip, kept]))
    shown = [TextLine("Password: hunter2", (0, 0, 9, 9), 1.0)]
    workspace.write("shots.json", Shots([Shot(0, 3.5, "0.png"), Shot(1, 9.5, "1.png", shown)]))
    write.stage.run(workspace)
    draft.stage.run(workspace)
    made = workspace.read("draft.json", Draft)
    assert [(step.target_label, step.screenshot, step.screenshot_s) for step in made.steps] == [("Phone", "1.png", 9.5)]
    assert made.steps[0].words[0].text == f"Password: {masking.MASK}"
    assert (made.width, made.duration_s, made.warnings) == (1280, 20.0, ["Incomplete."])
