"""When encoders are loaded: in a thread of its own for questions, at the first need for batches."""

import threading
from functools import lru_cache
from typing import NamedTuple

import structlog
from django.conf import settings

from search.encoders import found, onnx
from search.encoders.base import Encoder, Floats
from search.encoders.hashing import HashingEncoder

REMEMBERED = 2_000  # questions whose vectors are kept: people type the same ones, and letter by letter
logger = structlog.get_logger(__name__)


class _Wanted(NamedTuple):
    purpose: str  # "question" or "batch"
    kind: str  # the setting STEPMARK_ENCODER
    model_id: str


class QuestionEncoder:
    """An encoder that remembers what it was asked lately."""

    def __init__(self, encoder: Encoder) -> None:
        self.model_id = encoder.model_id
        self._encoder = encoder
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._encode)

    def encode(self, text: str) -> Floats:
        return self._remembered(text)

    def _encode(self, text: str) -> Floats:
        vector: Floats = self._encoder.encode([text])[0]
        return vector


_loaded: dict[_Wanted, Encoder | None] = {}
_questions: dict[_Wanted, QuestionEncoder] = {}
_begun: set[_Wanted] = set()
_one_at_a_time = threading.Lock()


def question_encoder() -> QuestionEncoder | None:
    """The encoder for questions if it is ready; else None, and loading has begun."""
    wanted = _wanted("question")
    if wanted.kind == "hashing":
        _load(wanted)
    if wanted not in _loaded:
        start_loading()
        return None
    encoder = _loaded[wanted]
    return _questions.setdefault(wanted, QuestionEncoder(encoder)) if encoder else None


def start_loading() -> None:
    """Load the encoder for questions in the background, once."""
    wanted = _wanted("question")
    if wanted not in _begun:
        _begun.add(wanted)
        threading.Thread(target=_load, args=(wanted,), name="load-encoder", daemon=True).start()


def batch_encoder() -> Encoder | None:
    """The encoder for batches. The first call takes seconds; None where there is no model."""
    return _load(_wanted("batch"))


def wait_for_question_encoder() -> None:
    """For commands, which would rather wait than answer by words alone."""
    _load(_wanted("question"))


def is_loading() -> bool:
    """There is a model, and it can't answer yet."""
    wanted = _wanted("question")
    return bool(wanted.model_id) and wanted not in _loaded


def _wanted(purpose: str) -> _Wanted:
    return _Wanted(purpose, settings.STEPMARK_ENCODER, found.model_id())


def _load(wanted: _Wanted) -> Encoder | None:
    with _one_at_a_time:
        if wanted not in _loaded:
            try:
                _loaded[wanted] = _made(wanted)
            except Exception:  # a broken model folder must not take the words down with it
                logger.exception("encoder_not_loaded", model=wanted.model_id)
                _loaded[wanted] = None
        return _loaded[wanted]


def _made(wanted: _Wanted) -> Encoder | None:
    if wanted.kind == "hashing":
        return HashingEncoder()
    model = found.embedding_model() if wanted.kind != "none" else None
    if model is None:
        return None
    may_use_export = wanted.kind == "auto" and wanted.purpose == "question" and onnx.is_exported(model)
    if wanted.kind == "onnx" or may_use_export:
        return onnx.OnnxEncoder(model)
    from search.encoders.sentence import SentenceEncoder

    return SentenceEncoder(model)
