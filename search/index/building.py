"""Log rows to arrays."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from search.index.segment import SOP_FIELDS, STEP_FIELDS, Floats, Tables
from search.words.tokens import pairs_of, terms_of, words_of
from search.words.vocabulary import SPELT, Vocabulary

STEP_PARTS = {"body": ("title", "text"), "section": ("section",), "screen": ("on_screen",)}


@dataclass(frozen=True)
class LoggedEntry:
    number: int
    title: str
    section: str
    text: str
    on_screen: str
    embedding: bytes | None  # None: not yet, or of another model


@dataclass(frozen=True)
class LoggedSop:
    sop_id: int
    library_id: int
    category_id: int
    version_id: int
    entries: Sequence[LoggedEntry]  # the SOP as a whole first


class _Counts:
    """Counts of one field, row by row."""

    def __init__(self) -> None:
        self.ids: list[np.ndarray] = []
        self.numbers: list[np.ndarray] = []
        self.ends = [0]

    def add(self, terms: Iterable[str], vocabulary: Vocabulary) -> None:
        counted = Counter(terms)
        self.ids.append(vocabulary.ids(counted))
        self.numbers.append(np.fromiter(counted.values(), dtype=np.float32, count=len(counted)))
        self.ends.append(self.ends[-1] + len(counted))

    def matrix(self, terms: int) -> sparse.csr_matrix:
        ids = np.concatenate([*self.ids, np.empty(0, dtype=np.int32)])
        numbers = np.concatenate([*self.numbers, np.empty(0, dtype=np.float32)])
        return sparse.csr_matrix((numbers, ids, self.ends), shape=(len(self.ends) - 1, terms))


def tables_of(sops: Sequence[LoggedSop], vocabulary: Vocabulary, dimension: int) -> Tables:
    """The arrays of these SOPs, in this order."""
    fields = {name: _Counts() for name in (*STEP_FIELDS, *SOP_FIELDS)}
    starts: list[int] = [0]
    numbers: list[int] = []
    step_vectors: list[Floats] = []
    title_vectors: list[Floats] = []
    outline_vectors: list[Floats] = []
    for sop in sops:
        whole, *steps = sop.entries
        for name, parts in STEP_PARTS.items():
            for step in steps:
                fields[name].add(terms_of("\n".join(getattr(step, part) for part in parts)), vocabulary)
        fields["title"].add(terms_of(whole.title), vocabulary)
        fields["pairs"].add(pairs_of(terms_of(whole.title)), vocabulary)
        fields["context"].add(terms_of(whole.text), vocabulary)
        fields["words"].add(_spelt(sop.entries), vocabulary)
        title, outline = _vectors(whole.embedding, dimension, 2)
        title_vectors.append(title)
        outline_vectors.append(outline)
        step_vectors.extend(_vectors(step.embedding, dimension, 1)[0] for step in steps)
        numbers.extend(step.number for step in steps)
        starts.append(starts[-1] + len(steps))
    terms = len(vocabulary)
    return Tables(
        sop_ids=np.array([sop.sop_id for sop in sops], dtype=np.int64),
        library_ids=np.array([sop.library_id for sop in sops], dtype=np.int64),
        category_ids=np.array([sop.category_id for sop in sops], dtype=np.int64),
        version_ids=np.array([sop.version_id for sop in sops], dtype=np.int64),
        starts=np.array(starts, dtype=np.int64),
        numbers=np.array(numbers, dtype=np.int64),
        counts={name: counts.matrix(terms) for name, counts in fields.items()},
        step_vectors=_stacked(step_vectors, dimension),
        title_vectors=_stacked(title_vectors, dimension),
        outline_vectors=_stacked(outline_vectors, dimension),
    )


def _spelt(entries: Sequence[LoggedEntry]) -> Iterable[str]:
    for entry in entries:
        for text in (entry.title, entry.section, entry.text, entry.on_screen):
            yield from (SPELT + word for word in words_of(text))


def _vectors(embedding: bytes | None, dimension: int, how_many: int) -> Floats:
    if embedding is None or len(embedding) != 2 * dimension * how_many:
        return np.zeros((how_many, dimension), dtype=np.float32)
    return np.frombuffer(embedding, dtype="<f2").astype(np.float32).reshape(how_many, dimension)


def _stacked(vectors: list[Floats], dimension: int) -> Floats:
    return np.stack(vectors) if vectors else np.zeros((0, dimension), dtype=np.float32)
