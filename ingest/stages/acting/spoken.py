"""What was said while something was done, and which text on the screen was meant by it."""

from ingest.artefacts import TextLine, Transcript
from ingest.stages.screen import boxes
from ingest.stages.screen.labels import cleaned
from ingest.stages.words.text import mentions

SPANS_SECONDS = ((2.5, 1.5), (5.0, 2.0))  # before and after the action; what was said nearest to it counts first
LONGEST_LABEL = 5  # words


def around(transcript: Transcript, action_s: float) -> list[str]:
    """The words shortly before and after, then those of a longer time."""
    words = [word for sentence in transcript.sentences for word in sentence.words]
    return [
        " ".join(word.text for word in words if action_s - before_s <= word.start_s <= action_s + after_s)
        for before_s, after_s in SPANS_SECONDS
    ]


def meant(said: list[str], lines: list[TextLine]) -> TextLine | None:
    """The text on the screen that is said whole."""
    return next((line for words in said if (line := _named(words, lines))), None)


def _named(said: str, lines: list[TextLine]) -> TextLine | None:
    """The longest text that is named in these words."""
    if not said:
        return None
    named = [
        line
        for line in lines
        if boxes.is_wording(line.text)
        and len(line.text.split()) <= LONGEST_LABEL
        and len(cleaned(line.text)) >= 3
        and mentions(said, cleaned(line.text)) >= 1.0
    ]
    return max(named, key=lambda line: (len(line.text.split()), len(line.text)), default=None)
