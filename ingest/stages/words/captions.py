"""Reads a transcript that came with the recording: WebVTT, SubRip, or JSON with word times."""

import html
import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.artefacts import Transcript, Word
from ingest.errors import RecordingRefused
from ingest.stages.words import sentences

Caption = list[Word]
LARGEST_BYTES = 20_000_000
TIMING = re.compile(r"^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})")
TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")
SPEAKER = re.compile(r"<v(?:\.[^\s>]*)?\s+[^>]*>")
NOT_A_CUE = ("NOTE", "STYLE", "REGION")


def read(path: Path) -> Transcript:
    """The transcript in that file; a sentence for people where it can't be read."""
    text = _text_of(path)
    is_json = text.lstrip()[:1] in ("{", "[")
    language, captions = _from_json(text, path.name) if is_json else ("", _from_cues(text, path.name))
    return Transcript(language=language, source="file", sentences=sentences.split(_in_order(captions)))


def _in_order(captions: list[Caption]) -> Iterator[Word]:
    """Captions by their time; within one, words stay as they were written, and time never runs back."""
    reached_s = 0.0
    for words in sorted(filter(None, captions), key=lambda words: words[0].start_s):
        for word in words:
            reached_s = max(reached_s, word.start_s)
            yield replace(word, start_s=reached_s, end_s=max(reached_s, word.end_s))


def _refuse(name: str, why: str) -> RecordingRefused:
    return RecordingRefused(
        "bad_transcript",
        f"The transcript “{name}” can't be read: {why}. Hand in a WebVTT (.vtt) or SubRip (.srt) file in UTF-8.",
    )


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refuse(path.name, "the file can't be opened") from error
    if len(data) > LARGEST_BYTES:
        raise _refuse(path.name, f"it is larger than {LARGEST_BYTES // 1_000_000} MB")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _refuse(path.name, "it isn't text in UTF-8") from error
    if "\0" in text:
        raise _refuse(path.name, "it isn't text")
    return text


def _from_cues(text: str, name: str) -> list[Caption]:
    captions: list[Caption] = []
    last_lines: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        timing = next((i for i, line in enumerate(lines) if TIMING.match(line)), None)
        if timing is None or lines[0].startswith(NOT_A_CUE):
            continue
        match = TIMING.match(lines[timing])
        assert match is not None
        start_s, end_s = _seconds(match[1]), _seconds(match[2])
        if end_s < start_s:
            raise _refuse(name, f"a caption ends before it begins ({match[1]} --> {match[2]})")
        spoken = [line for line in map(_plain, lines[timing + 1 :]) if line]
        # captions that roll up repeat the line before
        fresh = [line for line in spoken if line not in last_lines]
        last_lines = spoken
        captions.append(sentences.words_of(" ".join(fresh), start_s, end_s))
    if not captions and text.strip() not in ("", "WEBVTT"):
        raise _refuse(name, "no captions with times were found in it")
    return captions


def _plain(line: str) -> str:
    return html.unescape(TAG.sub("", SPEAKER.sub("", line))).strip()


def _seconds(stamp: str) -> float:
    parts = stamp.replace(",", ".").split(":")
    return sum(float(part) * 60**power for power, part in enumerate(reversed(parts)))


def _from_json(text: str, name: str) -> tuple[str, list[Caption]]:
    """The language and the captions."""
    try:
        loaded = json.loads(text)
        if isinstance(loaded, list):
            return "", [_segment_words(segment) for segment in loaded]
        return str(loaded.get("language") or ""), [_segment_words(segment) for segment in loaded["segments"]]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _refuse(name, "its JSON has no segments with start, end and text") from error


def _segment_words(segment: dict[str, Any]) -> Caption:
    timed = segment.get("words")
    if not timed:
        start_s, end_s = _time(segment["start"]), _time(segment["end"])
        return sentences.words_of(str(segment["text"]), start_s, max(start_s, end_s))
    return [
        Word(
            _time(word["start"]),
            max(_time(word["start"]), _time(word["end"])),
            str(word["word"]).strip(),
            float(word.get("probability", 1.0)),
        )
        for word in timed
    ]


def _time(value: Any) -> float:
    seconds = float(value)
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError(seconds)
    return seconds
