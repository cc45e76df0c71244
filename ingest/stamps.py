"""Which stages are done for good: an artefact counts only with a stamp that names all that it was made from.

A stamp is a hash over the stage's name and version, the recording, and the stamps of the artefacts it reads.
So a new version of a stage makes it and what depends on it run again, and nothing else.
"""

import hashlib
from collections.abc import Iterable, Sequence

from ingest.stages.base import POLICY, Stage, Workspace


def stamps_for(stages: Sequence[Stage], inputs: str) -> dict[str, str]:
    """The stamp that each stage's artefact must carry, by the stage's name. `inputs` identifies the files sent."""
    by_artefact: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for stage in stages:
        needs = [by_artefact.get(need, need) for need in stage.needs]
        stamp = _hash([stage.name, str(stage.version), inputs, *needs])
        by_artefact[stage.produces] = by_name[stage.name] = stamp
    return by_name


def is_done(workspace: Workspace, stage: Stage, stamp: str) -> bool:
    path = workspace.path(_stamp_name(stage))
    return workspace.has(stage.produces) and path.exists() and path.read_text() == stamp


def forget(workspace: Workspace, stage: Stage) -> None:
    workspace.path(_stamp_name(stage)).unlink(missing_ok=True)
    workspace.path(stage.produces).unlink(missing_ok=True)


def mark_done(workspace: Workspace, stage: Stage, stamp: str) -> None:
    workspace.write_bytes(_stamp_name(stage), stamp.encode())


def inputs_of(workspace: Workspace) -> str:
    """A hash over the files that the recording came with."""
    files = [workspace.recording, workspace.transcript_file, workspace.events_file]
    digests = []
    for path in files:
        if path is not None:
            with path.open("rb") as file:
                digests.append(hashlib.file_digest(file, "sha256").hexdigest())
        else:
            digests.append("")
    policy = workspace.path(POLICY)
    return _hash([*digests, policy.read_text(encoding="utf-8")] if policy.exists() else digests)


def _stamp_name(stage: Stage) -> str:
    return f"stamps/{stage.name}"


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
