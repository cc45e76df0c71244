"""SOPs that the pipeline made from recordings, with what an expert changed before publishing them.

`recordings/<key>.mp4` is the recording, `drafts/<key>/` the pipeline's result (see the command make_demo_drafts),
`drafts/<key>.yaml` the expert's corrections: steps are named by the label they act on, `nth` for a later
one; a `section` holds until the next one is named.
"""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.files import File
from django.utils import timezone

from ingest import drafting
from ingest.artefacts import Draft, DraftStep
from ingest.models import Job, Recording
from kb.demo.reading import FOLDER, DemoFileError, DemoSop, load_overlay, review_of, step_changes, take_head
from sops.document import Document
from sops.models import Sop
from sops.pictures import sha256_of

RECORDINGS = FOLDER / "recordings"
DRAFTS = FOLDER / "drafts"
SAMPLE = RECORDINGS / "log-call.mp4"


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
    steps = _corrected(draft, corrections, overlay.name)
    documents = [
        replace(drafting.step_of(step, draft, folder, parts, f"{head['key']}-{number}"), **changes)
        for number, (step, changes) in enumerate(steps, start=1)
    ]
    return DemoSop(
        document=Document(**head, steps=documents),
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
    """The draft's steps, each with the expert's changes to it; without the ones that the expert left out."""
    changes: dict[int, dict[str, Any] | None] = {}
    for correction in corrections:
        label, nth = correction.pop("at"), correction.pop("nth", 1)
        places = [at for at, step in enumerate(draft.steps) if step.target_label.casefold() == label.casefold()]
        if len(places) < nth:
            raise DemoFileError(f"{name}: the draft has no step {nth} at “{label}”.")
        is_dropped = correction.pop("drop", False)
        changes[places[nth - 1]] = None if is_dropped else step_changes(correction)
        if correction:
            raise DemoFileError(f"{name}: at “{label}”: not known: {', '.join(sorted(correction))}")
    kept, section = [], ""
    for at, step in enumerate(draft.steps):
        changed = changes.get(at, {})
        if changed is not None:
            section = changed.get("section", section)
            kept.append((step, {"title": step.title.removesuffix("."), **changed, "section": section}))
    return kept
