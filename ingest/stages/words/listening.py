"""Listens to the recording's sound with a Whisper model, on the processor, without the network."""

import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Transcript, Word
from ingest.configured import setting
from ingest.containers import open_recording
from ingest.errors import StageFailed
from ingest.models_found import FoundModel
from ingest.stages.base import Workspace
from ingest.stages.words import sentences

if TYPE_CHECKING:
    import numpy as np

    Samples = np.ndarray[Any, np.dtype[np.float32]]

RATE = 16_000
SILENT_PEAK = 0.002  # -54 dB: quieter than the hum of any microphone that someone spoke into
LEAST_SPEECH_SECONDS = 0.4
# Whisper's own limits: beyond them it repeats itself, or talks where nobody does.
MOST_COMPRESSION = 2.4
LEAST_LOGPROB = -1.0
MOST_NO_SPEECH = 0.6
SPEECH_MARGIN_SECONDS = 0.5
GAP_SECONDS = 0.25  # a hole in the sound, rather than rounding of its times
MOST_THREADS = 4  # beyond that a small model gains nothing
VAD = {"min_silence_duration_ms": 500, "speech_pad_ms": 300}
Spans = list[tuple[float, float]]


def listen(workspace: Workspace, model: FoundModel, duration_s: float) -> Transcript:
    """What is said in the recording; no sentence where there is only silence, noise or music."""
    samples = _samples(workspace, duration_s)
    if not len(samples) or float(abs(samples).max()) < SILENT_PEAK:
        return Transcript("", "speech")
    spans = _speech_spans(samples)
    if sum(end - start for start, end in spans) < LEAST_SPEECH_SECONDS:
        return Transcript("", "speech")
    workspace.report(0.1)
    language, words = _transcribe(samples, model, lambda share: workspace.report(0.1 + 0.9 * share))
    return Transcript(language, "speech", sentences.split(_where_spoken(words, spans)))


def _samples(workspace: Workspace, duration_s: float) -> "Samples":
    """The sound, mono, at 16 kHz, on the clock of the pictures; what is broken at its end is left out."""
    import av
    import numpy as np

    pieces: list[Any] = []
    try:
        with open_recording(workspace.recording) as container:
            if not container.streams.audio:
                return np.zeros(0, np.float32)
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            origin_s, filled = _origin_s(container), 0
            for frame in _frames(container):
                # Sound may begin later than the picture, and stops while a browser's recording is paused.
                at_s = max(0.0, (frame.time or 0.0) - origin_s) if frame.time is not None else filled / RATE
                missing = int(min(at_s, duration_s) * RATE) - filled
                if missing > GAP_SECONDS * RATE or (not pieces and missing > 0):
                    pieces.append(np.zeros(missing, np.int16))
                    filled += missing
                for part in resampler.resample(frame):
                    pieces.append(part.to_ndarray().reshape(-1))
                    filled += len(pieces[-1])
                if len(pieces) % 500 == 0:
                    workspace.report(min(0.05, 0.05 * at_s / max(duration_s, 1.0)))
    except (av.FFmpegError, OSError) as error:
        raise StageFailed("The sound of this recording can't be decoded.") from error
    whole = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
    return whole.astype(np.float32) / 32768.0


def _origin_s(container: Any) -> float:
    """When the recording begins: times of the draft count from there."""
    start = container.start_time
    return float(start) / 1_000_000 if start and start > 0 else 0.0


def _frames(container: Any) -> Iterator[Any]:
    import av

    try:
        yield from container.decode(audio=0)
    except av.error.InvalidDataError:
        return  # a truncated file: what came before is still good


def _speech_spans(samples: "Samples") -> Spans:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    found = get_speech_timestamps(samples, VadOptions(**VAD))
    return [(span["start"] / RATE, span["end"] / RATE) for span in found]


