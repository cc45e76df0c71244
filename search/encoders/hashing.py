import hashlib
from collections.abc import Sequence

import numpy as np

from search.encoders.base import Floats
from search.encoders.found import HASHING_DIMENSION, HASHING_ID
from search.words.tokens import terms_of


class HashingEncoder:
    """Random directions by word, summed: no model, no meaning, but like texts lie close. For tests and dry runs."""

    model_id = HASHING_ID
    dimension = HASHING_DIMENSION

    def encode(self, texts: Sequence[str]) -> Floats:
        return np.stack([self._one(text) for text in texts]) if texts else np.zeros((0, self.dimension), np.float32)

    def _one(self, text: str) -> Floats:
        total = np.zeros(self.dimension, dtype=np.float64)
        for term in sorted(terms_of(text)):
            seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:8], "big")
            total += np.random.default_rng(seed).standard_normal(self.dimension)
        length = float(np.linalg.norm(total))
        return (total / length if length else total).astype(np.float32)
