"""SOPs that the pipeline made from recordings, with what an expert changed before publishing them.

`recordings/<key>.mp4` is the recording, `drafts/<key>/` the pipeline's result (see the command make_demo_drafts),
`drafts/<key>.yaml` the expert's corrections, in the order of the steps. `at` is the label that a step acts on,
or a list of it and what the pipeline read instead; `box` (in pixels) is where it is; `left_out` takes the step
away, `added` makes one where the pipeline found none. Branches lead to labels.
"""

from dataclasses import asdict, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from django.core.files import File
from django.utils import timezone

from ingest import drafting
from ingest.artefacts import Draft, DraftStep
from ingest.models import Job, Recording
from kb.demo.reading import FOLDER, DemoFileError, DemoSop, load_overlay, review_of, step_changes, take_head
from sops.document import Document, DocumentStep
from sops.models import Sop
from sops.pictures import sha256_of

RECORDINGS = FOLDER / "recordings"
DRAFTS = FOLDER / "drafts"
SAMPLE = RECORDINGS / "log-call.mp4"
ALIKE = 0.75  # of two labels: 1 is the same


def filmed_sops(reviews: dict[str, dict[str, int]]) -> list[DemoSop]:
    return [sop_from(path, reviews) for path in sorted(DRAFTS.glob("*.yaml"))]


def sop_from(overlay: Path, reviews: dict[str, dict[str, int]]) -> DemoSop:
    data = load_overlay(overlay)
    folder = overlay.with_suffix("")
    draft = Draft.from_json((folder / "draft.json").read_text(encoding="utf-8"))
    library, owner = data.pop("library"), data.pop("owner")
    corrections = data.pop("steps", [])
    head = _draft_head(draft) | {name: value for name, value in take_head(data).items() if value}
    if data:
        raise DemoFileError(f"{overlay.name}: not known: {', '.join(sorted(data))}")
    parts = drafting.Parts()
    rows = _in_sections(_corrected(draft, corrections, overlay.name))
    steps = [
        replace(drafting.step_of(step, draft, folder, parts, f"{head['key']}-{number}"), **changes)
        for number, (step, changes) in enumerate(rows, start=1)
    ]
    return DemoSop(
        document=Document(**head, steps=_leading_to_labels(steps)),
        library=library,
        owner=owner,
        review=review_of(head["key"], reviews),
        source="recording",
        pictures=parts.pictures,
        picture_words=parts.words,
        # The expert has looked at everything: nothing is left unsure.
        step_details={key: details | {"unsure": []} for key, details in parts.details.items()},
        recording=RECORDINGS / f"{overlay.stem}.mp4",
    )


def attach_recording(*, sop: Sop, demo: DemoSop, by: Any) -> None:
    """The recording with a finished job, so that the editor can play each step's segment. Once."""
    if demo.recording is None or sop.jobs.exists():
        return
    content = demo.recording.read_bytes()
    recording = Recording(
        library=sop.library,
        uploaded_by=by,
        name=f"{sop.title}.mp4",
        size=len(content),
        sha256=sha256_of(content),
        mime_type="video/mp4",
        duration_s=_duration(demo),
    )
    with demo.recording.open("rb") as file:
        recording.file.save(demo.recording.name, File(file), save=False)
    recording.save()
    Job.objects.create(recording=recording, sop=sop, state=Job.State.DONE, share=1, finished_at=timezone.now())


def _duration(demo: DemoSop) -> float:
    return max(details["end_s"] for details in demo.step_details.values())


def _draft_head(draft: Draft) -> dict[str, Any]:
    names = ("title", "purpose", "when_to_use", "who", "prerequisites", "notes")
    return {name: value for name, value in asdict(draft).items() if name in names}


def _corrected(draft: Draft, corrections: list[dict[str, Any]], name: str) -> list[tuple[DraftStep, dict[str, Any]]]:
    """The draft's steps in their order, each with the expert's changes to it; left out and added where they say so."""
    rows: list[tuple[DraftStep, dict[str, Any]] | None] = [(step, {}) for step in draft.steps]
    last = -1
    for correction in corrections:
        at, box, is_added, is_left_out = (correction.pop(word, None) for word in ("at", "box", "added", "left_out"))
        label, *misread = [at] if isinstance(at, str) else at
        changes = step_changes(correction)
        if correction:
            raise DemoFileError(f"{name}: at “{label}”: not known: {', '.join(sorted(correction))}")
        place = _place([label, *misread], rows, after=last)
        if place is None and is_added:
            place = last + 1
            blank = DraftStep(kind="action", title="", body="", start_s=_end(rows, last), end_s=_end(rows, last))
            rows.insert(place, (blank, {"target_label": label, **changes}))
        elif place is not None:
            step = rows[place][0]  # type: ignore[index]
            step = replace(step, box=tuple(box)) if box else step
            rows[place] = None if is_left_out else (step, {"target_label": label, **_whole(changes)})
        elif not is_left_out:
            raise DemoFileError(f"{name}: the draft has no step at “{label}” there.")
        last = last if place is None else place
    return [row for row in rows if row is not None]


def _whole(changes: dict[str, Any]) -> dict[str, Any]:
    """Whoever gives a step its title has written all of its text: what the pipeline wrote below it goes."""
    return {"body": "", "note": "", "note_kind": "", **changes} if "title" in changes else changes


def _place(labels: list[str], rows: list[tuple[DraftStep, dict[str, Any]] | None], *, after: int) -> int | None:
    """Where the next step with such a label is; reading a screen drops a letter now and then, so almost is enough."""
    likeness = {
        at: max(SequenceMatcher(None, label.casefold(), row[0].target_label.casefold()).ratio() for label in labels)
        for at, row in enumerate(rows)
        if row is not None and at > after
    }
    best = max(likeness, key=lambda at: (likeness[at], -at), default=None)
    return best if best is not None and likeness[best] >= ALIKE else None


def _end(rows: list[tuple[DraftStep, dict[str, Any]] | None], at: int) -> float:
    row = rows[at] if at >= 0 else None
    return row[0].end_s if row else 0.0


def _in_sections(rows: list[tuple[DraftStep, dict[str, Any]]]) -> list[tuple[DraftStep, dict[str, Any]]]:
    """A section holds until the next one is named. Titles end without a full stop, as everywhere in the library."""
    told, section = [], ""
    for step, changes in rows:
        section = changes.get("section", section)
        told.append((step, {"title": step.title.removesuffix("."), **changes, "section": section}))
    return told


def _leading_to_labels(steps: list[DocumentStep]) -> list[DocumentStep]:
    """Branches of an overlay name the label of the step that they lead to; here they get its key."""
    keys = {step.target_label: step.key for step in reversed(steps)}
    return [
        replace(
            step,
            branches=[
                replace(branch, target_key=keys.get(branch.target_key, branch.target_key)) for branch in step.branches
            ],
        )
        for step in steps
    ]