def _transcribe(samples: "Samples", model: FoundModel, report: Callable[[float], None]) -> tuple[str, list[Word]]:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from faster_whisper import WhisperModel

    whisper = WhisperModel(
        str(model.folder),
        device="cpu",
        compute_type=setting("STEPMARK_WHISPER_COMPUTE_TYPE", "int8"),
        cpu_threads=min(MOST_THREADS, len(os.sched_getaffinity(0))),
    )
    # No hot words and no prompt: given the labels on the screen, whole sentences go missing.
    segments, info = whisper.transcribe(
        samples,
        beam_size=1,
        word_timestamps=True,
        vad_filter=True,
        vad_parameters=VAD,
        condition_on_previous_text=False,
        temperature=[0.0, 0.4],
        compression_ratio_threshold=MOST_COMPRESSION,
        log_prob_threshold=LEAST_LOGPROB,
        no_speech_threshold=MOST_NO_SPEECH,
    )
    words: list[Word] = []
    seconds = len(samples) / RATE
    for segment in segments:
        report(min(1.0, segment.end / seconds))
        if is_trustworthy(segment):
            words += _whole_words(segment.words or [])
    return info.language, words


def _whole_words(pieces: list[Any]) -> list[Word]:
    """Whisper cuts "follow-up" and "52,500" in pieces; only one that begins with a space is a new word."""
    words: list[Word] = []
    for piece in pieces:
        text = piece.word.strip()
        joins = not piece.word.startswith(" ") or text[:1] in "%.-,'’"
        if words and joins and text and piece.start - words[-1].end_s < sentences.PAUSE_SECONDS:
            last = words.pop()
            confidence = min(last.confidence, piece.probability)
            words.append(Word(last.start_s, piece.end, last.text + text, confidence))
        else:
            words.append(Word(piece.start, piece.end, text, piece.probability))
    return words


def is_trustworthy(segment: Any) -> bool:
    """Whether a segment is speech, by Whisper's own doubts and by whether it goes round in circles."""
    text = segment.text.strip()
    if not any(letter.isalnum() for letter in text):
        return False  # "♪♪", "..."
    if text.startswith(("[", "(", "♪")) and text.endswith(("]", ")", "♪")):
        return False  # "[Music]"
    if segment.avg_logprob < LEAST_LOGPROB:
        return False
    if segment.no_speech_prob > MOST_NO_SPEECH and segment.avg_logprob < LEAST_LOGPROB / 2:
        return False
    data = text.encode()
    return len(data) / len(zlib.compress(data)) <= MOST_COMPRESSION


def _where_spoken(words: list[Word], spans: Spans) -> list[Word]:
    """Words outside of all speech are moved to the next stretch of it, or dropped if it is far.

    After a long silence the first words are sometimes placed at its beginning, seconds too early.
    """
    placed: list[Word] = []
    for word in words:
        span = _span_for(word, spans)
        if span is None:
            continue
        start_s = max(word.start_s, span[0] - SPEECH_MARGIN_SECONDS)
        end_s = max(start_s + 0.02, word.end_s)
        placed.append(Word(round(start_s, 3), round(end_s, 3), word.text, round(word.confidence, 3)))
    return _with_their_sentence(placed)


def _with_their_sentence(words: list[Word]) -> list[Word]:
    """The first word or two of a sentence that were left behind a pause come to where it goes on."""
    moved = list(words)
    for i in range(len(words) - 1):
        pause = words[i + 1].start_s - words[i].end_s
        if pause <= sentences.PAUSE_SECONDS or sentences.ENDS.search(words[i].text):
            continue
        begin = next((k for k in (i, i - 1) if _begins(words, k)), None)
        if begin is None or not words[i + 1].text[:1].islower():
            continue
        late = words[i + 1].start_s
        for back, k in enumerate(range(i, begin - 1, -1)):
            start_s = round(late - 0.1 * (back + 1), 3)
            moved[k] = replace(words[k], start_s=start_s, end_s=round(start_s + 0.1, 3))
    return moved


def _begins(words: list[Word], k: int) -> bool:
    return k == 0 or (k > 0 and bool(sentences.ENDS.search(words[k - 1].text)))


def _span_for(word: Word, spans: Spans) -> tuple[float, float] | None:
    margin = SPEECH_MARGIN_SECONDS
    inside = [s for s in spans if s[0] - margin <= word.end_s and word.start_s <= s[1] + margin]
    if inside:
        # a word that is drawn out over a pause belongs to where it ends
        return inside[-1] if word.start_s < inside[-1][0] else inside[0]
    later = [span for span in spans if span[0] > word.end_s]
    return later[0] if later and later[0][0] - word.end_s < 10 else None
