"""Misheard words become the words on the screen that they sound like: "hard bar view" → "Harborview"."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import takewhile

from ingest.artefacts import Actions, Word
from ingest.stages.words.text import COMMON, compact, similarity
from ingest.stages.writing.clauses import Said
from ingest.stages.writing.verbs import base_of

ALIKE = 0.86
ENDING = 3  # letters in which forms of a word differ
SURELY_ALIKE = 0.92
ALIKE_WHEN_UNSURE = 0.7  # where the speech model itself doubts the word
ALIKE_IN_SOUND = 0.85  # of the consonants, where the spelling is at least a bit alike
BIT_ALIKE = 0.6
UNSURE = 0.5
LEAST_CONSONANTS = 4
LEAST_LETTERS = 5
MOST_WORDS = 5
MOST_PHRASES = 1500
EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


class Vocabulary:
    """Words and short phrases of the screen, as they are written there."""

    def __init__(self, phrases: Iterable[str]):
        self._by_letter: dict[str, dict[str, str]] = defaultdict(dict)
        self._by_sound: dict[str, dict[str, str]] = defaultdict(dict)
        self.known: set[str] = set()
        for phrase in list(phrases)[:MOST_PHRASES]:
            words = phrase.split()
            self.known.update(compact(word) for word in words)
            for entry in ([phrase] if 1 < len(words) <= MOST_WORDS else []) + words:
                key = compact(entry)
                if len(key) >= LEAST_LETTERS and not key.isdigit() and entry.lower() not in COMMON:
                    written = entry.strip(" .,:;!?()[]*\"'")
                    self._by_letter[key[0]].setdefault(key, written)
                    if len(sound := consonants(key)) >= LEAST_CONSONANTS:
                        self._by_sound[sound[0]].setdefault(key, written)

    def nearest(self, heard: str, least: float) -> str:
        """The entry that `heard` (letters only) sounds like, as it is written on the screen; "" if none does."""
        if len(heard) < LEAST_LETTERS:
            return ""
        best, found = least, ""
        for key, entry in self._by_letter.get(heard[0], {}).items():
            if abs(len(key) - len(heard)) <= 0.3 * len(heard) and (alike := similarity(heard, key)) >= best:
                best, found = alike + 1e-9, entry
        return found

    def nearest_in_sound(self, heard: str) -> str:
        """The entry with nearly the same consonants in the same order."""
        sound = consonants(heard)
        if len(sound) < LEAST_CONSONANTS:
            return ""
        best, found = ALIKE_IN_SOUND, ""
        for key, entry in self._by_sound.get(sound[0], {}).items():
            if similarity(heard, key) >= BIT_ALIKE and (alike := similarity(sound, consonants(key))) >= best:
                best, found = alike + 1e-9, entry
        return found


@lru_cache(maxsize=20_000)
def consonants(letters: str) -> str:
    """What is left of a word when vowels go and letters that sound alike become one."""
    for written, sounded in (("ph", "f"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s")):
        letters = letters.replace(written, sounded)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouhwy\d]", "", letters))


def vocabulary_of(done: Actions) -> Vocabulary:
    """Labels and values first, then everything that was read."""
    named = [text for a in done.actions for text in (a.label, a.value, a.drop_label, a.page_title, a.page_title_after)]
    read = [line.text for screen in done.screens for line in screen.lines]
    return Vocabulary(dict.fromkeys(text for text in [*named, *read] if text))


def mended(said: Said, vocabulary: Vocabulary) -> Said:
    """The same thought with what was misheard put right."""
    words: list[Word] = []
    i = 0
    while i < len(said.words):
        size, entry = _match(said.words[i:], vocabulary)
        if not entry:
            words.append(said.words[i])
            i += 1
            continue
        run = said.words[i : i + size]
        before, after = _edges(run[0].text)[0], _edges(run[-1].text)[2]
        if words and words[-1].text.lower() in ("the", "a", "an") and words[-1].confidence < UNSURE:
            words.pop()  # it was a part of what was misheard
        words.append(Word(run[0].start_s, run[-1].end_s, f"{before}{entry}{after}", 1.0))
        i += size
    return Said(said.start_s, said.end_s, tuple(words))


def _match(rest: Sequence[Word], vocabulary: Vocabulary) -> tuple[int, str]:
    for size in range(min(MOST_WORDS, len(rest)), 0, -1):
        run = rest[:size]
        if any(_edges(word.text)[2] for word in run[:-1]):
            continue  # a name doesn't reach over a comma
        if all(compact(word.text) in vocabulary.known or word.text.lower() in COMMON for word in run):
            continue  # as it stands it is on the screen
        entry = _with_plural(_entry(run, vocabulary), run)
        if entry and _worth(run, entry):
            return size, entry
    return 1, ""


def _with_plural(entry: str, run: Sequence[Word]) -> str:
    is_plural = len(run) == 1 and len(entry) > 3 and compact(run[0].text).endswith("s") and entry[-1:].isalpha()
    return f"{entry}s" if is_plural and not entry.lower().endswith("s") else entry


def _entry(run: Sequence[Word], vocabulary: Vocabulary) -> str:
    heard = compact(" ".join(word.text for word in run))
    unsure = min(word.confidence for word in run) < UNSURE
    if run[-1].text.lower() in COMMON:
        return ""
    if run[0].text.lower() in COMMON:  # "a prover" is more likely two words than "approver" is
        return vocabulary.nearest(heard, SURELY_ALIKE)
    if not unsure:
        return vocabulary.nearest(heard, ALIKE)
    return vocabulary.nearest(heard, ALIKE_WHEN_UNSURE) or vocabulary.nearest_in_sound(heard)


def _worth(run: Sequence[Word], entry: str) -> bool:
    """Another form of the same word isn't a mistake, nor is a verb that was heard clearly."""
    heard, written = compact(" ".join(word.text for word in run)), compact(entry)
    if len(run) > 1 or len(entry.split()) > 1:
        return heard != written or len(run) != len(entry.split())
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(heard, written, strict=False)))
    if max(len(heard), len(written)) - shared <= ENDING and min(len(heard), len(written)) - shared <= 1:
        return False
    return not (base_of(heard) and run[0].confidence >= UNSURE)


def _edges(word: str) -> tuple[str, str, str]:
    match = EDGES.match(word.strip())
    return (match[1], match[2], match[3]) if match else ("", word, "")
