"""Words of the company, explained where they stand: on hover, on focus, and to screen readers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from access.models import Library
from sops.models import GlossaryTerm


@dataclass
class Glossary:
    """The terms of a library. One object per page: a term is explained where it occurs first."""

    definitions: dict[str, str] = field(default_factory=dict)  # word in lower case -> definition
    spellings: dict[str, str] = field(default_factory=dict)  # word in lower case -> term
    explained: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.definitions)

    def __post_init__(self) -> None:
        words = sorted(self.definitions, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)

    def first_occurrences(self, text: str) -> Iterable[tuple[int, int, str]]:
        """Start, end and definition of each term that was not explained yet on this page."""
        for match in self._pattern.finditer(text) if self.definitions else ():
            word = match[0].lower()
            term = self.spellings[word]
            if term not in self.explained:
                self.explained.add(term)
                yield match.start(), match.end(), self.definitions[word]


def glossary_of(library: Library) -> Glossary:
    """One query, however many terms."""
    definitions, spellings = {}, {}
    for term in GlossaryTerm.objects.filter(library=library):
        for word in (term.term, *term.aliases):
            if word.strip():
                definitions[word.strip().lower()] = term.definition
                spellings[word.strip().lower()] = term.term
    return Glossary(definitions, spellings)


def mark_terms(state: StateCore) -> None:
    """A rule of the Markdown parser: wrap the first occurrence of each term. Labels (bold), code and links stay."""
    glossary = state.env.get("glossary")
    if not glossary:
        return
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _with_terms(block.children, glossary)


def _with_terms(tokens: list[Token], glossary: Glossary) -> list[Token]:
    result: list[Token] = []
    inside = 0
    for token in tokens:
        if token.type in ("strong_open", "link_open"):
            inside += 1
        elif token.type in ("strong_close", "link_close"):
            inside -= 1
        if token.type == "text" and not inside:
            result.extend(_split(token.content, glossary))
        else:
            result.append(token)
    return result


def _split(text: str, glossary: Glossary) -> Iterable[Token]:
    at = 0
    for start, end, definition in glossary.first_occurrences(text):
        yield _text(text[at:start])
        number = f"term-{len(glossary.explained)}"
        yield Token("dfn_open", "dfn", 1, attrs={"class": "term", "tabindex": "0", "aria-describedby": number})
        yield _text(text[start:end])
        yield Token("span_open", "span", 1, attrs={"class": "meaning", "id": number, "role": "tooltip"})
        yield _text(definition)
        yield Token("span_close", "span", -1)
        yield Token("dfn_close", "dfn", -1)
        at = end
    yield _text(text[at:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
