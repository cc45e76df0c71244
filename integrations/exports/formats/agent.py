"""An SOP as data that an automation or an assistant can follow: actions, targets, rules, checks, parameters.

The shape is `static/integrations/agent-sop.schema.json`, documented in docs/integrations/agents.md.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static

from integrations.exports import names
from integrations.exports.content import ExportSop, ExportStep, Reference, Way
from integrations.exports.formats.agent_parameters import Parameters
from integrations.exports.formats.base import File, Packing
from integrations.exports.pictures import Pictures
from sops import markdown
from sops.document import Fix

FORMAT, FORMAT_VERSION = "stepmark/agent-sop", "1.0"
SCHEMA = "integrations/agent-sop.schema.json"
# What a person did by hand; "perform" is everything the recording doesn't say more exactly.
ACTIONS = ("click", "type", "select", "navigate", "drag")
HINTS = {"caution": "warnings", "tip": "hints", "decision": "hints", "troubleshooting": "hints"}


class AgentJson:
    name = "agent"
    label = "Agent-ready JSON"
    hint = "Actions, targets, decision rules and checks, secrets as parameters, for automations and assistants"
    packing = Packing.FILE
    extension = "json"
    media_type = "application/json"

    def problem(self) -> str:
        return ""

    def files(self, sop: ExportSop, pictures: Pictures) -> Iterator[File]:
        content = json.dumps(agent_sop(sop), ensure_ascii=False, indent=2)
        yield File(f"{names.stem(sop.title, sop.key)}.json", f"{content}\n".encode())


def agent_sop(sop: ExportSop) -> dict[str, Any]:
    document = sop.document
    parameters = Parameters()
    steps = [_step(sop, place, parameters) for place in range(len(sop.steps))]
    return {
        "$schema": f"{sop.site}{static(SCHEMA)}" if sop.site else SCHEMA.rpartition("/")[2],
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "sop": {
            "key": sop.key,
            "title": sop.title,
            "url": sop.url,
            "version": sop.version,
            "content_hash": sop.content_hash,
            "published_at": sop.published_at.isoformat(),
            "library": sop.library,
            "category": sop.category,
            "owner": document.owner,
            "tags": document.tags,
            "minutes": document.minutes,
        },
        "context": {
            "purpose": document.purpose,
            "when_to_use": document.when_to_use,
            "who": document.who,
            "prerequisites": document.prerequisites,
            "notes": document.notes,
            "links": [_link(reference) for reference in sop.references],
        },
        "parameters": parameters.listed(),
        "start": sop.steps[0].key if sop.steps else None,
        "steps": steps,
        "done_when": document.expected_result,
        "recovery": _fixes(document.troubleshooting),
    }


def _step(sop: ExportSop, place: int, parameters: Parameters) -> dict[str, Any]:
    step = sop.steps[place]
    following = sop.steps[place + 1] if place + 1 < len(sop.steps) else None
    said: dict[str, list[str]] = {"warnings": [], "hints": []}
    if step.note:
        said[HINTS.get(step.note_kind, "hints")].append(step.note)
    if step.kind == "caution":
        said["warnings"].append(step.plain_title)
    return {
        "id": step.key,
        "number": step.number,
        "kind": step.kind,
        "section": step.section,
        "instruction": step.plain_title,
        "details": step.body,
        "url": step.url,
        "action": _action(step, parameters),
        "decision": _decision(step),
        "run_sop": _run_sop(step),
        "checks": _checks(sop, step, following),
        **said,
        "recovery": _fixes(step.fixes),
        "links": [_link(reference) for reference in step.references],
        "next": following.key if following else None,
    }


def _action(step: ExportStep, parameters: Parameters) -> dict[str, Any] | None:
    """None where nothing is done: at notes, cautions, decisions and other SOPs."""
    if step.kind != "action":
        return None
    kind = step.step.action if step.step.action in ACTIONS else "perform"
    return {"type": kind, "target": _target(step), "value": parameters.value_of(step.step)}


def _target(step: ExportStep) -> dict[str, Any] | None:
    picture = step.step.picture
    if not (step.step.target_label or picture):
        return None
    region = picture.highlight if picture else None
    return {
        "label": step.step.target_label,
        "region": {"x": region.x, "y": region.y, "width": region.width, "height": region.height} if region else None,
        "screen": {"sha256": picture.sha256, "width": picture.width, "height": picture.height, "shows": step.alt}
        if picture
        else None,
    }


def _decision(step: ExportStep) -> dict[str, Any] | None:
    if not step.ways:
        return None
    return {
        "question": step.plain_title,
        "rules": [{"when": markdown.plain(way.condition), "then": _then(way)} for way in step.ways],
        "otherwise": "ask_a_person",
    }


def _then(way: Way) -> dict[str, Any]:
    if way.step_key:
        return {"go_to": "step", "step": way.step_key}
    if way.sop_key:
        return {"go_to": "sop", "sop": way.sop_key, "url": way.url}
    return {"go_to": "end" if way.where == "You are done" else "ask_a_person"}


def _run_sop(step: ExportStep) -> dict[str, Any] | None:
    if step.kind != "sub_sop" and not step.step.sub_sop_key:
        return None
    known = step.sub_sop
    if known is None:
        return {"sop": None, "title": "", "url": "", "then": "ask_a_person"}
    return {"sop": step.step.sub_sop_key, "title": known.label, "url": known.url, "then": "return"}


def _checks(sop: ExportSop, step: ExportStep, following: ExportStep | None) -> list[dict[str, str]]:
    """What must be so before acting, and what shows that it worked: from the targets, and from what the SOP says."""
    checks = []
    label, action = step.step.target_label, step.step.action
    if label and step.kind == "action":
        checks.append({"when": "before", "kind": "visible", "label": label})
        if action in ("type", "select"):
            checks.append({"when": "after", "kind": "has_value", "label": label})
    expected = following.step.target_label if following and following.kind == "action" and not step.ways else ""
    if expected and action in ("click", "navigate"):
        checks.append({"when": "after", "kind": "visible", "label": expected})
    if following is None and sop.document.expected_result:
        checks.append({"when": "after", "kind": "statement", "text": sop.document.expected_result})
    return checks


def _fixes(fixes: list[Fix]) -> list[dict[str, str]]:
    return [{"symptom": fix.symptom, "fix": fix.fix} for fix in fixes]


def _link(reference: Reference) -> dict[str, str]:
    return {"label": reference.label, "url": reference.url, "kind": reference.kind}
