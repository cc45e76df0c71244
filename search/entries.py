"""From a published document to the texts that search knows of it."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sops.document import Document, DocumentStep

# Marks of Markdown that are no part of what is read: links keep their words, tables their cells.
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(
    r"(\*\*|__|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|^#{1,6}\s+|^>\s?|^\s*\|?\s*:?-{3,}[-:| ]*$)", re.MULTILINE
)
_CELLS = re.compile(r"\s*\|\s*")
_SPACES = re.compile(r"\s+")
OUTLINE_STEPS, OUTLINE_OF_A_STEP, OUTLINE_SECTIONS = 8, 120, 6  # steps, characters of each, sections


@dataclass(frozen=True)
class Text:
    """The words of one entry, by field."""

    number: int  # 0: the SOP as a whole
    step_key: str
    title: str
    section: str
    text: str
    on_screen: str
    kind: str = ""
    picture: dict[str, Any] | None = None
    outline: str = ""

    @property
    def to_embed(self) -> tuple[str, ...]:
        """What its meanings are made from: the step alone, or the SOP's title and its outline. Search combines them
        itself, since with the title in front the steps of one SOP can't be told apart."""
        if self.number == 0:
            return (self.title, self.outline or self.title)
        return ("\n".join(filter(None, (self.title, self.text))) or self.section,)

    @property
    def text_hash(self) -> str:
        return hash_of("\x1f".join(self.to_embed))


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def texts_of(document: Document, words_on_screen: Mapping[str, list[dict[str, Any]]]) -> list[Text]:
    """The entry of the whole SOP, then one per step. `words_on_screen`: `Screenshot.words` by sha256."""
    title = plain(document.title)
    whole = Text(0, "", title, "", _lines(_context(document)), "", outline=_outline(title, document.steps))
    return [whole, *(_step(step, at, words_on_screen) for at, step in enumerate(document.steps, start=1))]


def plain(markdown: str) -> str:
    """Markdown as it is read: its words on one line."""
    return _SPACES.sub(" ", _CELLS.sub(" ", _MARKS.sub("", _LINK.sub(r"\1", markdown)))).strip()


def _outline(title: str, steps: Sequence[DocumentStep]) -> str:
    """What the SOP is about as a whole, short enough for the encoder: its title, sections and how its steps begin."""
    sections = dict.fromkeys(_clean(plain(step.section)) for step in steps if step.section)
    begins = [_clean(plain(f"{step.title} {step.body}"))[:OUTLINE_OF_A_STEP] for step in steps[:OUTLINE_STEPS]]
    return ". ".join(filter(None, (title, *list(sections)[:OUTLINE_SECTIONS], " ".join(begins))))


def _step(step: DocumentStep, number: int, words_on_screen: Mapping[str, list[dict[str, Any]]]) -> Text:
    picture = step.picture
    words = words_on_screen.get(picture.sha256, []) if picture else []
    parts = [step.body, step.note, *(branch.condition for branch in step.branches)]
    parts += [step.target_label, step.value, *(link.label for link in step.links)]
    said = plain(step.title) + "\n"
    new = [part for part in parts if part and plain(part) not in said]
    on_screen = " ".join(str(word.get("text", "")) for word in words)
    if picture and picture.alt:
        on_screen = f"{picture.alt} {on_screen}"
    return Text(
        number=number,
        step_key=step.key,
        title=_clean(plain(step.title)),
        section=_clean(plain(step.section)),
        text=_lines(new),
        on_screen=_clean(on_screen),
        kind=step.kind,
        picture=asdict(picture) if picture else None,
    )


def _context(document: Document) -> list[str]:
    return [
        document.purpose,
        document.when_to_use,
        document.who,
        *document.prerequisites,
        document.expected_result,
        *document.notes,
        *document.tags,
        *(link.label for link in document.links),
    ]


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(filter(None, (_clean(plain(part)) for part in parts)))


def _clean(text: str) -> str:
    """Without what a database can't store."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode().strip()
