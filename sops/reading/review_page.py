"""The review page: what changed since the last approval, step by step, with what was said about each."""

from dataclasses import dataclass

from django.urls import reverse

from sops import diffs
from sops.document import Document, DocumentStep
from sops.drawings import Drawing, draw
from sops.models import ReviewRound, Sop, Step
from sops.reading.threads import Threads, threads_of
from sops.services.approvals import Standing, standing
from sops.services.publishing import document_of, problems_of

FACTS = {"purpose": "Why", "when_to_use": "When", "who": "Who", "expected_result": "Expected result", "owner": "Owner"}


@dataclass(frozen=True)
class Base:
    """What the draft is compared with, and how the page calls it."""

    document: Document
    name: str
    is_approved: bool


@dataclass(frozen=True)
class ReviewStep:
    pair: diffs.StepPair
    said: Threads
    drawing: Drawing | None
    old_drawing: Drawing | None

    @property
    def step(self) -> DocumentStep:
        shown = self.pair.new or self.pair.old
        assert shown is not None
        return shown

    @property
    def number(self) -> int | None:
        return self.pair.new_number or self.pair.old_number

    @property
    def is_gone(self) -> bool:
        return self.pair.new is None

    @property
    def is_quiet(self) -> bool:
        """Nothing to look at here: unchanged, and nobody said anything that is open."""
        return self.pair.status == "same" and not self.pair.is_moved and not self.said.open


@dataclass(frozen=True)
class ReviewPage:
    sop: Sop
    now: Standing
    base: Base | None
    others: list[Base]  # what else it can be compared with
    comparison: diffs.Comparison
    steps: list[ReviewStep]
    about: Threads
    elsewhere: list[Threads]  # on steps that are in neither text
    facts: list[tuple[str, str]]  # what it says about itself, where there is nothing to compare with
    problems: list[str]
    rounds: list[ReviewRound]
    nothing_new: bool  # it is what readers see already

    @property
    def quiet_count(self) -> int:
        return sum(step.is_quiet for step in self.steps)

    @property
    def open_count(self) -> int:
        told = [self.about, *(step.said for step in self.steps), *self.elsewhere]
        return sum(len(threads.open) for threads in told)


def review_page(sop: Sop, *, since: str = "") -> ReviewPage:
    """`since` is "published" to compare with what readers see although something was approved after it."""
    live = document_of(sop)
    now = standing(sop, live.content_hash())
    bases = _bases(sop, now.content_hash)
    base = next((b for b in bases if not b.is_approved), None) if since == "published" else None
    base = base or (bases[0] if bases else None)
    comparison = diffs.compare(base.document if base else Document(key=sop.key, title=sop.title), live)
    said = threads_of(sop)
    rows = {step.key: step for step in sop.steps.all()}
    steps = [_step(sop, pair, rows, said) for pair in comparison.pairs]
    shown = {rows[step.step.key].pk for step in steps if step.step.key in rows}
    return ReviewPage(
        sop=sop,
        now=now,
        base=base,
        others=[b for b in bases if b is not base],
        comparison=comparison,
        steps=steps,
        about=said.get(None) or Threads(None),
        elsewhere=[threads for pk, threads in said.items() if pk is not None and pk not in shown],
        facts=[(label, getattr(live, name)) for name, label in FACTS.items() if getattr(live, name)],
        problems=problems_of(live),
        rounds=list(sop.rounds.select_related("asked_by", "closed_by", "version")[:10]),
        nothing_new=sop.shows(live),
    )


def _bases(sop: Sop, content_hash: str) -> list[Base]:
    """What was approved last (unless it is this very text), then what readers see; each once."""
    found = []
    last = sop.rounds.exclude(approved_at=None).exclude(approved_hash=content_hash).order_by("-approved_at").first()
    version = sop.current_version or sop.versions.first()
    if last and last.approved_document and not (version and version.says(last.approved_document)):
        found.append(Base(last.approved_document, f"what was approved on {last.approved_at:%-d %B}", True))
    if version:
        name = f"version {version.number}"
        is_approved = bool(last and last.approved_document and version.says(last.approved_document))
        found.append(Base(version.document, f"{name}, approved" if is_approved else name, False))
    return found


def _step(sop: Sop, pair: diffs.StepPair, rows: dict[str, Step], said: dict[int | None, Threads]) -> ReviewStep:
    shown = pair.new or pair.old
    assert shown is not None
    row = rows.get(shown.key)
    threads = (said.get(row.pk) or Threads(row)) if row else Threads(None)
    has_other = pair.has_new_picture and pair.old is not None
    return ReviewStep(pair, threads, _drawing(sop, shown), _drawing(sop, pair.old) if has_other else None)


def _drawing(sop: Sop, step: DocumentStep | None) -> Drawing | None:
    if step is None or step.picture is None:
        return None
    url = reverse("sops:picture", args=[sop.key, step.picture.sha256])
    return draw(step.picture, url, typed=step.action == "type")
