"""A folder of SOPs, queries and judgements, and how it gets into a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.models import Library
from search import indexing
from sops.document import SCHEMA, Document, DocumentStep, Picture
from sops.models import Category, Screenshot, Sop, Version

FILES = ("sops.jsonl", "steps.jsonl", "queries.jsonl", "qrels.jsonl")


@dataclass(frozen=True)
class Question:
    qid: str
    text: str
    kind: str


@dataclass(frozen=True)
class Corpus:
    """Judgements: query -> SOP or step -> how relevant."""

    sops: list[dict[str, Any]]
    steps: dict[str, list[dict[str, Any]]]
    questions: list[Question]
    right_sops: dict[str, dict[str, int]] = field(default_factory=dict)
    right_steps: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Loaded:
    """Where the corpus's own ids went: keys of SOPs and steps."""

    library: Library
    sop_keys: dict[str, str]  # key -> sop_id of the corpus
    step_keys: dict[str, str]


def read(folder: Path) -> Corpus:
    """The corpus in that folder. FileNotFoundError names the file that is missing."""
    steps: dict[str, list[dict[str, Any]]] = {}
    for step in _lines(folder / "steps.jsonl"):
        steps.setdefault(step["sop_id"], []).append(step)
    corpus = Corpus(
        sops=list(_lines(folder / "sops.jsonl")),
        steps={sop_id: sorted(rows, key=lambda row: row["number"]) for sop_id, rows in steps.items()},
        questions=[Question(row["qid"], row["text"], row["kind"]) for row in _lines(folder / "queries.jsonl")],
    )
    for row in _lines(folder / "qrels.jsonl"):
        judged, what = (corpus.right_steps, "step_id") if row.get("step_id") else (corpus.right_sops, "sop_id")
        judged.setdefault(row["qid"], {})[row[what]] = int(row.get("rel", 1))
    return corpus


@transaction.atomic
def load(corpus: Corpus) -> Loaded:
    """Make the corpus's SOPs published ones in one open library, and write their entries."""
    library = Library.objects.create(name="Corpus", slug="corpus", is_open=True)
    categories = {
        name: Category.objects.create(name=name[:80], slug=name[:60])
        for name in sorted({sop.get("category") or "" for sop in corpus.sops} - {""})
    }
    loaded = Loaded(library, {}, {})
    pictures: list[Screenshot] = []
    for at, row in enumerate(corpus.sops):
        if row["sop_id"] not in corpus.steps:
            continue
        sop = Sop(key=f"sop-{at}", library=library, title=row["title"][:200], is_published=True)
        sop.category = categories.get(row.get("category") or "")
        loaded.sop_keys[sop.key] = row["sop_id"]
        document = _document(sop.key, row["title"], corpus.steps[row["sop_id"]], loaded)
        Sop.objects.bulk_create([sop])
        version = Version.objects.create(
            sop=sop,
            number=1,
            data=document.to_json_dict(),
            schema=SCHEMA,
            content_hash=document.content_hash(),
            published_at=timezone.now(),
        )
        Sop.objects.filter(pk=sop.pk).update(current_version=version)
        pictures += _pictures(sop, document, corpus.steps[row["sop_id"]])
    Screenshot.objects.bulk_create(pictures, batch_size=500)
    for sop_id in Sop.objects.order_by("pk").values_list("pk", flat=True):
        indexing.index_sop(sop_id)
    return loaded


def _document(key: str, title: str, steps: list[dict[str, Any]], loaded: Loaded) -> Document:
    made = []
    for number, row in enumerate(steps, start=1):
        step = DocumentStep(
            key=f"{key}-{number}",
            kind="action",
            title="",
            body=row["text"],
            section=row.get("section") or "",
            picture=Picture(f"{number:064d}", 1280, 720) if row.get("screen_text") else None,
        )
        loaded.step_keys[step.key] = row["step_id"]
        made.append(step)
    return Document(key=key, title=title, steps=made)


def _pictures(sop: Sop, document: Document, steps: list[dict[str, Any]]) -> list[Screenshot]:
    return [
        Screenshot(
            sop=sop,
            sha256=step.picture.sha256,
            width=1280,
            height=720,
            is_published=True,
            words=[{"text": row["screen_text"], "box": [0, 0, 1, 1]}],
        )
        for step, row in zip(document.steps, steps, strict=True)
        if step.picture
    ]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())
