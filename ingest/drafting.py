"""A draft becomes an SOP: pixels become fractions, pictures go along, what is unsure stays marked."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.artefacts import Box, Draft, DraftStep, TextLine
from ingest.models import Recording
from sops.document import Document, DocumentStep, Highlight, Link, Picture
from sops.keys import new_key
from sops.models import Sop
from sops.pictures import sha256_of
from sops.services.importing import create_sop_from_document

TITLE_LENGTH, STEP_TITLE_LENGTH, LABEL_LENGTH, VALUE_LENGTH = 200, 300, 200, 300
MINUTE_S = 60


@dataclass
class Parts:
    """What goes along with the document, by sha256 of a picture or key of a step."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    words: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    details: dict[str, dict[str, Any]] = field(default_factory=dict)


def create_sop(*, draft: Draft, pictures: Path, recording: Recording) -> Sop:
    """The draft SOP of a recording, in its uploader's name. `pictures` is the folder with the screenshots."""
    parts = Parts()
    steps = [step_of(step, draft, pictures, parts, new_key()) for step in draft.steps]
    links, unknown = _links(draft.suggested_links, recording)
    document = Document(
        key=new_key(),
        title=_cut(draft.title.strip() or Path(recording.name).stem, TITLE_LENGTH),
        purpose=draft.purpose,
        when_to_use=draft.when_to_use,
        who=draft.who,
        prerequisites=draft.prerequisites,
        notes=[*draft.notes, *draft.glossary, *[f"Mentioned in the recording: {title}" for title in unknown]],
        minutes=max(1, round(draft.duration_s / MINUTE_S)),
        links=links,
        steps=steps,
    )
    return create_sop_from_document(
        document=document,
        library=recording.library,
        by=recording.uploaded_by,
        pictures=parts.pictures,
        picture_words=parts.words,
        step_details=parts.details,
        source="recording",
    )


def step_of(step: DraftStep, draft: Draft, pictures: Path, parts: Parts, key: str) -> DocumentStep:
    """The step under that key; its picture, the words on it and what is known of it are added to `parts`."""
    parts.details[key] = {
        "start_s": step.start_s,
        "end_s": step.end_s,
        "confidence": step.confidence,
        "evidence": _evidence(step),
        "unsure": step.unsure,
    }
    return DocumentStep(
        key=key,
        kind=step.kind,
        title=_cut(step.title, STEP_TITLE_LENGTH),
        body=step.body,
        note=step.note,
        note_kind=step.note_kind,
        action=step.action,
        target_label=_cut(step.target_label, LABEL_LENGTH),
        value=_cut(step.value, VALUE_LENGTH),
        picture=_picture(step, draft, pictures, parts),
    )


def _picture(step: DraftStep, draft: Draft, pictures: Path, parts: Parts) -> Picture | None:
    if not step.screenshot:
        return None
    content = (pictures / Path(step.screenshot).name).read_bytes()
    sha256 = sha256_of(content)
    parts.pictures[sha256] = content
    parts.words[sha256] = [_word(line, draft) for line in step.words]
    highlight = Highlight(*_fractions(step.box, draft)) if step.box else None
    alt = f"Screen with “{step.target_label}” marked" if step.target_label and highlight else "Screen"
    return Picture(sha256, draft.width, draft.height, _cut(alt, STEP_TITLE_LENGTH), highlight)


def _word(line: TextLine, draft: Draft) -> dict[str, Any]:
    return {"text": line.text, "box": _fractions(line.box, draft)}


def _fractions(box: Box, draft: Draft) -> list[float]:
    """The part of the box that lies on the picture, as fractions of its width and height."""
    x, y, width, height = box
    left, right = (min(max(at / draft.width, 0.0), 1.0) for at in (x, x + width))
    top, bottom = (min(max(at / draft.height, 0.0), 1.0) for at in (y, y + height))
    return [round(value, 5) for value in (left, top, right - left, bottom - top)]


def _evidence(step: DraftStep) -> dict[str, str]:
    """{"label": "ocr", …} from "label:ocr", and what was said meanwhile."""
    facts = dict(fact.split(":", 1) for fact in step.evidence if ":" in fact)
    return {**facts, "said": step.narration} if step.narration else facts


def _links(titles: list[str], recording: Recording) -> tuple[list[Link], list[str]]:
    """Links to the SOPs that were spoken of, where there is exactly one of that title; else their names."""
    links, unknown = [], []
    known = Sop.objects.visible_to(recording.uploaded_by) if recording.uploaded_by else Sop.objects.none()
    for title in titles:
        found = list(known.filter(listed_title__iexact=title.strip())[:2])
        if len(found) == 1:
            links.append(Link(label=found[0].listed_title, sop_key=found[0].key, kind="sop"))
        else:
            unknown.append(title)
    return links, unknown


def _cut(text: str, length: int) -> str:
    text = text.strip()
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
