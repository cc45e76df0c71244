import json
import random
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandParser

from access.models import User
from search import service
from search.answering import CLEAR, evidence
from search.measures import cache, corpus
from search.measures.database import throw_away_database

SEED = 20261201
STEPS = (0.01, 0.5, 1.0, 2.0, 3.0, 5.0)


class Shown(NamedTuple):
    """One question: what speaks for its first step, and whether that is right."""

    margin: float
    is_right: bool
    is_by_step: bool  # judged by the step; else only by its SOP
    is_typo: bool


class Command(BaseCommand):
    help = "Measures how often the step in the answer box would be right, by how clearly it must win."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="with sops.jsonl, steps.jsonl, queries.jsonl, qrels.jsonl")
        parser.add_argument("--json", type=Path, help="write each question's margin and judgement here")

    def handle(self, *args: Any, **options: Any) -> None:
        measured = corpus.read(options["folder"])
        with throw_away_database():
            rows = _measured(measured)
        if options["json"]:
            options["json"].write_text(json.dumps([row._asdict() for row in rows]))
        random.Random(SEED).shuffle(rows)
        half = len(rows) // 2
        self.stdout.write(f"{len(rows)} questions; the margin that ships is {CLEAR}")
        for name, part in (("first half", rows[:half]), ("second half", rows[half:])):
            self.stdout.write(f"{name}: margin | shown | right SOP of those judged so | right step of those judged so")
            for margin in sorted({*STEPS, CLEAR}):
                self.stdout.write(_line(margin, part))


def _measured(measured: corpus.Corpus) -> list[Shown]:
    loaded = corpus.load(measured)
    cache.embed_waiting()
    user = User.objects.create_user("measure@example.com", name="Measure")
    rows = []
    for question in measured.questions:
        results = service.find_steps(user=user, query=question.text, limit=10)
        if not results.sops:
            continue
        key, step = results.sops[0].key, results.sops[0].best.key
        by_step = measured.right_steps.get(question.qid)
        by_sop = measured.right_sops.get(question.qid) or {}
        is_right = loaded.step_keys[step] in by_step if by_step else loaded.sop_keys[key] in by_sop
        rows.append(Shown(round(evidence(results), 4), is_right, bool(by_step), question.kind == "typo"))
    return rows


def _line(margin: float, rows: list[Shown]) -> str:
    shown = [row for row in rows if row.margin >= margin]
    parts = [f"{margin:5.2f} | {len(shown) / max(len(rows), 1):5.1%}"]
    for by_step in (False, True):
        judged = [row.is_right for row in shown if row.is_by_step is by_step]
        parts.append(f"{sum(judged) / len(judged):5.1%} of {len(judged)}" if judged else "none")
    return " | ".join(parts)
