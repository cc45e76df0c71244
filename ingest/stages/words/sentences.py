"""Words with times become sentences: by punctuation, or by a pause."""

import re
from collections.abc import Iterable

from ingest.artefacts import Sentence, Word

PAUSE_SECONDS = 0.75  # people breathe for .3 to .5 s within a sentence
ENDS = re.compile(r"[.!?…][\"'”’)]*$")
ABBREVIATION = re.compile(r"^(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|no|st|approx)\.$", re.IGNORECASE)
CONTINUES = re.compile(r"^(?:or|than|which|who|whose)$", re.IGNORECASE)


def split(words: Iterable[Word]) -> list[Sentence]:
    """Sentences in order, each with its words."""
    found: list[Sentence] = []
    running: list[Word] = []
    for word in words:
        if not word.text.strip():
            continue
        if running and _breaks(running[-1], word):
            found.append(_sentence(running))
            running = []
        running.append(word)
    if running:
        found.append(_sentence(running))
    return found


def words_of(text: str, start_s: float, end_s: float) -> list[Word]:
    """Words of a caption, its time shared out by the length of each."""
    parts = text.split()
    letters = sum(len(part) + 1 for part in parts)
    words, at = [], start_s
    for part in parts:
        until = at + (end_s - start_s) * (len(part) + 1) / letters
        words.append(Word(round(at, 3), round(until, 3), part))
        at = until
    return words


def _breaks(last: Word, word: Word) -> bool:
    if word.start_s - last.end_s > PAUSE_SECONDS:
        return True
    if not ENDS.search(last.text) or ABBREVIATION.match(last.text.strip()):
        return False
    return not CONTINUES.match(word.text.strip())


def _sentence(words: list[Word]) -> Sentence:
    text = " ".join(word.text.strip() for word in words)
    return Sentence(words[0].start_s, max(word.end_s for word in words), text, list(words))
