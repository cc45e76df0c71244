"""Sentences that a speech model ran together come apart where a new thought begins."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.artefacts import Sentence, Word
from ingest.stages.words import sentences
from ingest.stages.words.text import COMMON

# A clause that begins so waits for the one after the comma.
WAITS = re.compile(
    r"^(?:(?:and|so|but|or|then|now|okay),? )*(?P<opens>if|when|whenever|unless|before|after|once|in case"
    r"|because|since|as|while|until|for|from|in|on|at"
    r"|without|with|by|to|instead|depending|anything|anyone|up to|above|below|between)\b",
    re.IGNORECASE,
)
# Words that begin a new thought after a comma.
AFTER_COMMA = re.compile(
    r"^(?:please|you(?:'ll| will| only| must| need| can| do| should| have)|we (?:do|don't|usually|always|only)"
    r"|it (?:has|is|must|should|will)"
    r"|it's|that's|that is|that (?:means|would)|this is|this (?:means|takes|will)|there (?:is|are|it)|don't"
    r"|do not|never|always|otherwise"
    r"|so (?:please|don't|make sure|be )|oops|sorry|today|in this|the (?:main|whole) |everybody|everyone"
    r"|nobody|everything|reload|refresh|ask me|without it|click|thanks|thank you"
    r"|let's|she (?:gets|is)|he (?:gets|is)|they (?:get|are|have)|your |no |if you)\b",
    re.IGNORECASE,
)
# The same where not even a comma was heard.
UNMARKED = re.compile(
    r"^(?:(?:you |we |please )?(?:only )?(?:do|use|need|run) (?:this|that|it) (?:when|every|about|right|after"
    r"|before|once|only|if|as soon)"
    r"|without (?:it|this|that|them),? (?:the|your?|we|they|\w+ (?:will|won't|can't|cannot|would|is|are|does))\b"
    r"|that's (?:how|why|the|where|all)|that means|it has to be|you must|please do\b(?!n't))",
    re.IGNORECASE,
)
IF = re.compile(r"^if (?:it|you|the|they|he|she|there|this|that|nobody|nothing|no)\b", re.IGNORECASE)
LOOKS = re.compile(
    r"^(?:(?:and|so|now|okay|good|great),? )?(?:you(?:'ll| can| should)? see|it|this|that|here|there|the|we)\b",
    re.IGNORECASE,
)
LEAST_WORDS = 2
CLEAR = 0.35
FRAME_WORDS = 7  # "in this video" is a frame, not the whole thought


@dataclass(frozen=True)
class Said:
    """One thought: its words as they were heard, and when."""

    start_s: float
    end_s: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text.strip() for word in self.words)

    @property
    def is_clear(self) -> bool:
        """Whether the speech model was sure of every word that carries meaning."""
        return all(word.confidence >= CLEAR or word.text.lower().strip(".,") in COMMON for word in self.words)


def split(heard: Iterable[Sentence]) -> list[Said]:
    """Thoughts in order of time."""
    found: list[Said] = []
    for sentence in heard:
        words = sentence.words or sentences.words_of(sentence.text, sentence.start_s, sentence.end_s)
        running: list[Word] = []
        for i, word in enumerate(words):
            if running and _begins_anew(running, words[i:]):
                found.append(_said(running))
                running = []
            running.append(word)
        if running:
            found.append(_said(running))
    return found


def _said(words: list[Word]) -> Said:
    return Said(words[0].start_s, words[-1].end_s, tuple(words))


def _begins_anew(running: list[Word], rest: list[Word]) -> bool:
    before = " ".join(word.text.strip() for word in running)
    after = " ".join(word.text.strip() for word in rest[:8])
    if sentences.ENDS.search(running[-1].text) and not sentences.ABBREVIATION.match(running[-1].text.strip()):
        return not sentences.CONTINUES.match(rest[0].text.strip())
    if UNMARKED.match(after) and len(running) > LEAST_WORDS:
        return not (_waits(before) and len(running) < FRAME_WORDS)
    if IF.match(after) and len(running) > LEAST_WORDS and len(rest) >= 8:
        return bool(LOOKS.match(before)) and not _waits(before)
    if not running[-1].text.strip().endswith((",", ";", ":")):
        return False
    if _is_greeting(before):
        return True
    return bool(AFTER_COMMA.match(after)) and not _waits(before)


def _waits(before: str) -> bool:
    """Whether the clause that it belongs to is still to come ("If you are not sure, …")."""
    match = WAITS.match(before)
    return match is not None and "," not in before[match.start("opens") :].rstrip(",;")


def _is_greeting(before: str) -> bool:
    return bool(
        re.match(r"^(?:hi|hello|hey|welcome|good (?:morning|afternoon|evening))\b[\w ]{0,16},$", before, re.IGNORECASE)
    )
