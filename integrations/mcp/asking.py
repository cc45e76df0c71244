"""What assistants may ask, as plain functions in a person's name. Permission as always: by the querysets."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from typing_extensions import TypedDict

from access import limits
from access.audit import looking
from access.models import Library
from access.roles import Role
from search import service
from sops.document import Document, DocumentStep
from sops.markdown import plain
from sops.models import Feedback, Sop, Version
from sops.services import feedback

MOST = 20
LISTED = 200
LONGEST_QUERY = 500
NO_SOP = "There is no published SOP with this key, or this person may not see it. Find it with search_steps."
NO_STEP = "There is no such step in what is published, or this person may not see it. Find it with search_steps."


class NotAnswered(Exception):
    """A sentence for the assistant: what is wrong, and what to do."""


class FoundStep(TypedDict):
    step: str
    sop: str
    number: int
    title: str
    text: str
    sop_title: str
    library: str
    version: int
    url: str


class Found(TypedDict):
    total: int
    notice: str
    steps: list[FoundStep]


class Branch(TypedDict):
    condition: str
    leads_to: str


class AStep(TypedDict):
    step: str
    number: int
    kind: str
    section: str
    title: str
    body: str
    note: str
    target_label: str
    value: str
    branches: list[Branch]
    url: str


class AStepWithSop(TypedDict):
    step: AStep
    sop: str
    sop_title: str
    library: str
    version: int


class AnSop(TypedDict):
    sop: str
    title: str
    library: str
    version: int
    content_hash: str
    published_at: str
    purpose: str
    when_to_use: str
    who: str
    prerequisites: list[str]
    expected_result: str
    owner: str
    url: str
    steps: list[AStep]


class ALibrary(TypedDict):
    slug: str
    name: str
    description: str
    sops: int


class Reported(TypedDict):
    id: int
    about: str
    url: str


def search_steps(person: Any, query: str, library: str | None = None, limit: int = 5) -> Found:
    """The steps that answer best first, of at most `limit` SOPs."""
    results = service.find_steps(
        user=person,
        query=query[:LONGEST_QUERY],
        libraries=[library] if library else None,
        limit=max(1, min(limit, MOST)),
    )
    steps: list[FoundStep] = [
        {
            "step": hit.key,
            "sop": sop.key,
            "number": hit.number,
            "title": hit.title,
            "text": "".join(run.text for run in (*hit.snippet, *hit.on_screen)),
            "sop_title": sop.title,
            "library": sop.library,
            "version": sop.version,
            "url": _address(f"{hit.url}", sop.version),
        }
        for sop in results.sops
        for hit in (sop.best, *sop.others)
    ]
    return {"total": results.total, "notice": results.notice, "steps": steps[: MOST * 2]}


def get_sop(person: Any, key: str) -> AnSop:
    sop, version = _published(person, key)
    document = version.document
    return {
        "sop": sop.key,
        "title": document.title,
        "library": sop.library.slug,
        "version": version.number,
        "content_hash": version.content_hash,
        "published_at": version.published_at.isoformat(),
        "purpose": document.purpose,
        "when_to_use": document.when_to_use,
        "who": document.who,
        "prerequisites": document.prerequisites,
        "expected_result": document.expected_result,
        "owner": document.owner,
        "url": _address(sop.get_absolute_url()),
        "steps": [_step(step, number, version) for number, step in enumerate(document.steps, start=1)],
    }


def get_step(person: Any, key: str) -> AStepWithSop:
    sop, version, number, step = _published_step(person, key)
    return {
        "step": _step(step, number, version),
        "sop": sop.key,
        "sop_title": version.document.title,
        "library": sop.library.slug,
        "version": version.number,
    }


def list_libraries(person: Any) -> list[ALibrary]:
    if not limits.may_reach(person, Sop, Role.VIEWER):
        return []  # a token that only sends recordings reads no SOPs: nothing to count here
    published = _readable(person)
    libraries = list(Library.objects.visible_to(person).order_by("name")[:LISTED])
    counts: dict[int, int] = {}
    for library_id in published.values_list("library_id", flat=True):
        counts[library_id] = counts.get(library_id, 0) + 1
    return [
        {"slug": row.slug, "name": row.name, "description": row.description, "sops": counts.get(row.pk, 0)}
        for row in libraries
    ]


def report_problem(person: Any, step: str, kind: str, text: str) -> Reported:
    """Feedback on a step, in the person's name. Its owner is told."""
    if not limits.may_change(person):
        raise NotAnswered("This token may only read. Reporting needs one with the scope “write”.")
    if kind not in Feedback.Kind.values:
        raise NotAnswered(f"`kind` is one of {', '.join(Feedback.Kind.values)}.")
    sop, version, _, _ = _published_step(person, step)
    try:
        given = feedback.give(sop=sop, version=version, step_key=step, kind=kind, text=text, by=person)
    except ValidationError as problem:
        raise NotAnswered(" ".join(problem.messages)) from problem
    return {"id": given.pk, "about": given.where, "url": _address(given.get_absolute_url())}


