"""When a procedure is used, by whom, what it is for and what must be there first: from its opening words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.stages.writing import tidy

WHEN = re.compile(
    r"(?:^|\b)(?:please )?(?:(?:i|we|you|they|people|reps|everyone)(?:'ll| will| should| can| must"
    r"|'d)? )?(?:only |usually |always |normally |typically )?"
    r"(?:(?:do|use|need|run|repeat|follow|perform|want|require|come back to) (?:this|that|it"
    r"|these steps)(?: procedure| process| form| page)?|(?:this|it|that)(?:'s| is| has to be| must be"
    r"| should be| needs to be| happens| applies"
    r"| comes up)(?: needed| used| done| necessary| only)?)"
    r",? (?P<when>(?:only |always |usually |about |exactly |roughly |just |right |straight |at least |once "
    r"|twice |within )*"
    r"(?:when\w*|every\w*|each|after|before|once|twice|if|as soon as|at the (?:end|start|beginning)|during"
    r"|within|on (?:the (?:first|last|second)|every|each|\w+days?)|daily|weekly|monthly|quarterly|for (?:every"
    r"|each|all|new)"
    r"|(?:\w+ ){1,3}(?:before|after|days|weeks|hours|times))\b.*)",
    re.IGNORECASE,
)
WHEN_ALONE = re.compile(
    r"^(?:and )?(?P<when>(?:whenever|every (?:time|day|week|month|quarter|morning|evening|\w+day)|once a"
    r"|at the end of (?:the|each|every)|as soon as)\b.*)",
    re.IGNORECASE,
)
WHY = re.compile(
    r"(?:\b(?:the )?(?:main |whole |real )?(?:point|goal|aim|purpose|reason|idea|benefit|advantage)(?: of this"
    r"| here| behind (?:it|this))? (?:is|why)(?: that)?,?\s|\b(?:so that|in order to|that way|this way"
    r"|this (?:helps|lets|allows|ensures|keeps|makes sure|gives))\b"
    r"|\bbecause\b|\bwe don't want\b|\bwe want (?:every|all|the|our)\b)",
    re.IGNORECASE,
)
ABOUT_THE_VIDEO = re.compile(
    r"\b(?:video|record\w*|clip|look it up|questions?|asked me|watch|pause|screen share|layout|longer|shorter"
    r"|bear with|minutes?)\b",
    re.IGNORECASE,
)
WHO = re.compile(
    r"\b(?:(?:this|it|that) is (?:meant |intended |only )?for|(?:you|we) (?:must|need to|have to|should"
    r"|can only do this if you) (?:be|are)|only|as) "
    r"(?P<who>(?:an?|the|our|all|new|every)?\s?(?:[\w-]+\s){0,3}?(?:admin\w*|manager\w*|reps?|representatives?"
    r"|team(?: (?:leads?|leaders?|members?|managers?))?|agents?|owners?|leads?|staff|users?|engineers?"
    r"|accountants?|executives?|"
    r"supervisors?|operators?|editors?|members?|people|colleagues|hires|analysts?|coordinators?|recruiters?"
    r"|nurses?|teachers?|buyers?|clerks?|officers?|specialists?))\b",
    re.IGNORECASE,
)
FIRST = re.compile(
    r"\bbefore (?:you|we) (?:start|begin|do (?:this|that|anything))|\bmake sure (?:that )?(?:you|the|your"
    r"|there|it|all|every)|\byou(?:'ll| will)? (?:only )?(?:need|require|must have|should have|must be)\b"
    r"|\byou have to (?:be|have)\b"
    r"|\bhave (?:the|your|a|an) .* (?:ready|at hand|open)|\b(?:is|are) required\b|\brequires\b"
    r"|\bprerequisites?\b|\bwithout (?:it|this|that|them)\b|\bwe assume\b|\bassuming\b|\bshould already\b"
    r"|\byou (?:must|should) already\b",
    re.IGNORECASE,
)
OPENS_A_CLAUSE = re.compile(
    r"^(?:whenever|when|every|each|after|before|if|as soon as|during|within|at the)\b", re.IGNORECASE
)
REFERS_BACK = re.compile(r"^(?:without (?:it|this|that|them)|it |they |otherwise|that |this )\b", re.IGNORECASE)


@dataclass(frozen=True)
class Context:
    """What the opening tells besides the title."""

    why: str = ""
    when: str = ""
    who: str = ""
    prerequisites: list[str] = field(default_factory=list)


def read(thoughts: Sequence[str]) -> Context:
    """From the opening's thoughts, in their order."""
    why, when, who = "", "", ""
    prerequisites: list[str] = []
    last_was_first = False
    for thought in thoughts:
        text = tidy.without_fillers(tidy.written(thought))
        if not when and (found := WHEN.search(text) or WHEN_ALONE.search(text)):
            when = tidy.ended(found["when"].strip(" ,"))
            last_was_first = False
            continue
        if not who and (person := WHO.search(text)):
            who = tidy.capital(re.sub(r"^(?:an?|the|our|all|every)\s", "", person["who"].strip(), flags=re.IGNORECASE))
        if FIRST.search(text) or (last_was_first and REFERS_BACK.match(text)):
            sentence = tidy.to_reader(tidy.clean(_without_lead(text)))
            if last_was_first and prerequisites and REFERS_BACK.match(text):
                prerequisites[-1] = f"{prerequisites[-1]} {sentence}"
            elif sentence:
                prerequisites.append(sentence)
            last_was_first = True
            continue
        last_was_first = False
        if not why and not ABOUT_THE_VIDEO.search(text) and (reason := WHY.search(text)):
            why = _reason(text, reason)
    return Context(why, when, who, prerequisites)


def purpose(title: str, context: Context, *, is_talk: bool = False) -> str:
    """A sentence or two: what it does, when, and why."""
    if not title:
        return " ".join(part for part in (context.when, context.why) if part)
    what = f"Explains the {title[:1].lower()}{title[1:]}" if is_talk and not is_acronym(title) else title
    when = context.when.rstrip(".")
    comma = "" if OPENS_A_CLAUSE.match(when) else ","
    first = f"{what}{comma} {when[:1].lower()}{when[1:]}." if when else f"{what}."
    return f"{first} {context.why}".strip()


def is_acronym(title: str) -> bool:
    return title.split()[0].isupper()


def _without_lead(text: str) -> str:
    return re.sub(r"^(?:\w+\W+){0,3}?before (?:you|we) (?:start|begin),?\s+(?=\w)", "", text, flags=re.IGNORECASE)


def _reason(text: str, found: re.Match[str]) -> str:
    rest = text[found.end() :].strip(" ,")
    if found[0].lower().strip().startswith(("this ", "we ", "that ")):
        rest = text[found.start() :]
    rest = tidy.clean(re.sub(r"^(?:that|to)\s+", "", rest))
    rest = re.sub(r"^We don't want", "Avoid", rest)
    return rest if len(rest.split()) >= 2 else ""


def is_about_the_whole(text: str) -> bool:
    """Whether the thought already became a part of the context."""
    return bool(
        WHEN.search(text)
        or WHEN_ALONE.search(text)
        or FIRST.search(text)
        or WHY.search(text)
        or ABOUT_THE_VIDEO.search(text)
    )
