"""Two texts, word by word: what stayed, what went, what came."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added"]
# Words with what belongs to them (15.5%, don't, e-mail), runs of white space, and single signs.
TOKEN = re.compile(r"\w+(?:[.,'’\-]\w+)*%?|\s+|[^\w\s]")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Below this share of common words, single words in common are accidents: the text was rewritten.
REWRITTEN_BELOW = 0.35
# Comparing takes the product of both lengths. Longer texts are compared by lines first, then words in changed lines.
MAX_PRODUCT = 250_000


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


def compare_texts(old: str, new: str) -> list[Piece]:
    """Pieces in reading order; without "added" they spell the old text, without "removed" the new one."""
    if old == new:
        return [Piece("same", old)] if old else []
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if len(before) * len(after) > MAX_PRODUCT:
        return _by_lines(old, new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    if old and new and _words_in_common(matcher, before, after) < REWRITTEN_BELOW:
        return [Piece("removed", old), Piece("added", new)]
    pieces: list[Piece] = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[a1:a2])))
            continue
        pieces.append(Piece("removed", "".join(before[a1:a2])))
        pieces.append(Piece("added", "".join(after[b1:b2])))
    return _joined([piece for piece in pieces if piece.text])


def _by_lines(old: str, new: str) -> list[Piece]:
    """Lines first; the words of lines that stand for each other. With autojunk: this must not take long."""
    before, after = LINE.findall(old), LINE.findall(new)
    pieces: list[Piece] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(a=before, b=after).get_opcodes():
        gone, come = "".join(before[a1:a2]), "".join(after[b1:b2])
        if tag == "equal":
            pieces.append(Piece("same", gone))
        elif tag == "replace" and len(TOKEN.findall(gone)) * len(TOKEN.findall(come)) <= MAX_PRODUCT:
            pieces += compare_texts(gone, come)
        else:
            pieces += [Piece("removed", gone), Piece("added", come)]
    return [piece for piece in pieces if piece.text]


def _words_in_common(matcher: "SequenceMatcher[str]", before: list[str], after: list[str]) -> float:
    """The share of words (white space and signs don't count) that both texts have in the same order."""
    blocks = matcher.get_matching_blocks()
    common = sum(token[0].isalnum() for block in blocks for token in before[block.a : block.a + block.size])
    words = sum(token[0].isalnum() for token in [*before, *after])
    return 2 * common / words if words else 1.0


def _joined(pieces: list[Piece]) -> list[Piece]:
    """White space between two changes belongs to them: “ask your manager” reads as one change, not three."""
    joined: list[Piece] = []
    removed = added = ""

    def flush() -> None:
        nonlocal removed, added
        joined.extend(piece for piece in (Piece("removed", removed), Piece("added", added)) if piece.text)
        removed = added = ""

    for at, piece in enumerate(pieces):
        between_changes = 0 < at < len(pieces) - 1 and (removed or added)
        if piece.kind == "removed":
            removed += piece.text
        elif piece.kind == "added":
            added += piece.text
        elif piece.text.isspace() and between_changes:
            removed += piece.text
            added += piece.text
        else:
            flush()
            joined.append(piece)
    flush()
    return joined