def listed_sops(person: Any) -> list[tuple[str, str, str]]:
    """Key, title and purpose of what the person reads, for the list of resources."""
    rows = _readable(person).order_by("listed_title").values_list("key", "listed_title", "listed_purpose")
    return list(rows[:LISTED])


def sop_as_markdown(person: Any, key: str) -> str:
    """The published SOP to read, each step with its link."""
    sop, version = _published(person, key)
    return _markdown(version.document, sop, version)


def _readable(person: Any) -> QuerySet[Sop]:
    rows: QuerySet[Sop] = Sop.objects.visible_to(person).published()
    return rows


def _published(person: Any, key: str) -> tuple[Sop, Version]:
    """What readers see; nobody gets a draft here."""
    sop = (
        _readable(person).select_related("library", "current_version").filter(key=key[:40].replace("\x00", "")).first()
    )
    if sop is None or sop.current_version is None:
        raise NotAnswered(NO_SOP)
    looking.note(sop, person)
    return sop, sop.current_version


def _published_step(person: Any, key: str) -> tuple[Sop, Version, int, DocumentStep]:
    key = key[:40].replace("\x00", "")
    row = _readable(person).filter(steps__key=key).values_list("key", flat=True).first()
    if row is not None:
        sop, version = _published(person, row)
        for number, step in enumerate(version.document.steps, start=1):
            if step.key == key:
                return sop, version, number, step
    raise NotAnswered(NO_STEP)


def _step(step: DocumentStep, number: int, version: Version) -> AStep:
    return {
        "step": step.key,
        "number": number,
        "kind": step.kind,
        "section": step.section,
        "title": plain(step.title),
        "body": step.body,
        "note": step.note,
        "target_label": step.target_label,
        "value": step.value,
        "branches": [
            {"condition": branch.condition, "leads_to": f"{branch.target_kind} {branch.target_key}".strip()}
            for branch in step.branches
        ],
        "url": _address(f"/s/{step.key}", version.number),
    }


def _markdown(document: Document, sop: Sop, version: Version) -> str:
    parts = [f"# {document.title}", document.purpose]
    parts += [f"When: {document.when_to_use}"] if document.when_to_use else []
    parts += [f"- Before: {text}" for text in document.prerequisites]
    for number, step in enumerate(document.steps, start=1):
        parts.append(f"{number}. {step.title} ([link]({_address(f'/s/{step.key}', version.number)}))")
        parts += [f"   {line}" for line in step.body.splitlines() if line.strip()]
        parts += [f"   - {branch.condition}: {branch.target_kind} {branch.target_key}" for branch in step.branches]
        parts += [f"   > {step.note}"] if step.note else []
    parts.append(f"Version {version.number}, {version.published_at:%Y-%m-%d}, {_address(sop.get_absolute_url())}")
    return "\n\n".join(part for part in parts if part)


def _address(path: str, version: int | None = None) -> str:
    pinned = f"{path}?v={version}" if version and "?" not in path else path
    return f"{settings.STEPMARK_BASE_URL}{pinned}"
