"""The draft as JSON for other programs: the form in which its quality is measured, too."""

from pathlib import Path
from typing import Any

from ingest.artefacts import Draft, DraftStep


def as_dict(draft: Draft, *, name: str, pictures: str, seconds: dict[str, float]) -> dict[str, Any]:
    """The whole draft. `pictures` is the folder of the screenshots as seen from the JSON file; "" for none."""
    return {
        "title": draft.title or Path(name).stem,
        "purpose": draft.purpose,
        "when_to_use": draft.when_to_use,
        "who": draft.who,
        "prerequisites": draft.prerequisites,
        "notes": draft.notes,
        "glossary": draft.glossary,
        "suggested_links": draft.suggested_links,
        "steps": [_step(step, pictures) for step in draft.steps],
        "warnings": draft.warnings,
        "needs_review": draft.needs_review,
        "width": draft.width,
        "height": draft.height,
        "duration_s": draft.duration_s,
        "processing_s": round(sum(seconds.values()), 2),
        "stage_seconds": {stage: round(took, 2) for stage, took in seconds.items()},
    }


def _step(step: DraftStep, pictures: str) -> dict[str, Any]:
    has_picture = bool(step.screenshot and pictures)
    return {
        "kind": step.kind,
        "start_s": step.start_s,
        "end_s": step.end_s,
        "title": step.title,
        "body": step.body,
        "note": step.note,
        "note_kind": step.note_kind,
        "action": step.action,
        "target_label": step.target_label,
        "typed_text": step.value,
        "bbox": list(step.box) if step.box else None,
        "screenshot_time_s": step.screenshot_s,
        "screenshot": f"{pictures}/{step.screenshot}" if has_picture else None,
        "confidence": step.confidence,
        "unsure": step.unsure,
    }
