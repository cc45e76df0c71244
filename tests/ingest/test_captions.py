import json

import pytest

from ingest.errors import RecordingRefused
from ingest.stages.words import captions

VTT = """WEBVTT

NOTE made by hand

1
00:00:01.000 --> 00:00:03.000
<v Ana>Open the <b>quote</b> &amp; read it.

00:00:04.000 --> 00:00:06.000 align:start
Then click Save.
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:03,000\r\nOpen the quote.\r\n\r\n2\r\n00:00:04,000 --> 00:00:05,500\r\nClick Save.\r\n"
)
ROLLING = """WEBVTT

00:01.000 --> 00:02.000
open the quote

00:02.000 --> 00:03.000
open the quote
and click save
"""


@pytest.fixture
def written(tmp_path):
    def write(content, name="said.vtt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def texts(transcript):
    return [sentence.text for sentence in transcript.sentences]


def test_webvtt_with_speakers_tags_and_notes(written):
    heard = captions.read(written(VTT))
    assert texts(heard) == ["Open the quote & read it.", "Then click Save."]
    assert (heard.source, heard.sentences[1].start_s) == ("file", 4.0)


def test_subrip_with_windows_line_ends(written):
    assert texts(captions.read(written(SRT))) == ["Open the quote.", "Click Save."]


def test_captions_that_roll_up_are_said_once(written):
    assert texts(captions.read(written(ROLLING))) == ["open the quote and click save"]


def test_captions_out_of_order_are_sorted(written):
    swapped = "WEBVTT\n\n00:04.000 --> 00:05.000\nClick Save.\n\n00:01.000 --> 00:02.000\nOpen the quote.\n"
    assert texts(captions.read(written(swapped))) == ["Open the quote.", "Click Save."]


def test_json_with_word_times_keeps_the_order_of_words(written):
    words = [{"word": " Click", "start": 2.0, "end": 2.3}, {"word": " Save.", "start": 1.98, "end": 2.6}]
    said = {"language": "en", "segments": [{"start": 2, "end": 3, "text": "Click Save.", "words": words}]}
    heard = captions.read(written(json.dumps(said), "said.json"))
    assert (texts(heard), heard.language) == (["Click Save."], "en")
    assert [word.start_s for word in heard.sentences[0].words] == [2.0, 2.0]


def test_json_without_word_times_shares_the_time_out(written):
    said = [{"start": 0, "end": 2, "text": "Open it."}]
    (sentence,) = captions.read(written(json.dumps(said), "said.json")).sentences
    assert [word.text for word in sentence.words] == ["Open", "it."]
    assert sentence.end_s == 2.0


def test_an_empty_transcript_says_nothing(written):
    assert captions.read(written("WEBVTT\n")).sentences == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("no times in here", "no captions with times"),
        ("WEBVTT\n\n00:05.000 --> 00:01.000\nOops\n", "ends before it begins"),
        (b"\x00\x01\x02binary", "isn't text"),
        (b"\xff\xfa\xfb\xfc", "isn't text in UTF-8"),
        ('{"segments": 5}', "has no segments"),
        ('{"segments": [{"start": "NaN", "end": 1, "text": "x"}]}', "has no segments"),
    ],
)
def test_what_is_no_transcript_is_refused_in_a_sentence(written, content, why):
    with pytest.raises(RecordingRefused, match=why) as refusal:
        captions.read(written(content))
    assert refusal.value.code == "bad_transcript"
