import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.measures import cache, corpus, relevance
from search.measures.database import throw_away_database


class Command(BaseCommand):
    help = "Measures relevance on a folder of SOPs, queries and judgements, in a database that is thrown away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="with sops.jsonl, steps.jsonl, queries.jsonl, qrels.jsonl")
        parser.add_argument("--json", type=Path, help="write the figures here")
        parser.add_argument("--engine", help=f"the engine; {settings.STEPMARK_SEARCH_ENGINE} by default")
        parser.add_argument("--per-query", action="store_true", help="also write the value of each query")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["engine"] or settings.STEPMARK_SEARCH_ENGINE) != "embedded":
            raise CommandError("There is one engine, “embedded”.")
        try:
            measured = corpus.read(options["folder"])
        except FileNotFoundError as problem:
            raise CommandError(f"{problem.filename} is missing.") from problem
        say = self.stdout.write if options["verbosity"] > 1 else lambda line: None
        with throw_away_database():
            figures = _measured(measured, say)
        per_query = figures.pop("per_query")
        self.stdout.write(_table(figures))
        if options["json"]:
            written = {**figures, "per_query": per_query} if options["per_query"] else figures
            options["json"].write_text(json.dumps(written, indent=1) + "\n")


def _measured(measured: corpus.Corpus, say: Any) -> dict[str, Any]:
    loaded = corpus.load(measured)
    say(f"{len(loaded.sop_keys)} SOPs with {len(loaded.step_keys)} steps indexed")
    cache.embed_waiting()
    return relevance.measure(measured, loaded, say)


def _table(figures: dict[str, Any]) -> str:
    rows = [f"{name:12} {value:.3f}" for name, value in figures["ndcg@10"].items()]
    rows = [f"nDCG@10 over {figures['queries']} queries", *rows]
    rows += [f"{name:12} {figures[name]:.3f}" for name in ("step_ndcg@10", "recall@10", "mrr@10")]
    return "\n".join([*rows, f"p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms"])
