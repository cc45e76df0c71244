"""How long a search takes through the service, beside its raw parts in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from access.models import Library, Membership, User
from access.roles import Role
from search import embedding, indexing, service
from search.encoders import loading
from search.encoders.base import Encoder
from search.index.reading import Reading
from search.index.views import view
from search.measures import corpus as corpora
from search.measures import made_up
from search.measures.metrics import percentile
from search.retrieval import NEAREST_STEPS
from search.vectors.faiss_index import bare_index
from search.words.query import parse
from sops.models import Sop

REAL_TEXTS = 260


class NoModel(Exception):
    """There is nothing to measure meaning with."""


def measure(steps: int) -> dict[str, Any]:
    """Figures in milliseconds; `ratio_p50` is the service against encoder + FAISS + words, one after the other."""
    made = made_up.corpus(steps)
    corpora.load(made)
    encoder = loading.batch_encoder()
    if encoder is None:
        raise NoModel
    indexing_speed = _indexing_speed(encoder)
    real = encoder.encode([row["text"] for rows in list(made.steps.values())[: REAL_TEXTS // 13] for row in rows])
    embedding.embed_waiting(encoder=made_up.ScatteredEncoder(encoder, real))
    sees_all, sees_one = _people()
    service.wait_until_ready()
    questions = [question.text for question in made.questions]
    service.find_steps(user=sees_all, query="warm up")
    reading = view().current()
    raw = _raw(reading, questions)
    everything = _timed(lambda text: service.find_steps(user=sees_all, query=text), [f"{q} please" for q in questions])
    one = _timed(lambda text: service.find_steps(user=sees_one, query=text), [f"{q} now" for q in questions])
    return {
        "steps": reading.rows,
        "service_p50_ms": _round(percentile(everything, 0.5)),
        "service_p95_ms": _round(percentile(everything, 0.95)),
        "raw_p50_ms": _round(percentile(raw, 0.5)),
        "ratio_p50": _round(percentile(everything, 0.5) / percentile(raw, 0.5)),
        "restricted_p50_ms": _round(percentile(one, 0.5)),
        "bytes_per_step": round(_bytes(reading) / max(reading.rows, 1)),
        **indexing_speed,
    }


def _raw(reading: Reading, questions: Sequence[str]) -> list[float]:
    """Each question through the encoder, a bare FAISS index and the bare postings."""
    index = bare_index(np.concatenate([part.segment.vectors.matrix for part in reading.parts]))
    postings = reading.parts[0].segment.fields["all"]
    encoder = loading.question_encoder()
    assert encoder is not None

    def ask(text: str) -> None:
        vector = encoder.encode(text)
        index.search(vector.reshape(1, -1), NEAREST_STEPS)
        numbers = [reading.vocabulary.find(term) for term in parse(text).terms]
        scores = postings.score({number: 1.0 for number in numbers if number is not None})
        np.argpartition(scores, -min(NEAREST_STEPS, len(scores)))

    return _timed(ask, questions)


def _indexing_speed(encoder: Encoder) -> dict[str, float]:
    """Steps a second, written and embedded, against the encoder alone on the same texts. Both have every core."""
    sop_ids = list(Sop.objects.order_by("pk").values_list("pk", flat=True)[: REAL_TEXTS // made_up.STEPS_PER_SOP])
    texts = list(embedding.texts_waiting(sop_ids))
    begun = time.perf_counter()
    encoder.encode(texts)
    raw = len(texts) / (time.perf_counter() - begun)
    begun = time.perf_counter()
    for sop_id in sop_ids:
        indexing.index_sop(sop_id)
        embedding.embed_sop(sop_id)
    whole = len(texts) / (time.perf_counter() - begun)
    return {"index_steps_per_s": _round(whole), "raw_encode_steps_per_s": _round(raw)}


def _people() -> tuple[User, User]:
    """Someone who sees everything, and someone who sees one SOP."""
    sees_all = User.objects.create_user("all@example.com")
    sees_one = User.objects.create_user("one@example.com")
    Library.objects.update(is_open=False)
    closed = Library.objects.create(name="One", slug="one", is_open=False)
    for library in Library.objects.all():
        Membership.objects.create(library=library, user=sees_all, role=Role.VIEWER)
    Membership.objects.create(library=closed, user=sees_one, role=Role.VIEWER)
    last = Sop.objects.latest("pk")
    Sop.objects.filter(pk=last.pk).update(library=closed)
    indexing.index_sop(last.pk)
    return sees_all, sees_one


def _timed(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    times = []
    for text in questions:
        begun = time.perf_counter()
        ask(text)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _bytes(reading: Reading) -> int:
    """What the index holds per process: vectors, counts, postings."""
    total = 0
    for part in reading.parts:
        tables = part.segment.tables
        total += tables.step_vectors.nbytes + tables.title_vectors.nbytes + tables.outline_vectors.nbytes
        for counts in tables.counts.values():
            total += counts.data.nbytes + counts.indices.nbytes + counts.indptr.nbytes
        for postings in part.segment.fields.values():
            total += postings.rows.nbytes + postings.worth.nbytes + postings.starts.nbytes
    return total


def _round(value: float) -> float:
    return round(value, 3)
