from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


class Nearest(NamedTuple):
    rows: npt.NDArray[np.int64]
    scores: Floats


class Vectors(Protocol):
    """Unit vectors by row. Only rows in `within` are ever looked at for an answer: no filter after a limit."""

    matrix: Floats

    def nearest(self, query: Floats, *, within: Bools | None, limit: int) -> Nearest:
        """The rows of `within` (None: all) with the highest cosine, best first: `limit` of them, or all there are."""


def ordered(rows: npt.NDArray[np.int64], scores: Floats, limit: int) -> Nearest:
    """The best of these, best first; equal ones in the order of their rows, so that answers don't vary."""
    best = np.lexsort((rows, -scores))[:limit]
    return Nearest(rows[best], scores[best])
