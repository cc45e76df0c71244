"""What was said while something was done, and which text on the screen was meant by it."""

from ingest.artefacts import TextLine, Transcript
from ingest.stages.screen import boxes
from ingest.stages.screen.labels import cleaned
from ingest.stages.words.text import mentions

BEFORE_SECONDS = 5.0
AFTER_SECONDS = 2.0
LONGEST_LABEL = 5  # words


def around(transcript: Transcript, action_s: float) -> str:
    """The words shortly before and after."""
    words = [word for sentence in transcript.sentences for word in sentence.words]
    return " ".join(
        word.text for word in words if action_s - BEFORE_SECONDS <= word.start_s <= action_s + AFTER_SECONDS
    )


def meant(said: str, lines: list[TextLine]) -> TextLine | None:
    """The text on the screen that is said whole; the longest, where there are several."""
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
