"""With the encoder that people get."""

import time
from typing import Any

import numpy as np
import pytest

from search import embedding
from search.encoders import found, loading, onnx
from search.encoders.sentence import SentenceEncoder
from search.service import find_steps
from tests.search.conftest import Publishing
from tests.support.cast import Cast

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("real_model")]


def test_other_words_for_the_same_thing_find_it(cast: Cast, published: Publishing) -> None:
    published(cast.sales, cast.ed, "Request a discount", ["Open the deal", "Ask finance to approve a lower price"])
    published(cast.sales, cast.ed, "Book a meeting room", ["Open the calendar", "Choose a room"])
    loading.wait_for_question_encoder()
    results = find_steps(user=cast.rosa, query="make it cheaper for the customer")
    assert results.mode == "hybrid"
    assert results.sops[0].title == "Request a discount"


def test_the_export_says_what_the_original_says(settings: Any, tmp_path: Any) -> None:
    settings.STEPMARK_MODELS_DIR = tmp_path
    model = found.embedding_model()
    assert model is not None
    assert onnx.export(model) >= onnx.CLOSE_ENOUGH
    assert onnx.is_exported(model)
    texts = ["", "one", "Request a discount above 20 % " * 60, "Ünïcode 请 ✅"]
    agreement = (onnx.OnnxEncoder(model).encode(texts) * SentenceEncoder(model).encode(texts)).sum(axis=1)
    assert np.all(agreement > onnx.CLOSE_ENOUGH)


def test_words_answer_while_the_model_loads(cast: Cast, published: Publishing, monkeypatch: pytest.MonkeyPatch) -> None:
    published(cast.sales, cast.ed, "Request a discount")
    monkeypatch.setattr(loading, "_loaded", {})
    monkeypatch.setattr(loading, "_begun", set())
    monkeypatch.setattr(loading, "_made", lambda wanted: time.sleep(1))
    results = find_steps(user=cast.rosa, query="discount")
    assert (results.mode, len(results.sops)) == ("words", 1)
    assert "still starting" in results.notice
    loading.wait_for_question_encoder()  # the thread ends before the patches do


def test_embeddings_of_both_encoders_are_the_same_model(cast: Cast, published: Publishing) -> None:
    published(cast.sales, cast.ed, "Request a discount")
    assert embedding.embed_waiting() == 0
    loading.wait_for_question_encoder()
    encoder = loading.question_encoder()
    assert encoder is not None
    assert encoder.model_id == found.model_id()
