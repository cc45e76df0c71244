"""The measured figures as a table, and into the README between its markers."""

from pathlib import Path
from typing import Any

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN, END = "<!-- measures: begin (written by make bench) -->", "<!-- measures: end -->"


def table(results: dict[str, Any]) -> str:
    """Markdown: what, measured, its raw parts in the same run, the ratio."""
    rows = ["| what | measured | raw parts, same run | ratio |", "|---|---|---|---|"]
    if starting := results.get("starting"):
        rows.append(
            f"| second start, until the first page | {starting['second_start_s']} s "
            f"| Django alone {starting['bare_django_s']} s | {starting['ratio']} |"
        )
    if ingest := results.get("ingest"):
        rows.append(
            f"| recording of {ingest['length_s']} s → draft | {ingest['whole_s']} s "
            f"| transcription alone {ingest['raw_transcription_s']} s | {ingest['times_transcription']} |"
        )
        rows.append(
            f"| … against its length | {ingest['whole_s']} s | {ingest['length_s']} s | {ingest['times_length']} |"
        )
    for search in results.get("search", []):
        rows.append(
            f"| search over {search['steps']:,} steps, p50 (p95) | {search['service_p50_ms']:.1f} "
            f"({search['service_p95_ms']:.1f}) ms | encoder + FAISS + words {search['raw_p50_ms']:.1f} ms "
            f"| {search['ratio_p50']:.2f} |"
        )
    rows += _exports(results.get("exports", {}))
    if versions := results.get("versions"):
        size = f"{versions['steps']} steps, {versions['versions']} versions"
        for name, label in (("compare_page", "comparison"), ("history_page", "history"), ("reading_page", "reading")):
            rows.append(
                f"| {label} of {size} | {versions[f'{name}_ms']} ms | {versions[f'{name}_queries']} queries | |"
            )
    machine = results["machine"]
    rows += [
        "",
        f"{machine['cores']} cores of {machine['processor']}, no GPU, Python {machine['python']}, "
        f"load {machine['load_at_start']} at the start, {results['measured_at'][:10]}.",
    ]
    return "\n".join(rows)


def _exports(measured: dict[str, Any]) -> list[str]:
    """One row per format; only PDF has a raw part to be held against."""
    rows = []
    for form, took in measured.get("formats", {}).items():
        alone = measured["typesetting_alone_s"] if form == "pdf" else None
        raw = f"typesetting alone, one core {alone} s" if alone else "–"
        rows.append(
            f"| {measured['sops']} SOPs of {measured['steps']} steps with pictures → {form} "
            f"| {took['seconds']} s, {took['peak_mb']} MB | {raw} "
            f"| {round(took['processor_seconds'] / alone, 2) if alone else '–'} |"
        )
    return rows


def into_readme(results: dict[str, Any]) -> None:
    text = README.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    README.write_text(f"{before}{BEGIN}\n{table(results)}\n{END}{after}")
