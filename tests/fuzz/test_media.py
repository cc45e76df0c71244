"""Damaged recordings in the sandbox, and transcripts: facts or a refusal in a sentence, within the limits."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from ingest import sandbox
from ingest.errors import RecordingRefused
from ingest.stages.words import captions
from tests.fuzz.budget import Fuzzer, tells
from tests.fuzz.mutating import ODD, damaged_bytes, damaged_json, texts, values
from tests.support.media import make_video

pytestmark = pytest.mark.heavy

TRICKS = [
    b"ffconcat version 1.0\nfile /etc/passwd\n",
    b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    b"<?xml version='1.0'?><MPD><BaseURL>http://127.0.0.1/</BaseURL></MPD>",
    b"\x00\x00\x00\x20ftypisom" + b"#EXTM3U\nhttp://127.0.0.1:1/x\n" * 3,
    b"RIFF\x00\x00\x00\x00AVI LIST",
    b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff",
    b"",
]


def test_recordings(tmp_path: Path) -> None:
    fuzzer = Fuzzer("media-probe")
    kinds = {"mp4": "libx264", "mov": "libx264", "mkv": "libx264", "avi": "mpeg4", "webm": "libvpx"}
    good = [make_video(tmp_path / f"good.{ending}", 0.8, 64, 48, codec).read_bytes() for ending, codec in kinds.items()]
    path = tmp_path / "sent"

    def looks(content: bytes) -> None:
        path.write_bytes(content)
        try:
            facts = sandbox.look(path)
            assert facts.width > 0
            assert facts.height > 0
            fuzzer.answered("read")
        except RecordingRefused as refused:
            tells(refused.detail)
            fuzzer.answered(refused.code)

    damaged = st.sampled_from(good).flatmap(damaged_bytes)
    fuzzer.run(st.one_of(damaged, damaged, damaged, st.sampled_from(TRICKS), st.binary(max_size=300)), looks)


def test_transcripts(tmp_path: Path) -> None:
    fuzzer = Fuzzer("transcripts")
    path = tmp_path / "said.vtt"
    vtt = ["WEBVTT", "00:00:01.000 --> 00:00:02.000", "1", "NOTE", "STYLE", "<v Rosa>", "Click **Save**", "00:99:99,9",
           "99999999:00:00.000 --> 0:0:0.0", "{\\an8}", "&#0;", "-->"]  # fmt: skip
    word = {"word": "Click", "start": 0.1, "end": 0.4}
    told = {"language": "en", "segments": [{"start": 0, "end": 1, "text": "Click Save", "words": [word, word]}]}

    def reads(content: bytes) -> None:
        path.write_bytes(content)
        try:
            captions.read(path).to_json()
            fuzzer.answered("read")
        except RecordingRefused as refused:
            tells(refused.detail)
            fuzzer.answered("refused")

    def as_json(value: Any) -> bytes:
        return json.dumps(value).encode()

    lines = st.lists(st.one_of(st.sampled_from(vtt), texts, st.sampled_from(ODD)), max_size=30).map("\n".join)
    written = lines.map(lambda text: text.encode("utf-8", "surrogatepass"))
    fuzzer.run(st.one_of(written, damaged_json(told).map(as_json), values.map(as_json), st.binary(max_size=200)), reads)
