from dataclasses import replace
from types import SimpleNamespace

import pytest

from ingest.artefacts import Probe, Transcript, Word
from ingest.errors import StageFailed
from ingest.models_found import HOW_TO_ADD, FoundModel
from ingest.stages import hear
from ingest.stages.base import Workspace
from ingest.stages.words import listening

PROBE = Probe(width=640, height=400, duration_s=10.0, has_sound=True, video_codec="h264")


def segment(text, logprob=-0.3, no_speech=0.02):
    return SimpleNamespace(text=text, avg_logprob=logprob, no_speech_prob=no_speech)


@pytest.mark.parametrize(
    ("heard", "trusted"),
    [
        (segment(" Click Save and wait for the message."), True),
        (segment(" ♪♪"), False),
        (segment(" [Music]"), False),
        (segment(" (upbeat music)"), False),
        (segment(" ..."), False),
        (segment(" Thank you.", logprob=-1.2), False),
        (segment(" Thank you.", logprob=-0.7, no_speech=0.8), False),
        (segment(" Thank you.", logprob=-0.2, no_speech=0.8), True),
        (segment(" so you can see" * 30), False),
    ],
)
def test_only_speech_is_trusted(heard, trusted):
    assert listening.is_trustworthy(heard) is trusted


def test_pieces_become_whole_words():
    pieces = [
        SimpleNamespace(word=word, start=at, end=at + 0.2, probability=0.9)
        for at, word in enumerate([" follow", "-up", " 52", ",500", " 10", "%"])
    ]
    for i, piece in enumerate(pieces):
        piece.start, piece.end = 0.2 * i, 0.2 * i + 0.2
    assert [word.text for word in listening._whole_words(pieces)] == ["follow-up", "52,500", "10%"]


def test_words_before_all_speech_come_to_where_it_begins():
    words = [Word(0.0, 9.8, "Click"), Word(9.8, 10.2, "Save.")]
    placed = listening._where_spoken(words, [(9.5, 10.5)])
    assert [word.start_s for word in placed] == [9.0, 9.8]


def test_words_far_from_any_speech_are_dropped():
    assert listening._where_spoken([Word(1.0, 1.5, "Thanks.")], [(40.0, 45.0)]) == []


@pytest.fixture
def workspace(tmp_path):
    made = Workspace(folder=tmp_path, recording=tmp_path / "recording.mp4")
    made.write("probe.json", PROBE)
    return made


def heard_in(workspace):
    hear.stage.run(workspace)
    return workspace.read("transcript.json", Transcript)


def test_without_sound_nobody_is_listened_to(workspace):
    workspace.write("probe.json", replace(PROBE, has_sound=False))
    assert heard_in(workspace).warnings == [hear.NO_NARRATION]


def test_without_a_model_the_draft_says_how_to_add_one(workspace, settings):
    settings.STEPMARK_WHISPER_MODEL = "none"
    heard = heard_in(workspace)
    assert (heard.source, heard.warnings) == ("none", [HOW_TO_ADD])


def test_sound_that_cannot_be_decoded_does_not_end_the_draft(workspace, monkeypatch, tmp_path):
    def broken(*args):
        raise StageFailed("The sound of this recording can't be decoded.")

    monkeypatch.setattr(hear.models_found, "speech_model", lambda: FoundModel("m", tmp_path, "setting"))
    monkeypatch.setattr(listening, "listen", broken)
    assert heard_in(workspace).warnings == [hear.NO_SOUND]


def test_a_transcript_that_came_along_is_used_instead(workspace, tmp_path):
    workspace.transcript_file = tmp_path / "said.vtt"
    workspace.transcript_file.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nClick Save.\n")
    heard = heard_in(workspace)
    assert (heard.source, heard.sentences[0].text) == ("file", "Click Save.")
