"""FAISS, exact, with the permission inside: a bitmap of rows, or a range where they lie together."""

from typing import Any

import numpy as np

from search.vectors.base import Bools, Floats, Nearest, ordered

# Up to here gathering the allowed rows is faster than walking past the others.
GATHER_UP_TO = 2_000


def bare_index(matrix: Floats) -> Any:
    """FAISS's exact index over these rows."""
    import faiss

    index = faiss.IndexFlatIP(matrix.shape[1])
    index.add(np.ascontiguousarray(matrix, dtype=np.float32))
    return index


class FaissVectors:
    def __init__(self, matrix: Floats) -> None:
        import faiss

        self._faiss = faiss
        self._index = bare_index(matrix)
        # FAISS's own copy, seen as an array: the vectors are in memory once.
        stored = faiss.rev_swig_ptr(self._index.get_xb(), matrix.size)
        self.matrix: Floats = stored.reshape(matrix.shape)

    def nearest(self, query: Floats, *, within: Bools | None, limit: int) -> Nearest:
        allowed = len(self.matrix) if within is None else int(np.count_nonzero(within))
        limit = min(limit, allowed)
        if limit == 0:
            return Nearest(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        if within is not None and allowed <= GATHER_UP_TO:
            rows = np.flatnonzero(within)
            return ordered(rows, self.matrix[rows] @ query, limit)
        parameters, _kept = self._selecting(within, allowed)
        scores, rows = self._index.search(query.reshape(1, -1), limit, params=parameters)
        found = rows[0] >= 0
        return ordered(rows[0][found], scores[0][found], limit)

    def _selecting(self, within: Bools | None, allowed: int) -> tuple[Any, Any]:
        """Search parameters for the allowed rows, and what must stay alive while they are used."""
        faiss = self._faiss
        if within is None or allowed == len(within):
            return None, None
        first = int(np.argmax(within))
        if within[first : first + allowed].all():
            selector = faiss.IDSelectorRange(first, first + allowed)
            return faiss.SearchParameters(sel=selector), selector
        bits = np.packbits(within, bitorder="little")
        selector = faiss.IDSelectorBitmap(len(within), faiss.swig_ptr(bits))
        return faiss.SearchParameters(sel=selector), (selector, bits)
