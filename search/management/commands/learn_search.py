import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import fusion
from search.measures import cache, corpus, learning
from search.measures.database import throw_away_database
from search.measures.examples import Example, examples
from search.retrieval import STEP_SIGNALS


class Command(BaseCommand):
    help = "Learns the weights of search on a judged folder, reports them on questions they did not learn from."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="with sops.jsonl, steps.jsonl, queries.jsonl, qrels.jsonl")
        parser.add_argument("--write", action="store_true", help=f"put what was learned into {fusion.LEARNED.name}")
        parser.add_argument("--json", type=Path, help="write the figures here")

    def handle(self, *args: Any, **options: Any) -> None:
        measured = corpus.read(options["folder"])
        tables, figures = {}, {}
        with throw_away_database():
            loaded = corpus.load(measured)
            if not cache.embed_waiting():
                raise CommandError("There is no model to learn with. See docs/operate/models.md.")
            for mode in ("hybrid", "words"):
                found = list(examples(measured, loaded, with_meaning=mode == "hybrid"))
                figures[mode] = _across_halves(found, measured, mode)
                self.stdout.write(f"{mode}, each half judged by what the other learned: {json.dumps(figures[mode])}")
                tables[mode] = _table(*_learn(found, measured, mode), mode)
        if options["json"]:
            options["json"].write_text(json.dumps(figures, indent=1) + "\n")
        if options["write"]:
            fusion.LEARNED.write_text(_readable(tables))
            self.stdout.write(f"Written to {fusion.LEARNED}.")


def _readable(tables: dict[str, Any]) -> str:
    """JSON with a signal's weights on one line."""
    text = json.dumps(tables, indent=1)
    return re.sub(r"\[[^\[\]]*\]", lambda row: re.sub(r"\s+", " ", row[0]), text) + "\n"


def _learn(found: list[Example], measured: corpus.Corpus, mode: str) -> tuple[np.ndarray, np.ndarray]:
    sops = learning.learn_sops(found, measured.right_sops, mode)
    return sops, learning.learn_steps(found, measured.right_steps, sops, mode)


def _across_halves(found: list[Example], measured: corpus.Corpus, mode: str) -> dict[str, Any]:
    of_other = {
        half: _learn([example for example in found if learning.half_of(example.qid) != half], measured, mode)
        for half in (0, 1)
    }

    def score(example: Example) -> tuple[np.ndarray, np.ndarray | None]:
        sops, steps = of_other[learning.half_of(example.qid)]
        of_steps = learning.step_features(example, sops, mode) @ steps if example.steps is not None else None
        return learning.sop_scores(example, sops, mode), of_steps

    return learning.judged(found, measured.right_sops, measured.right_steps, score)


def _table(sops: np.ndarray, steps: np.ndarray, mode: str) -> dict[str, Any]:
    by_step = dict(zip(learning.STEP_FEATURES, np.round(steps, 3).tolist(), strict=True))
    rows = zip(learning.signals_of(mode), np.round(sops, 3).tolist(), strict=True)
    return {
        "moods": list(fusion.MOODS),
        "sops": dict(rows),
        "steps": {name: by_step[name] for name in STEP_SIGNALS},
        "step_of_its_sop": {name: by_step[name] for name in ("sop", "title_cosine")},
    }
