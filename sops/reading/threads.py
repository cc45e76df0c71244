"""What was said about a draft, as its pages show it: threads by step, suggestions with their words marked."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.template.defaultfilters import linebreaksbr
from django.utils.html import conditional_escape, format_html, urlize
from django.utils.safestring import SafeString, mark_safe

from sops.models import Comment, Sop, Step, Suggestion
from sops.worddiff import Piece, compare_texts


@dataclass(frozen=True)
class Said:
    """One comment: its text with links and mentions, safe to show."""

    comment: Comment
    html: SafeString


@dataclass(frozen=True)
class Thread:
    first: Said
    answers: list[Said]
    suggestion: Suggestion | None = None
    pieces: list[Piece] = field(default_factory=list)
    # The step was changed after the suggestion was made.
    is_stale: bool = False

    @property
    def comment(self) -> Comment:
        return self.first.comment

    @property
    def is_resolved(self) -> bool:
        return self.comment.resolved_at is not None


@dataclass(frozen=True)
class Threads:
    """Of one step, or of the SOP as a whole."""

    step: Step | None
    open: list[Thread] = field(default_factory=list)
    resolved: list[Thread] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"said-{self.step.key if self.step else 'sop'}"

    @property
    def is_any(self) -> bool:
        return bool(self.open or self.resolved)


def threads_of(sop: Sop) -> dict[int | None, Threads]:
    """All of a draft's threads by the step's id (None: the SOP as a whole). Three queries, however many there are."""
    rows = (
        Comment.objects.filter(sop=sop)
        .select_related("author", "resolved_by", "step", "suggestion__decided_by")
        .prefetch_related("mentioned")
    )
    answers: dict[int, list[Said]] = defaultdict(list)
    firsts = []
    for row in rows:
        row.sop = sop
        if row.thread_id:
            answers[row.thread_id].append(_said(row))
        else:
            firsts.append(row)
    found: dict[int | None, Threads] = {}
    for row in firsts:
        of_step = found.setdefault(row.step_id, Threads(row.step))
        thread = _thread(row, answers[row.pk])
        (of_step.resolved if thread.is_resolved else of_step.open).append(thread)
    return found


def threads_on(sop: Sop, step: Step | None) -> Threads:
    return threads_of(sop).get(step.pk if step else None) or Threads(step)


def _thread(row: Comment, answers: list[Said]) -> Thread:
    suggestion = getattr(row, "suggestion", None)
    if suggestion is None:
        return Thread(_said(row), answers)
    is_stale = row.step is None or getattr(row.step, suggestion.field) != suggestion.before
    return Thread(_said(row), answers, suggestion, compare_texts(suggestion.before, suggestion.after), is_stale)


def _said(row: Comment) -> Said:
    names = [name for person in row.mentioned.all() for name in (person.name, person.email) if name]
    if not names:
        return Said(row, linebreaksbr(mark_safe(urlize(row.text, nofollow=True, autoescape=True))))
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile("(@(?:" + "|".join(map(re.escape, longest_first)) + "))", re.IGNORECASE)
    parts = [
        format_html('<span class="mention">{}</span>', part)
        if at % 2
        else conditional_escape(mark_safe(urlize(part, nofollow=True, autoescape=True)))
        for at, part in enumerate(pattern.split(row.text))
    ]
    return Said(row, linebreaksbr(mark_safe("".join(parts))))
