"""Terms that are explained, and other procedures that are spoken of."""

import re
from collections.abc import Iterable

from ingest.stages.writing import tidy

MEANS = re.compile(
    r"^(?:an? |the |our )?(?P<term>[\w][\w &/-]{1,40}?),? (?:(?:which |that )?(?:means|stands for|is short for"
    r"|refers to)|is (?:what we call|our (?:word|name|term) for|the (?:name|term"
    r"|word) for))\s+(?P<meaning>.{6,160})$",
    re.IGNORECASE,
)
BY_MEANS = re.compile(
    r"\bby (?:an? |the )?(?P<term>[\w][\w &/-]{1,40}?),? (?:i|we) mean\s+(?P<meaning>.{6,160})$", re.IGNORECASE
)
NOT_A_TERM = re.compile(r"^(?:it|this|that|which|he|she|they|what|one|there|here|you|i|we|so|and)\b", re.IGNORECASE)
KIND = (
    r"(?:sop|s o p|procedure|guide|video|walk-?through|playbook|tutorial|instructions?|recording|article"
    r"|checklist|runbook|how-to|manual|process)"
)
NAMED_BEFORE = re.compile(
    rf"\b(?:follow\w*|see|described in|shown in|explained in|covered in|according to|refer to|look at"
    rf"|go through|watch|check|use|read|in|from|by) (?:the |our |my "
    rf"|that )(?P<title>[\w][\w &/'-]{{2,60}}?) {KIND}\b",
    re.IGNORECASE,
)
NAMED_AFTER = re.compile(
    rf"\b(?:the|our|my|a|another|separate|other) (?:\w+ )?{KIND} (?:on|about|for|called|named"
    rf"|titled) (?:how to |the )?(?P<title>[\w][\w &/'-]{{2,60}}?)(?=$|[,.;!?]| (?:for|if|when|because|first"
    rf"|before|and|to)\b)",
    re.IGNORECASE,
)
GENERIC = re.compile(
    r"^(?:same|whole|first|last|next|previous|following|this|that|other|approval|entire|normal|usual|short"
    r"|quick|little|new|old|full)$",
    re.IGNORECASE,
)


def glossary(thoughts: Iterable[str]) -> list[str]:
    """ "term: definition", each term once."""
    found: dict[str, str] = {}
    for thought in thoughts:
        text = tidy.clean(thought).rstrip(".")
        match = MEANS.search(text) or BY_MEANS.search(text)
        if match and not NOT_A_TERM.match(match["term"]) and len(match["term"].split()) <= 4:
            found.setdefault(match["term"].strip().lower(), f"{match['term'].strip()}: {match['meaning'].strip()}")
    return list(found.values())


def other_procedures(thoughts: Iterable[str]) -> list[str]:
    """Titles of the SOPs that the speaker refers to, as far as they were named."""
    found: dict[str, str] = {}
    for thought in thoughts:
        text = tidy.written(thought)
        for match in [*NAMED_BEFORE.finditer(text), *NAMED_AFTER.finditer(text)]:
            title = match["title"].strip()
            if not GENERIC.match(title) and not re.match(
                r"^(?:this|that|next|last|same|whole)\b", title, re.IGNORECASE
            ):
                found.setdefault(title.lower(), tidy.capital(title))
    return list(found.values())
