"""What a procedure is called: from how it is announced, else from the screen."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.artefacts import Action
from ingest.stages.words.text import content
from ingest.stages.writing import verbs
from ingest.stages.writing.tidy import capital, without_fillers, written

LONGEST = 90
SHOW = (
    r"(?:show|explain|demonstrate|walk|cover|present|teach|talk|see|learn|look|go|take|discuss|describe|record|demo|run|be|do)\w*"
)
HELPERS = r"(?:(?:can|should|would|could|usually|always|normally|have to|need to|actually|just|get to|properly|quickly|correctly) )*"
# In the order of how much they say. Each leaves what follows: a verb phrase, or the name of a thing.
ANNOUNCED = (
    rf"\bhow (?:to|(?:we|you|i|one|they) ){HELPERS}(?P<rest>.+)",
    r"\b(?:goal|aim|task|idea|job|purpose|objective|plan|mission)(?: \w+){0,4} is to (?P<rest>.+)",
    r"\b(?:process|steps?|procedure|way|workflow|instructions?) (?:of|for|to|behind) (?P<rest>.+)",
    rf"\b(?:in|during) (?:this|the(?: following| next)?) \w+(?: \w+)?,? (?:(?:we|you|i)(?:'ll| will| are going to|'re going to|'m going to| want to| shall)? ){HELPERS}(?P<rest>.+)",
    r"\b(?:video|tutorial|guide|walk-?through|clip|recording|demo|session|lesson|screencast|one|topic|intro|introduction|training)"
    r"(?: today| here)? (?:is |are )?(?:all )?(?:on|about|for|covers?|shows?|explains?|describes?) (?:you )?(?P<rest>.+)",
    r"\b(?:today|now|here|this time|next|let me|i(?:'d| would) like to|let's|we(?:'ll| will|'re going to| are going to| want to| need to|'re| are)|"
    r"i(?:'ll| will|'m going to| am going to| want to| just want to| need to|'m))\b,?"
    rf" (?:(?:we|i|you|let's)(?:'ll| will|'re going to| are going to|'m going to| want to| need to|'re| are|'m)? )?{HELPERS}(?P<rest>.+)",
    rf"\b(?:we|i) (?:go|walk|run) through (?P<rest>.+)",
    r"^(?:(?:okay|ok|so|hi|hello|right|alright|all right|well|now|and|today|hey|team|everyone|all)\W+)*(?P<rest>[a-z]+ing\b.+)",
)
SHOWING = re.compile(
    rf"^(?:(?:quickly|briefly|just|all|you|everyone|about|to|at|through|over|on|into|how|we|i) )*{SHOW}"
    r"(?: (?:you|everyone|everybody|us|the team|all|briefly|quickly|through|over|about|at|on|into|how|with))*(?:,? (?:how )?(?:to|we|you|i))? ",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"[.!?;:]|,|\s(?:because|since|so that|so (?:you|we|they|that|everybody|everyone)|which|where you|and (?:i|we|you|then) |and (?:thought|what)"
    r"|as (?:you|fast)|before (?:we|you|i)|in (?:this|the following|a few|under|just) |for (?:you|us|those|everyone)|today|step by step|from (?:scratch|within)"
    r"|the right way|properly|correctly|with you|right now|real quick|as well|here)\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\s(?:in|with|inside|using|within) (?:[A-Z][\w-]+|(?:our|the|your) (?:crm|system|tool|app|application|software|platform|portal|browser|[A-Z]\w+))$"
)
VAGUE = re.compile(r"^(?:it|this|that|them|something|things?|everything|one|start|begin|go|be|do (?:it|this|that)|see|thank\w*|now|here)\b", re.IGNORECASE)
DETERMINED = re.compile(r"^(?:our|my|your|the|a|an|complete|whole|full|entire|typical|new|this|simple)\s", re.IGNORECASE)
MAKING = re.compile(r"^(?:new|create|add)\b", re.IGNORECASE)


def spoken(thoughts: Sequence[str], *, is_talk: bool = False) -> str:
    """The title in the first announcement among these thoughts; "" where nothing is announced."""
    for pattern in ANNOUNCED:
        for thought in thoughts:
            match = re.search(pattern, without_fillers(written(thought)), re.IGNORECASE)
            if match and (title := _title(match["rest"], is_talk)):
                return title
    return ""


def from_screen(actions: Sequence[Action]) -> str:
    """The title that headings and buttons suggest: a verb with its object that comes up most."""
    counts: Counter[str] = Counter()
    for action in actions:
        for text, weight in ((action.page_title_after, 2), (action.page_title, 1), (action.label, 2), (action.value, 1)):
            if action.kind == "type" and text == action.value:
                continue
            if name := _as_order(text):
                counts[name] += weight
    if counts:
        return counts.most_common(1)[0][0]
    headings = [a.page_title_after or a.page_title for a in actions if a.page_title_after or a.page_title]
    return f"Use {headings[-1]}"[:LONGEST] if headings else ""


def as_order(phrase: str) -> str:
    """A verb phrase in the imperative ("logging a call" → "Log a call"); "" if it begins with no known verb."""
    words = phrase.split()
    if len(words) < 2:
        return ""
    base = verbs.base_of(words[0])
    if not base or (words[0].lower() != base and not verbs.is_gerund(words[0]) and words[0].lower() not in verbs.IRREGULAR):
        return ""
    return capital(" ".join([base, *words[1:]]))


def _title(rest: str, is_talk: bool) -> str:
    rest = rest.strip(" ,.:")
    for _ in range(3):
        shown = SHOWING.match(rest + " ")
        if not shown or shown.end() >= len(rest):
            break
        rest = rest[shown.end() :].strip(" ,")
    rest = _cut(rest)
    if len(rest.split()) < 2 or VAGUE.match(rest):
        return ""
    rest = re.sub(r"\b(?:our|my)\b", "the", rest)
    order = as_order(rest)
    if order:
        return order
    thing = DETERMINED.sub("", DETERMINED.sub("", rest))
    if not content(thing) or len(thing.split()) > 7 or re.match(r"^(?:to|with|from|i|we|you|a lot|how|what|why)\b", thing, re.IGNORECASE):
        return ""
    return capital(thing) if is_talk else f"Complete {_with_article(rest)}"


def _cut(rest: str) -> str:
    end = ENDS.search(rest)
    if end and len(rest[: end.start()].split()) >= 2:
        rest = rest[: end.start()]
    rest = PLACE.sub("", rest).strip(" ,.-")
    words = rest.split()
    while len(" ".join(words)) > LONGEST:
        words.pop()
    while words and words[-1].lower() in ("and", "or", "the", "a", "an", "to", "of", "in", "on", "for", "with", "from", "so", "but", "how"):
        words.pop()
    return " ".join(words)


def _with_article(thing: str) -> str:
    bare = re.sub(r"^(?:a |an |the )?(?:complete|whole|full|entire|typical|simple) ", lambda m: m[0].split()[0] + " " if m[0].split()[0] in ("a", "an", "the") else "", thing)
    return bare if re.match(r"^(?:a|an|the|your)\s", bare) or bare.split()[0].endswith("s") else f"the {bare}"


def _as_order(text: str) -> str:
    words = re.sub(r"[^\w\s&/-]", "", text).split()
    if not 2 <= len(words) <= 6:
        return ""
    if MAKING.match(text) and words[0].lower() == "new":
        return capital(" ".join(["create", *([] if words[-1].lower().endswith("s") else ["a"]), "new", *_lower(words[1:])]))
    return capital(" ".join([words[0].lower(), *_lower(words[1:])])) if verbs.is_verb(words[0]) else ""


def _lower(words: Sequence[str]) -> list[str]:
    return [word if word.isupper() else word.lower() for word in words]
