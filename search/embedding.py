"""Giving entries their meaning, apart from the words: by a worker, soon after they were written."""

from collections.abc import Collection, Sequence

import numpy as np
import structlog
from django.db import connection, transaction
from django.db.models import QuerySet

from search import log
from search.encoders import found, loading
from search.encoders.base import Encoder
from search.entries import Text
from search.models import Entry, IndexedSop

AT_ONCE = 256
READ_AT_ONCE = 4_096  # sorted by length among each other, so that little is padded
logger = structlog.get_logger(__name__)


def embed_sop(sop_id: int) -> int:
    """Embed what waits of this SOP. How many entries got an embedding."""
    return _embed(list(_waiting().filter(indexed__sop_id=sop_id)[:10_000]))


def embed_waiting(limit: int = 1_000_000, encoder: Encoder | None = None) -> int:
    """Embed whatever waits, also what another model embedded. How many entries got an embedding."""
    done = 0
    while done < limit:
        embedded = _embed(list(_waiting().order_by("pk")[:READ_AT_ONCE]), encoder)
        if not embedded:
            return done
        done += embedded
    return done


def texts_waiting(sop_ids: Collection[int]) -> list[str]:
    """What would be embedded of these SOPs."""
    return [text for entry in _waiting().filter(indexed__sop_id__in=sop_ids) for text in _texts_of(entry)]


def _waiting() -> QuerySet[Entry]:
    return Entry.objects.exclude(model_id=found.model_id())


def _embed(entries: Sequence[Entry], encoder: Encoder | None = None) -> int:
    model_id = found.model_id()
    if entries and model_id and encoder is None:
        encoder = loading.batch_encoder()
    if encoder is None or not entries:
        return 0
    texts = {entry.text_hash: _texts_of(entry) for entry in entries}
    hashes = sorted(texts, key=lambda text_hash: (sum(map(len, texts[text_hash])), text_hash))
    done = 0
    for at in range(0, len(hashes), AT_ONCE):
        part = hashes[at : at + AT_ONCE]
        vectors = encoder.encode([text for text_hash in part for text in texts[text_hash]]).astype("<f2")
        ends = np.cumsum([len(texts[text_hash]) for text_hash in part])[:-1]
        done += _store(entries, dict(zip(part, np.split(vectors, ends), strict=True)), model_id)
    return done


@transaction.atomic
def _store(entries: Sequence[Entry], vectors: dict[str, np.ndarray], model_id: str) -> int:
    """Write the embeddings, and let every view read those SOPs again. Entries replaced meanwhile are left alone."""
    sequence = log.next_sequence()
    ready = [entry for entry in entries if entry.text_hash in vectors]
    # bulk_update makes one long CASE of them and takes longer than the encoder
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Entry._meta.db_table} SET embedding = %s, model_id = %s WHERE id = %s",
            [(vectors[entry.text_hash].tobytes(), model_id, entry.pk) for entry in ready],
        )
    sops = {entry.indexed_id for entry in ready}
    IndexedSop.objects.filter(pk__in=sops, is_withdrawn=False).update(sequence=sequence)
    return len(ready)


def _texts_of(entry: Entry) -> tuple[str, ...]:
    text = Text(entry.number, "", entry.title, entry.section, entry.text, entry.on_screen, outline=entry.outline)
    return text.to_embed
