"""Fields of SOPs and steps for people: what they are called, and what they hold as a text that can be compared."""

import re
from collections.abc import Mapping
from typing import Any

from sops.document import to_plain

STEP_LABELS = {
    "title": "Title",
    "body": "Description",
    "section": "Section",
    "note": "Note",
    "note_kind": "Kind of note",
    "kind": "Kind",
    "action": "Action",
    "target_label": "Field or button",
    "value": "Value",
    "branches": "Ways on",
    "sub_sop_key": "Sub-SOP",
    "links": "Links",
    "troubleshooting": "Troubleshooting",
    "picture": "Picture",
    "screenshot": "Picture",
    "highlight": "Highlight",
    "annotations": "Marks on the picture",
    "alt": "Alt text",
    "position": "Place",
    "unsure": "To check",
    "confidence": "Confidence",
    "evidence": "Evidence",
    "start_s": "Start in the recording",
    "end_s": "End in the recording",
    "removed_at": "Removed",
    "moved_to_key": "Leads to",
    "sop": "SOP",
}
SOP_LABELS = {
    "title": "Title",
    "purpose": "Why",
    "when_to_use": "When",
    "who": "Who",
    "prerequisites": "Before you start",
    "expected_result": "Expected result",
    "notes": "Notes",
    "links": "Links",
    "troubleshooting": "Troubleshooting",
    "tags": "Tags",
    "minutes": "Time needed",
    "owner": "Owner",
    "category": "Stage or hand-off",
    "review_every_months": "Review every … months",
    "reviewed_at": "Reviewed on",
    "next_review_at": "Next review",
    "is_published": "Published",
    "library": "Library",
    "removed_at": "Removed",
}


_MARKS = re.compile(r"\*\*|__|`|\[([^\]]*)\]\([^)]*\)")


def unmarked(line: str) -> str:
    """A title without the marks of its labels: for lists of many, where rendering each would take long."""
    return _MARKS.sub(lambda found: found[1] or "", line).strip()


def label_of(field: str, labels: Mapping[str, str] = STEP_LABELS) -> str:
    return labels.get(field, field.replace("_", " ").capitalize())


def as_text(value: Any, titles: Mapping[str, str] | None = None) -> str:
    """Any value of a field as lines of words: lists one entry a line, places of pictures in percent.

    `titles` are names of the steps and SOPs that a branch or link leads to, by key.
    """
    value = to_plain(value)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        return _entry(value, titles or {})
    if isinstance(value, list):
        return "\n".join(as_text(item, titles) for item in value)
    return str(value)


def _entry(item: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    if "condition" in item:
        return _branch(item, titles)
    if "label" in item and ("url" in item or "sop_key" in item):
        target = item.get("url") or titles.get(item.get("sop_key", ""), item.get("sop_key", ""))
        kind = item.get("kind", "").replace("_", " ")
        return " → ".join(part for part in (item["label"], target) if part) + (f" ({kind})" if kind else "")
    if "symptom" in item:
        return f"{item['symptom']} → {item.get('fix', '')}"
    if {"x", "y"} <= set(item):
        return _box(item)
    return ", ".join(f"{name}: {as_text(part)}" for name, part in item.items() if part not in (None, "", [], {}))


def _branch(item: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    key = item.get("target_key", "")
    where = "end" if item.get("target_kind", "end") == "end" else titles.get(key, key)
    back = ", back" if item.get("is_back") else ""
    return f"{item['condition']} → {where}{back}"


def _box(item: Mapping[str, Any]) -> str:
    words = [str(item[name]) for name in ("kind", "text") if item.get(name)]
    sides = [f"{item[name]:.1%}" for name in ("x", "y", "width", "height") if isinstance(item.get(name), int | float)]
    return " ".join([*words, f"at {', '.join(sides)}"])
