"""What a procedure is called: from how it is announced, else from the screen."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.artefacts import Action, Actions
from ingest.stages.words.text import COMMON, compact, content, similarity
from ingest.stages.writing import orders, verbs
from ingest.stages.writing.tidy import capital, without_fillers, written

LONGEST = 90
ALIKE = 0.78
HELPERS = (
    r"(?:(?:can|should|would|could|usually|always|normally|have to|need to|actually|just|get to|properly"
    r"|quickly|correctly) )*"
)
# In the order of how much they say. Each leaves what follows: a verb phrase or, where so marked, a thing's name.
ANNOUNCED = (
    (
        rf"\bhow (?:to|do (?:we|you|i)|(?:we|you|i|one|they) ){HELPERS}(?P<rest>.+)",
        False,
    ),
    (
        r"\b(?:goal|aim|task|idea|job|purpose|objective|plan|mission)(?: \w+){0,4} is to (?P<rest>.+)",
        False,
    ),
    (
        r"\b(?:process|steps?|procedure|way|workflow|instructions?) (?:of|for|to|behind) (?P<rest>.+)",
        False,
    ),
    (
        r"\bwhat (?:we|i)(?:'re| are|'m| am|'ll| will) (?:going to do|do|be doing|doing)(?: here| now"
        r"| today)? is:?,? (?:to )?(?P<rest>.+)",
        False,
    ),
    (
        r"\bthe way (?:we|you|i|they) (?P<rest>.+)",
        False,
    ),
    (
        r"\b(?:it's|it is|this is) (?:all )?about (?P<rest>.+)",
        False,
    ),
    (
        rf"\b(?:in|during) (?:this|the(?: following| next)?) \w+(?: \w+)?,? (?:(?:we|you|i)(?:'ll| will"
        rf"| are going to|'re going to|'m going to| want to| shall)? ){HELPERS}(?P<rest>.+)",
        False,
    ),
    (
        r"\b(?:video|tutorial|guide|walk-?through|clip|recording|demo|session|lesson|screencast|one|topic|intro"
        r"|introduction|training)"
        r"(?: today| here)? (?:is |are )?(?:all )?(?:on|about|for|covers?|shows?|explains?|describes?"
        r"|demonstrates?|teaches|walks through|is going to show|will show|looks at) (?:you )?(?P<rest>.+)",
        True,
    ),
    (
        r"\b(?:today|now|here|this time|next|let me|i(?:'d| would) like to|let's|we(?:'ll| will|'re going to"
        r"| are going to| want to| need to|'re| are)|"
        r"i(?:'ll| will|'m going to| am going to| want to| just want to| need to|'m))\b,?"
        rf" (?:(?:we|i|you|let's)(?:'ll| will|'re going to| are going to|'m going to| want to| need to|'re| are"
        rf"|'m)? )?{HELPERS}(?P<rest>.+)",
        False,
    ),
    (
        r"\b(?:we|i) (?:go|walk|run) through (?P<rest>.+)",
        True,
    ),
    (
        r"^(?:(?:okay|ok|so|hi|hello|right|alright|all right|well|now|and|today|hey|team|everyone"
        r"|all)\W+)*(?P<rest>[a-z]+ing\b.+)",
        False,
    ),
)
TO_WHOM = r"you|everyone|everybody|us|the team|all|briefly|quickly"
# What the speaker does rather than the person who follows: "explain", "take a look at", "get started with"
SHOWING = re.compile(
    r"^(?:(?:quickly|briefly|just|all|you|everyone|about|to|at|through|over|on|into|how|we|i) )*"
    r"(?:(?:show|explain|demonstrat|walk|teach|learn|talk|discuss|describ|demo)(?:e|s|es|ing|ed|n)?"
    rf"(?: (?:{TO_WHOM}|through|over|about|at|on|into|how|with))*"
    r"|(?:cover|present|see|look|go|tak|record|run|do|get|be|start|begin)(?:e|s|es|ing|ning|n)?"
    rf"(?: (?:{TO_WHOM}))*(?: (?:a look at|a look|started with|started on|started by|started|showing|through"
    rf"|over|about|at|into|how"
    r"|with|by))+(?: you)?)(?:,? (?:how )?(?:to|we|you|i))? ",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"[.!?;:]|,|\s(?:because|since|so that|so (?:you|we|they|that|everybody|everyone)|which|where you|and (?:i"
    r"|we|you|then) |and (?:thought|what)"
    r"|as (?:you|fast)|before (?:we|you|i)|in (?:this|the following|a few|under|just) |for (?:you|us|those"
    r"|everyone)|today|step by step|from (?:scratch|within)"
    r"|the right way|properly|correctly|(?:is|are|isn't) (?:\w+ )?(?:simple|easy|quick|straightforward|hard"
    r"|difficult|short|done)"
    r"|(?:before|by|until|every|each) (?:\w+day|noon|the end|tomorrow|then)|with you|right now|real quick"
    r"|as well|here)\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\s(?:in|with|inside|using|within) (?:[A-Z][\w-]+|(?:our|the|your) (?:\w+ )?(?:crm|system|tool|app"
    r"|application|software|platform|portal|browser)|(?:the|our) [A-Z]\w+)$"
)
VAGUE = re.compile(
    r"^(?:do is|do here|(?:show|tell|help|give|walk|take) (?:you|us|everyone|everybody|them)$|it|this|that"
    r"|them|something|things?|everything|one|start|begin|go|be|do (?:it|this|that)|see|thank\w*|now|here)\b",
    re.IGNORECASE,
)
DETERMINED = re.compile(
    r"^(?:our|my|your|the|a|an|complete|whole|full|entire|typical|new|this|simple)\s", re.IGNORECASE
)
WHOLE = re.compile(r"\b(?:complete|whole|full|entire) ", re.IGNORECASE)
PLACEHOLDER = re.compile(r"^(?:choose|select|search|enter|type|pick|add a|write)\b", re.IGNORECASE)
MAKING = re.compile(r"^(?:new|create|add)\b", re.IGNORECASE)


def spoken(thoughts: Sequence[str], *, is_talk: bool = False) -> str:
    """The title in the first announcement among these thoughts; "" where nothing is announced."""
    for pattern, names_a_thing in ANNOUNCED:
        for thought in thoughts:
            for rest in _announced(pattern, without_fillers(written(thought))):
                if title := _title(rest, names_a_thing=names_a_thing, is_talk=is_talk):
                    return title
    return ""


def _announced(pattern: str, thought: str) -> Iterator[str]:
    """What follows each place where the pattern fits."""
    at = 0
    while match := re.compile(pattern, re.IGNORECASE).search(thought, at):
        yield match["rest"]
        at = match.start() + 1


def from_screen(actions: Sequence[Action]) -> str:
    """The verb with its object that buttons, menus and headings show most; "" if they show none."""
    counts: Counter[str] = Counter()
    for action in actions:
        pressed = action.value if action.kind == "select" else action.label if action.kind != "type" else ""
        for text, weight in ((pressed, 3), (action.page_title, 1), (action.page_title_after, 1)):
            if (name := _as_order(text)) and not (weight == 1 and PLACEHOLDER.match(text)):
                counts[name] += weight
    return counts.most_common(1)[0][0] if counts else ""


def as_on_screen(title: str, done: Actions) -> str:
    """The title with words that were misheard put right: a button or heading that sounds like the whole of it."""
    near = [text for action in done.actions for text in (action.label, action.page_title_after, action.page_title)]
    for text in near:
        if _sounds_like(title, text):
            return _as_title(text)
    words = title.lower().split()
    for text in dict.fromkeys(line.text for screen in done.screens for line in screen.lines):
        if _sounds_like(title, text) and text.lower().split()[1:] == words[1:]:
            return _as_title(text)
    return title


def _sounds_like(title: str, text: str) -> bool:
    shown, words = text.split(), title.split()
    near = len(shown) == len(words) >= 2 and title.lower() != text.lower() and verbs.is_verb(shown[0])
    return near and similarity(compact(title), compact(text)) >= ALIKE


def _as_title(text: str) -> str:
    return capital(" ".join(_lower(text.split())))


def _title(rest: str, *, names_a_thing: bool, is_talk: bool) -> str:
    rest = re.sub(
        r"^(?:(?:want|like|going|need|try|trying) to |just |quickly |be )+", "", rest.strip(" ,.:"), flags=re.IGNORECASE
    )
    for _ in range(3):
        shown = SHOWING.match(rest + " ")
        if not shown or shown.end() >= len(rest):
            break
        names_a_thing = True
        rest = rest[shown.end() :].strip(" ,")
    rest = _cut(rest)
    if len(rest.split()) < 2 or VAGUE.match(rest):
        return ""
    rest = _plainly(re.sub(r"\b(?:our|my)\b", "the", rest))
    order = orders.of(rest)
    if order:
        return order
    if not names_a_thing:
        return ""
    thing = DETERMINED.sub("", DETERMINED.sub("", rest))
    if (
        not content(thing)
        or len(thing.split()) > 7
        or re.match(r"^(?:to|with|from|a lot|how|what|why)\b|\b(?:i|we|you|is|are|it|was)\b", thing, re.IGNORECASE)
    ):
        return ""
    if is_talk:
        return capital(thing)
    return (
        f"Handle {_with_article(WHOLE.sub('', rest))} from start to finish"
        if WHOLE.search(rest)
        else f"Handle {_with_article(rest)}"
    )


def _cut(rest: str) -> str:
    end = ENDS.search(rest)
    if end and len(rest[: end.start()].split()) >= 2:
        rest = rest[: end.start()]
    rest = PLACE.sub("", rest).strip(" ,.-")
    words = rest.split()
    while len(" ".join(words)) > LONGEST:
        words.pop()
    while words and words[-1].lower() in (
        "and",
        "or",
        "the",
        "a",
        "an",
        "to",
        "of",
        "in",
        "on",
        "for",
        "with",
        "from",
        "so",
        "but",
        "how",
    ):
        words.pop()
    return " ".join(words)


def _with_article(thing: str) -> str:
    return thing if re.match(r"^(?:a|an|the|your)\s", thing) or thing.endswith("s") else f"the {thing}"


def _as_order(text: str) -> str:
    words = re.sub(r"[^\w\s&/-]", "", text).split()
    if not 2 <= len(words) <= 6:
        return ""
    if MAKING.match(text) and words[0].lower() == "new":
        return capital(
            " ".join(["create", *([] if words[-1].lower().endswith("s") else ["a"]), "new", *_lower(words[1:])])
        )
    return capital(" ".join([words[0].lower(), *_lower(words[1:])])) if verbs.is_verb(words[0]) else ""


def _plainly(rest: str) -> str:
    """A speech model writes Some Things Like Headlines."""
    words = rest.split()
    headline = any(word.istitle() and word.lower() in COMMON and word != "I" for word in words[1:])
    return " ".join(_lower(words)) if headline else rest


def _lower(words: Sequence[str]) -> list[str]:
    return [word if word.isupper() else word.lower() for word in words]
