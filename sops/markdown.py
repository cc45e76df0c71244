"""Markdown of steps and SOPs to clean HTML: the one place where people's text becomes markup."""

from collections.abc import Sequence
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sops.glossary import Glossary, mark_terms

BLOCKS = {
    "p",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "hr",
    "h3",
    "h4",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "div",
}
INLINE = {"a", "strong", "em", "code", "br", "s", "dfn", "span"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    # Made here and by `mark_terms` alone: Markdown of people can't contain HTML.
    "div": {"class", "tabindex", "role", "aria-label"},
    "dfn": {"class", "tabindex", "aria-describedby"},
    "span": {"class", "id", "role"},
}
SCHEMES = {"http", "https", "mailto", "tel"}


def _heading_levels(state: StateCore) -> None:
    """Headings of people stand below those of the page."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2", "h3") else "h4"


def _wide_table(
    renderer: RendererProtocol, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """A table that is wider than the screen scrolls by itself, with the keyboard too."""
    return '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'


def _end_of_table(
    renderer: RendererProtocol, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table></div>"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    parser.enable(["table", "strikethrough", "linkify"])
    parser.disable("image")
    parser.core.ruler.push("heading_levels", _heading_levels)
    parser.core.ruler.push("terms", mark_terms)
    parser.add_render_rule("table_open", _wide_table)
    parser.add_render_rule("table_close", _end_of_table)
    return parser


PARSER = _parser()


def render(text: str, glossary: Glossary | None = None) -> SafeString:
    """Blocks: paragraphs, lists, tables. Terms of the glossary are explained where they first occur."""
    if not text.strip():
        return mark_safe("")
    if glossary is None or not glossary:
        return _plain(text)
    return _clean(PARSER.render(text, {"glossary": glossary}), BLOCKS | INLINE)


def render_line(text: str) -> SafeString:
    """One line with bold, code and links: the title of a step."""
    return _line(text)


def plain(text: str) -> str:
    """The words alone, for titles of pages, alternatives of pictures and messages."""
    return (
        nh3.clean(PARSER.render(text), tags=set())
        .strip()
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
    )


@lru_cache(maxsize=4096)
def _plain(text: str) -> SafeString:
    return _clean(PARSER.render(text), BLOCKS | INLINE)


@lru_cache(maxsize=4096)
def _line(text: str) -> SafeString:
    return _clean(PARSER.renderInline(text.strip()), INLINE)


def _clean(html: str, tags: set[str]) -> SafeString:
    cleaned = nh3.clean(html, tags=tags, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    return mark_safe(cleaned)
