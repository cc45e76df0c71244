"""The same model as a graph: ready in under a second, without torch. Made once by `export_encoder`."""

import json
import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from search.encoders.base import Floats
from search.encoders.found import FoundModel

OPSET = 17
LONGEST = 256  # tokens, as the model was trained
# What the export is compared on. They differ in length, script and kind of word.
CHECKED_ON = (
    "Request a discount above 20 % and wait for the approval of finance.",
    "Stage",
    "Close date, Amount and Forecast category can't be empty when an opportunity enters Negotiation; the board hides"
    " it until somebody fills them in.",
    "AADSTS50011 reply URL mismatch",
    "Wählen Sie „Angebot erstellen“ 请选择折扣 ✅",
)
CLOSE_ENOUGH = 0.9999  # cosine


class OnnxEncoder:
    def __init__(self, model: FoundModel, folder: Path | None = None, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        graph = (folder or exported(model)) / "model.onnx"
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(model.folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()
        self.model_id = model.model_id
        self.dimension = model.dimension

    def encode(self, texts: Sequence[str]) -> Floats:
        batch = self._tokenizer.encode_batch(list(texts))
        ids = np.array([row.ids for row in batch], dtype=np.int64)
        mask = np.array([row.attention_mask for row in batch], dtype=np.int64)
        vectors: Floats = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors


def exported(model: FoundModel) -> Path:
    """Where the export of this model lies, or would lie."""
    return Path(settings.STEPMARK_MODELS_DIR) / f"onnx-{model.model_id}"


def is_exported(model: FoundModel) -> bool:
    """Written last: a folder with it is whole, and was compared with the original."""
    return (exported(model) / "checked.json").is_file()


def export(model: FoundModel) -> float:
    """Write the graph, compare it with the original, put it in place. The lowest cosine between the two.

    RuntimeError where they differ; then nothing is left behind.
    """
    from search.encoders.sentence import SentenceEncoder

    target = exported(model)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".onnx-") as building:
        folder = Path(building) / "made"
        folder.mkdir()
        original = SentenceEncoder(model)
        _write_graph(original._model, folder / "model.onnx")
        agreement = _agreement(model, folder, original)
        if agreement < CLOSE_ENOUGH:
            raise RuntimeError(f"The exported encoder differs from the original (cosine {agreement:.4f}).")
        (folder / "checked.json").write_text(json.dumps({"model": model.model_id, "cosine": agreement}))
        if not is_exported(model):
            os.rename(folder, target)
    return agreement


def _agreement(model: FoundModel, folder: Path, original: Any) -> float:
    made = OnnxEncoder(model, folder)
    each = (made.encode(CHECKED_ON) * original.encode(CHECKED_ON)).sum(axis=1)
    return float(each.min())


def _write_graph(sentence_model: Any, path: Path) -> None:
    """Transformer, mean over the tokens and unit length as one graph."""
    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = sentence_model[0].auto_model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            tokens = self.transformer(input_ids=input_ids, attention_mask=attention_mask)[0]
            mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    example = (torch.ones(2, 8, dtype=torch.int64), torch.ones(2, 8, dtype=torch.int64))
    dynamic = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tracer's doubts: the result is compared with the original
        torch.onnx.export(
            Whole().eval(),
            example,
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": dynamic, "attention_mask": dynamic, "vectors": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
