"""BM25 over one field: what each occurrence is worth, laid out by term."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float32]
K1 = 1.2
B = 0.75


@dataclass(frozen=True)
class Postings:
    """For term `t`, rows `rows[starts[t]:starts[t + 1]]` hold it, each worth the number beside it (without idf)."""

    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    worth: Floats
    size: int

    @property
    def terms(self) -> int:
        return len(self.starts) - 1

    def rows_with(self, term: int) -> npt.NDArray[np.int32]:
        if term >= self.terms:
            return self.rows[:0]
        return self.rows[self.starts[term] : self.starts[term + 1]]

    def holders(self, term: int) -> int:
        """In how many rows the term occurs."""
        return 0 if term >= self.terms else int(self.starts[term + 1] - self.starts[term])

    def score(self, weights: Mapping[int, float]) -> Floats:
        """Per row, the sum over `weights` (term -> idf × weight in the query)."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term, weight in weights.items():
            if term < self.terms:
                part = slice(self.starts[term], self.starts[term + 1])
                scores[self.rows[part]] += np.float32(weight) * self.worth[part]
        return scores


def postings(counts: sparse.csr_matrix, average: float) -> Postings:
    """The postings of a matrix rows × terms of (weighted) counts; `average`: the mean length of a row."""
    lengths = np.asarray(counts.sum(axis=1), dtype=np.float32).ravel()
    by_term = counts.tocsc()
    by_term.sort_indices()
    rows = by_term.indices.astype(np.int32, copy=False)
    tf = by_term.data.astype(np.float32, copy=False)
    worth = tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengths[rows] / average))
    return Postings(by_term.indptr.astype(np.int64), rows, worth.astype(np.float32), counts.shape[0])


def average_length(counts: sparse.csr_matrix) -> float:
    """The mean length of the rows that hold anything: most steps have no section and no words on a screen."""
    lengths = np.asarray(counts.sum(axis=1), dtype=np.float32).ravel()
    filled = lengths[lengths > 0]
    return float(filled.mean()) if len(filled) else 1.0


def idf(holders: npt.NDArray[np.float64] | float, rows: int) -> npt.NDArray[np.float64]:
    """How much a term says: Robertson's, kept above zero."""
    return np.log(1 + (rows - np.asarray(holders) + 0.5) / (np.asarray(holders) + 0.5))
