"""Terms by number. It only grows, and may be read while it does."""

import threading
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

# In front of a word as it is written: the vocabulary for spelling lives beside the stems.
SPELT = "~"
Ids = npt.NDArray[np.int32]


class Vocabulary:
    def __init__(self, terms: Sequence[str] = ()) -> None:
        self.terms: list[str] = list(terms)
        self._ids = {term: at for at, term in enumerate(self.terms)}
        self._growing = threading.Lock()
        self._spelt: list[str] = []
        self._looked_at = 0

    def __len__(self) -> int:
        return len(self.terms)

    def find(self, term: str) -> int | None:
        return self._ids.get(term)

    def ids(self, terms: Iterable[str]) -> Ids:
        """The number of each term; new ones are added."""
        known = self._ids
        return np.fromiter((known[term] if term in known else self._add(term) for term in terms), dtype=np.int32)

    def spelt(self) -> list[str]:
        """Every word as it is written somewhere: what typos are mended by."""
        with self._growing:
            new = self.terms[self._looked_at :]
            self._looked_at += len(new)
            self._spelt += [term[1:] for term in new if term.startswith(SPELT) and term[1:].isalpha()]
            return self._spelt

    def _add(self, term: str) -> int:
        with self._growing:
            number = self._ids.get(term)
            if number is None:
                number = len(self.terms)
                self.terms.append(term)
                self._ids[term] = number
            return number
