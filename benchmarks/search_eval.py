"""`make eval`: relevance of search on a judged set, into docs/search.md between its markers.

Another set: `python -m benchmarks.search_eval FOLDER`. The first run encodes the set, which takes minutes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "search.md"
DEFAULT_SET = ROOT.parent / "shared" / "eval"
BEGIN, END = "<!-- relevance: begin (written by make eval) -->", "<!-- relevance: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=DEFAULT_SET)
    parser.add_argument("--figures", type=Path, help="take these figures of `evaluate_search --json` instead")
    options = parser.parse_args()
    figures = json.loads(options.figures.read_text()) if options.figures else measured(options.folder)
    into_document(figures)
    print(table(figures))


def measured(folder: Path) -> dict[str, Any]:
    """What `manage.py evaluate_search` says of the folder."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "figures.json"
        command = [sys.executable, "manage.py", "evaluate_search", str(folder), "--json", str(out)]
        subprocess.run(command, cwd=ROOT, check=True)
        figures: dict[str, Any] = json.loads(out.read_text())
    return figures


def table(figures: dict[str, Any]) -> str:
    """Markdown: one row per kind of query, then the figures over all of them."""
    rows = ["| queries | nDCG@10 |", "|---|---|"]
    rows += [f"| {kind} | {value:.3f} |" for kind, value in figures["ndcg@10"].items()]
    rows.append(f"| judged by step | {figures['step_ndcg@10']:.3f} |")
    rows += [
        "",
        f"Recall@10 {figures['recall@10']:.3f}, MRR@10 {figures['mrr@10']:.3f}, over {figures['queries']:,} queries. "
        f"“all” is every kind but typos.",
    ]
    return "\n".join(rows)


def into_document(figures: dict[str, Any]) -> None:
    before, rest = DOCUMENT.read_text().split(BEGIN)
    _, after = rest.split(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table(figures)}\n{END}{after}")


if __name__ == "__main__":
    main()
