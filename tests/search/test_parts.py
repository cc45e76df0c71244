"""Small parts, each by its properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlights import boxes, marked, snippet
from search.measures.metrics import ndcg, percentile, recall, reciprocal_rank
from search.vectors.base import Vectors
from search.vectors.exact import ExactVectors
from search.vectors.faiss_index import GATHER_UP_TO, FaissVectors
from search.words.query import LONGEST, parse
from search.words.tokens import identifiers_of, stem, tokenise, words_of


@given(st.text(max_size=300), st.sets(st.text(max_size=8), max_size=4))
def test_marking_changes_no_character(text: str, terms: set[str]) -> None:
    assert "".join(run.text for run in marked(text, terms)) == text


@given(st.text(max_size=2_000))
def test_a_snippet_is_short(text: str) -> None:
    assert sum(len(run.text) for run in snippet(text, {"a"})) <= 240


@given(st.text(max_size=3_000))
def test_parsing_never_fails_and_is_bounded(text: str) -> None:
    query = parse(text)
    assert len(query.text) <= LONGEST
    assert len(query.words) <= 40


@given(st.text(max_size=200))
def test_tokens_stand_where_they_say(text: str) -> None:
    for token in tokenise(text):
        assert 0 <= token.start < token.end <= len(text)


def test_a_snippet_begins_near_the_matches() -> None:
    text = "Filler words. " * 60 + "Enter the discount reason here. " + "More filler. " * 60
    runs = snippet(text, {stem("discount"), stem("reason")})
    assert [run.text for run in runs if run.is_match] == ["discount", "reason"]
    assert runs[0].text.startswith("… ")


def test_boxes_are_those_of_the_words_asked_for() -> None:
    words = [{"text": "Discounts", "box": [0, 0, 0.1, 0.1]}, {"text": "Save", "box": [0.5, 0, 0.1, 0.1]}, {"text": "x"}]
    assert boxes(words, {stem("discount")}) == ((0, 0, 0.1, 0.1),)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Error AADSTS50011 in the log", ["=aadsts50011"]),
        ("Set Sales_Stage__c to Won", ["=sales_stage__c"]),
        ("CustTable.AccountNum", ["=custtable.accountnum"]),
        ("the 10th of May, 30-day trial, e.g. this", []),
        ("plain words only", []),
    ],
)
def test_identifiers(text: str, found: list[str]) -> None:
    assert identifiers_of(text) == found


def test_a_compound_gives_its_parts_too() -> None:
    assert words_of("OpportunityStage") == ["opportunitystage", "opportunity", "stage"]


def _vectors(rows: int) -> np.ndarray:
    made = np.random.default_rng(7).standard_normal((rows, 16)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


class VectorsContract:
    def make(self, matrix: np.ndarray) -> Vectors:
        raise NotImplementedError

    @pytest.mark.parametrize("allowed", ["all", "none", "one", "block", "scattered", "most"])
    def test_the_nearest_of_the_allowed_rows(self, allowed: str) -> None:
        matrix = _vectors(3 * GATHER_UP_TO)
        within = {
            "all": None,
            "none": np.zeros(len(matrix), dtype=bool),
            "one": np.arange(len(matrix)) == 4_711,
            "block": np.arange(len(matrix)) > 3_000,
            "scattered": np.arange(len(matrix)) % 7 == 0,
            "most": np.arange(len(matrix)) % 7 != 0,
        }[allowed]
        query = _vectors(9)[8]
        scores = matrix @ query
        rows = np.arange(len(matrix)) if within is None else np.flatnonzero(within)
        best = rows[np.argsort(-scores[rows])][:10]
        nearest = self.make(matrix).nearest(query, within=within, limit=10)
        assert nearest.rows.tolist() == best.tolist()
        assert np.allclose(nearest.scores, scores[best], atol=1e-5)


class TestExact(VectorsContract):
    def make(self, matrix: np.ndarray) -> Vectors:
        return ExactVectors(matrix)


class TestFaiss(VectorsContract):
    def make(self, matrix: np.ndarray) -> Vectors:
        return FaissVectors(matrix)


def test_figures() -> None:
    assert ndcg(["a", "b"], {"a": 1}) == 1
    assert 0.6 < ndcg(["x", "a"], {"a": 1}) < 0.64
    assert ndcg(["x"] * 10 + ["a"], {"a": 1}) == 0
    assert recall(["a", "x"], {"a": 1, "b": 1}) == 0.5
    assert reciprocal_rank(["x", "a"], {"a": 1}) == 0.5
    assert percentile([1, 2, 3, 4], 0.5) == 2
