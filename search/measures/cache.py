"""Embeddings of a measured corpus on disk, by the hash of their text: encoding it again takes minutes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from django.conf import settings

from search import embedding, service
from search.encoders import loading
from search.encoders.base import Encoder, Floats
from search.entries import hash_of

SAVE_EVERY = 4_000


def embed_waiting() -> bool:
    """Embed what waits, and load what questions need; False where there is no model, so that words alone answer."""
    encoder = loading.batch_encoder()
    if encoder is not None:
        cached = CachedEncoder(encoder)
        embedding.embed_waiting(encoder=cached)
        cached.save()
    service.wait_until_ready()
    return encoder is not None


class CachedEncoder:
    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.model_id, self.dimension = encoder.model_id, encoder.dimension
        self._path = Path(settings.STEPMARK_VAR_DIR) / "cache" / f"embeddings-{self.model_id}.npz"
        self._known: dict[str, Floats] = {}
        self._new = 0
        if self._path.exists():
            with np.load(self._path, allow_pickle=False) as stored:
                self._known = dict(zip(stored["hashes"].tolist(), stored["vectors"], strict=True))

    def encode(self, texts: Sequence[str]) -> Floats:
        hashes = [hash_of(text) for text in texts]
        missing = {key: text for key, text in zip(hashes, texts, strict=True) if key not in self._known}
        if missing:
            vectors = self._encoder.encode(list(missing.values())).astype(np.float16)
            self._known |= dict(zip(missing, vectors, strict=True))
            self._new += len(missing)
            if self._new >= SAVE_EVERY:
                self.save()
        return np.stack([self._known[key] for key in hashes]).astype(np.float32)

    def save(self) -> None:
        if self._new:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part.npz")
            np.savez(part, hashes=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
            part.replace(self._path)
            self._new = 0
