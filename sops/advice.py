"""Advice while writing: what makes an SOP hard to follow. It never stops anybody."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sops.document import Document, DocumentStep
from sops.termlike import termlike

MOST_PLAIN, COMFORTABLE_PLAIN, MOST_BRANCHED = 12, 10, 30
VERBS = [
    "add",
    "apply",
    "ask",
    "attach",
    "call",
    "change",
    "check",
    "choose",
    "clear",
    "click",
    "close",
    "compare",
    "confirm",
    "copy",
    "create",
    "delete",
    "download",
    "drag",
    "enter",
    "export",
    "fill",
    "find",
    "forward",
    "go",
    "import",
    "log",
    "look",
    "mark",
    "note",
    "open",
    "paste",
    "pick",
    "press",
    "print",
    "read",
    "record",
    "remove",
    "repeat",
    "review",
    "save",
    "scroll",
    "search",
    "select",
    "send",
    "set",
    "share",
    "sign",
    "start",
    "stop",
    "submit",
    "switch",
    "tell",
    "tick",
    "type",
    "update",
    "upload",
    "use",
    "verify",
    "wait",
    "write",
]
_TWO = re.compile(
    rf"^(?:{'|'.join(VERBS)})\b.*?(?:,?\s+(?:and|then)(?:\s+then)?\s+|;\s*|,\s+)(?:{'|'.join(VERBS)})\b", re.IGNORECASE
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|gets?)\s+(?:\w+ly\s+)?(?:\w{2,}ed|done|given|known|made|seen|sent|set|shown|taken"
    r"|written|chosen|found|kept|told|put|paid|drawn)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\*\*(.+?)\*\*")
_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Advice:
    """`step_key` is empty where it is about the SOP as a whole. `rule` names it for putting it aside."""

    rule: str
    step_key: str
    text: str


def of_document(document: Document) -> Iterator[Advice]:
    """About the length: 5 to 10 steps for something simple, 20 to 30 with branches for something complex."""
    count = len(document.steps)
    has_branches = any(step.branches for step in document.steps)
    if not has_branches and count > MOST_PLAIN:
        yield Advice(
            "length", "", f"{count} steps without a decision. Simple tasks read best in 5 to 10: split it into SOPs."
        )
    elif not has_branches and count > COMFORTABLE_PLAIN:
        yield Advice("length", "", f"{count} steps. Simple tasks read best in 5 to 10.")
    elif has_branches and count > MOST_BRANCHED:
        yield Advice(
            "length", "", f"{count} steps. With decisions 20 to 30 are the most that people follow: use sub-SOPs."
        )


def of_step(step: DocumentStep, *, words: list[dict[str, Any]] | None, known: Collection[str]) -> Iterator[Advice]:
    """`words` were read on its picture (None: no picture, empty: not read yet); `known` terms in lower case."""

    def advice(rule: str, text: str) -> Advice:
        return Advice(rule, step.key, text)

    title = step.title.replace("**", "")
    if _TWO.search(title):
        yield advice("two-actions", "Two actions in one step. Split it, and each has its own picture and link.")
    passive = _PASSIVE.search(f"{title}. {step.body}")
    if passive:
        yield advice("passive", f"“{passive[0]}”: say who does it, or begin with the verb.")
    if words is None and step.kind == "action" and title:
        yield advice("no-picture", "No picture. Readers find the place faster with one.")
    unknown = [word for word in dict.fromkeys(termlike(f"{step.title} {step.body}")) if word.lower() not in known]
    if unknown:
        yield advice("unknown-term", f"Not explained anywhere: {', '.join(unknown[:3])}. Add it to the glossary.")
    if words:
        missing = labels_missing(step, words)
        if missing:
            yield advice("label", f"“{missing[0]}” was not read on the picture. Is that its name on the screen?")


def labels_missing(step: DocumentStep, words: list[dict[str, Any]]) -> list[str]:
    """Labels (bold in the title, or the field's name) that don't stand on the screen."""
    screen = _bare(" ".join(str(word["text"]) for word in words))
    labels = [*_LABEL.findall(step.title), step.target_label]
    return [label for label in dict.fromkeys(labels) if _bare(label) and _bare(label) not in screen]


def of_all(
    document: Document,
    *,
    words: Mapping[str, list[dict[str, Any]]],
    known: Collection[str],
    dismissed: Collection[tuple[str, str]],
) -> dict[str, list[Advice]]:
    """By key of the step, "" for the SOP; without what was put aside (key and rule)."""
    found: dict[str, list[Advice]] = {}
    everything = list(of_document(document))
    for step in document.steps:
        read = words.get(step.picture.sha256, []) if step.picture else None
        everything += of_step(step, words=read, known=known)
    for advice in everything:
        if (advice.step_key, advice.rule) not in dismissed:
            found.setdefault(advice.step_key, []).append(advice)
    return found


def _bare(text: str) -> str:
    return _PLAIN.sub("", text.lower())
