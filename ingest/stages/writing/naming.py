"""Names of buttons, fields and entries inside running text: as they are on the screen, in bold."""

import re
from collections.abc import Iterable, Sequence

from ingest.artefacts import Action
from ingest.stages.writing.phrasing import bold

LEAST_LETTERS = 6
MOST_WORDS = 5


def names_of(actions: Sequence[Action]) -> list[str]:
    """What may be named in the text, the longest first."""
    values = (action.value for action in actions if action.kind == "select")
    names = {*(action.label for action in actions), *(action.drop_label for action in actions), *values}
    return sorted((name.strip() for name in names if _is_telling(name)), key=len, reverse=True)


def with_names(text: str, names: Iterable[str]) -> str:
    """The text with these names in bold; one of a single word only where it has a capital inside a sentence."""
    parts = [text]
    for name in names:
        pattern = _pattern(name)
        parts = [piece for part in parts for piece in (_split(part, pattern, name) if "**" not in part else [part])]
    return "".join(parts)


def _is_telling(name: str) -> bool:
    words = _words(name)
    return 0 < len(words) <= MOST_WORDS and sum(map(len, words)) >= (LEAST_LETTERS if len(words) > 1 else 4)


def _pattern(name: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in _words(name)]
    if len(words) == 1:
        return re.compile(rf"(?<=[a-z,] )({words[0].capitalize()})(?![\w-])")
    return re.compile(rf"(?<![\w-])({'[ -]+'.join(words)})(?![\w-])", re.IGNORECASE)


def _split(part: str, pattern: re.Pattern[str], name: str) -> list[str]:
    pieces = pattern.split(part)
    return [bold(name) if i % 2 else piece for i, piece in enumerate(pieces)]


def _words(name: str) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)?", name)
