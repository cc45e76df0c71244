import numpy as np

from search.vectors.base import Bools, Floats, Nearest, ordered


class ExactVectors:
    """Every allowed row, compared one by one: for small sets, and the measure for every other index."""

    def __init__(self, matrix: Floats) -> None:
        self.matrix = matrix

    def nearest(self, query: Floats, *, within: Bools | None, limit: int) -> Nearest:
        rows = np.arange(len(self.matrix)) if within is None else np.flatnonzero(within)
        return ordered(rows, self.matrix[rows] @ query, limit)
