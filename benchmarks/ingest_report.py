"""The measures of drafts as tables, and into docs/ingest.md between its markers."""

from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[1] / "docs" / "ingest.md"
BEGIN, END = "<!-- measures: begin (written by make eval-ingest) -->", "<!-- measures: end -->"
SHOWN = {
    "sop_score": "whole",
    "step_f1": "steps found",
    "target_acc": "labels",
    "value_recall": "values",
    "click_hit": "boxes",
    "shot_ok": "screenshots",
    "instr_f1": "sentences",
    "note_placed": "notes",
    "title_f1": "title",
    "purpose_f1": "purpose",
    "ready_steps": "ready without an edit",
    "leak": "secrets leaked",
}
Row = list[str]


def table(results: dict[str, Any]) -> str:
    """Made recordings with a known truth, then those of others, then what became of every file."""
    parts = [_made(results), _real(results), _files(results), _machine(results)]
    return "\n\n".join(part for part in parts if part)


def into_docs(results: dict[str, Any]) -> None:
    text = DOCS.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    DOCS.write_text(f"{before}{BEGIN}\n{table(results)}\n{END}{after}", encoding="utf-8")


def _made(results: dict[str, Any]) -> str:
    scored = results.get("public") or {}
    if not scored:
        return ""
    rows = [["recording", *SHOWN.values()]]
    for name, scores in [*scored["per_recording"].items(), ("**mean**", scored["mean"])]:
        rows.append([name, *(_figure(scores.get(key)) for key in SHOWN)])
    return _markdown(rows)


def _real(results: dict[str, Any]) -> str:
    scored = results.get("real") or {}
    if not scored:
        return ""
    rows = [
        [
            "screencast by others",
            "actions noted",
            "found",
            "named rightly",
            "steps in the draft",
            "near no noted action",
        ]
    ]
    for name, scores in [*scored["per_recording"].items(), ("**all**", scored["total"])]:
        rows.append([name, *(str(scores.get(key, 0)) for key in ("noted", "found", "named", "steps", "extra"))])
    return _markdown(rows)


def _files(results: dict[str, Any]) -> str:
    rows = [["file", "length", "time", "times its length", "result"]]
    for name, told in results["files"].items():
        length = f"{told['length_s']:.0f} s" if "length_s" in told else ""
        ratio = _figure(told.get("times_length")) if "length_s" in told else ""
        rows.append([name, length, f"{told['seconds']} s", ratio, told.get("refused") or f"{told['steps']} steps"])
    return _markdown(rows)


def _machine(results: dict[str, Any]) -> str:
    described, loads = results["machine"], [told["load"] for told in results["files"].values()]
    load = f"load {min(loads)}–{max(loads)} meanwhile, " if loads else ""
    return (
        f"{described['cores']} cores of {described['processor']}, no GPU, Python {described['python']}, {load}"
        f"{results['measured_at'][:10]}. Times contain the start of the program and the loading of the models."
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _markdown(rows: list[Row]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])
