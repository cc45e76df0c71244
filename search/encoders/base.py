from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Texts to unit vectors; the same text gives the same vector."""

    model_id: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> Floats:
        """A row per text."""
