import os
from collections.abc import Sequence

import numpy as np

from search.encoders.base import Floats
from search.encoders.found import FoundModel


class SentenceEncoder:
    """sentence-transformers: for batches, in workers and commands. Seconds to load, then quick."""

    def __init__(self, model: FoundModel) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # a bar for half a second of reading a file
        self._model = SentenceTransformer(str(model.folder), device="cpu", local_files_only=True)
        self.model_id = model.model_id
        self.dimension = model.dimension

    def encode(self, texts: Sequence[str]) -> Floats:
        """Short texts first, so that little is padded; the answer is in the order asked for."""
        vectors = self._model.encode(
            list(texts), batch_size=32, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)
