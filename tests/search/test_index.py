"""The view of the log: it follows, it can be thrown away, and small segments are like the big one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from search import indexing, log
from search.index import snapshot
from search.index.view import View
from search.models import Entry, IndexedSop
from search.service import find_steps
from sops.models import Sop
from tests.search.conftest import Publishing
from tests.support.cast import Cast
from tests.support.make import make_sop

DIMENSION = 64
MODEL = "hashing-64"


@pytest.fixture(autouse=True)
def every_snapshot_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "WORTH_ROWS", 1)
    monkeypatch.setattr(log, "LONG", 1)


def _ids(view: View) -> set[int]:
    reading = view.current()
    return {int(i) for part in reading.parts for i in part.segment.tables.sop_ids[part.alive]}


def test_a_view_follows_the_log(cast: Cast, published: Publishing) -> None:
    view = View(MODEL, DIMENSION)
    assert _ids(view) == set()
    sops = {published(cast.sales, cast.ed, f"SOP {number}").pk for number in range(12)}
    assert _ids(view) == sops
    assert len(view.current().parts) <= 8


def test_a_view_made_step_by_step_equals_one_made_at_once(cast: Cast, published: Publishing, tmp_path: Path) -> None:
    view = View(MODEL, DIMENSION)
    for number in range(9):
        published(cast.sales if number % 2 else cast.desk, cast.ed, f"SOP {number}", ["Open it", f"Enter {number}"])
        view.current()
    (tmp_path / "search" / "snapshot.npz").unlink(missing_ok=True)
    afresh = View(MODEL, DIMENSION)
    assert _ids(view) == _ids(afresh)
    rows = {
        id(v): sum(part.segment.sop_of_row[part.alive[part.segment.sop_of_row]].size for part in v.current().parts)
        for v in (view, afresh)
    }
    assert len(set(rows.values())) == 1


def test_a_new_process_starts_from_the_snapshot_and_reads_the_tail(
    cast: Cast, published: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = published(cast.sales, cast.ed, "First")
    View(MODEL, DIMENSION).current()
    second = published(cast.sales, cast.ed, "Second")
    read: list[int] = []
    original = log.changed_since
    monkeypatch.setattr(log, "changed_since", lambda sequence: read.append(sequence) or original(sequence))
    assert _ids(View(MODEL, DIMENSION)) == {first.pk, second.pk}
    assert read[0] > 0


@pytest.mark.parametrize("damage", ["cut", "zeros", "empty", "text"])
def test_a_damaged_snapshot_is_noticed(cast: Cast, published: Publishing, tmp_path: Path, damage: str) -> None:
    sop = published(cast.sales, cast.ed, "First")
    View(MODEL, DIMENSION).current()
    path = tmp_path / "search" / "snapshot.npz"
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {"cut": whole[:middle], "zeros": whole[:300] + bytes(64) + whole[364:], "empty": b"", "text": b"hello"}[damage]
    )
    assert _ids(View(MODEL, DIMENSION)) == {sop.pk}


def test_a_snapshot_of_another_model_is_not_used(cast: Cast, published: Publishing, settings: Any) -> None:
    published(cast.sales, cast.ed, "Request a discount")
    View(MODEL, DIMENSION).current()
    other = View("another-model-32", 32).current()
    assert other.parts[0].segment.tables.title_vectors.shape == (1, 32)
    assert not other.parts[0].segment.tables.title_vectors.any()


def test_entries_of_another_model_wait_for_the_new_one_while_words_answer(cast: Cast, published: Publishing) -> None:
    published(cast.sales, cast.ed, "Request a discount")
    Entry.objects.update(model_id="an-older-model", embedding=b"\0" * 24)
    IndexedSop.objects.update(sequence=log.next_sequence())
    assert [sop.title for sop in find_steps(user=cast.rosa, query="discount").sops] == ["Request a discount"]
    from search import embedding

    assert embedding.embed_waiting() == 4
    assert set(Entry.objects.values_list("model_id", flat=True)) == {MODEL}


def test_text_that_comes_back_keeps_its_embedding(
    cast: Cast, published: Publishing, committed: Callable[[], Any]
) -> None:
    sop = published(cast.sales, cast.ed, "Request a discount")
    indexing.index_sop(sop.pk)
    assert not Entry.objects.filter(embedding=None).exists()


def test_repair_finds_what_nobody_announced(cast: Cast, published: Publishing) -> None:
    kept = published(cast.sales, cast.ed, "Kept")
    withdrawn = published(cast.sales, cast.ed, "Withdrawn")
    Sop.objects.filter(pk=withdrawn.pk).update(is_published=False)
    unannounced = make_sop(cast.sales, cast.ed, "Unannounced")
    assert indexing.repair() == 2
    assert _ids(View(MODEL, DIMENSION)) == {kept.pk, unannounced.pk}
    assert indexing.repair() == 0


def test_a_rolled_back_log_is_read_again(cast: Cast, published: Publishing) -> None:
    view = View(MODEL, DIMENSION)
    sop = published(cast.sales, cast.ed, "First")
    view.current()
    from search.models import LogHead

    LogHead.objects.update(sequence=1)
    IndexedSop.objects.update(sequence=1)
    assert _ids(view) == {sop.pk}


def test_vectors_are_kept_in_half_precision(cast: Cast, published: Publishing) -> None:
    published(cast.sales, cast.ed, "First")
    stored = Entry.objects.exclude(number=0).first()
    assert stored is not None
    assert len(stored.embedding or b"") == 2 * DIMENSION
    vector = np.frombuffer(stored.embedding or b"", dtype="<f2").astype(np.float32)
    assert abs(float(np.linalg.norm(vector)) - 1) < 0.01
