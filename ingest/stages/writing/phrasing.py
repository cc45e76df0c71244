"""A sentence for each action, from templates: clean by construction, names as they are on the screen."""

import re

from ingest.artefacts import Action
from ingest.stages.words.text import compact, similarity
from ingest.stages.writing.verbs import is_verb

LONGEST = 110
LONGEST_VALUE = 60
ALIKE = 0.86
CLEARS = re.compile(
    r"\b(?:untick|uncheck|clear|disable|deselect|turn(?:s|ed)? (?:\w+ ){0,4}off|switch(?:es"
    r"|ed)? (?:\w+ ){0,4}off|goes off|comes off|off again|take (?:the|that|this) \w+ out)\b",
    re.IGNORECASE,
)
AGAIN = re.compile(r"\b(?:again|once more|another time|same thing|one more time|a second time)\b", re.IGNORECASE)
SPOKEN_TARGET = re.compile(
    r"\b(?P<verb>click|press|tap|hit|open|choose|select|go to)(?: on)? (?P<thing>(?:the|this|that|your|a"
    r"|an) [\w ]{2,40}?)(?=$|[,.;]| (?:and|to|so|in|at|on|for|up|over|down|here|there|now|again)\b)",
    re.IGNORECASE,
)
MARKDOWN = re.compile(r"[\\*_`<\[]")
OFF = ("off", "no", "false", "unchecked", "cleared")


def sentence(action: Action, said: str, *, was_done_before: bool) -> str:
    """The instruction; `said` is what was spoken meanwhile."""
    again = " again" if was_done_before and action.kind in ("click", "navigate") and AGAIN.search(said) else ""
    text = f"{_order(action, said)}{again}"
    return text if len(text) <= LONGEST else _shortened(action)


def bold(name: str, most: int = 200) -> str:
    """The name as it is on the screen, in bold; signs that mean something in Markdown are escaped."""
    name = " ".join(name.split())
    if len(name) > most:
        name = f"{name[: most - 1].rstrip()}…"
    return f"**{MARKDOWN.sub(lambda sign: chr(92) + sign[0], name)}**"


def _order(action: Action, said: str, most: int = LONGEST_VALUE) -> str:
    label = bold(action.label, 70) if action.label.strip() else ""
    value = bold(action.value, most) if action.value.strip() else ""
    if action.is_secret:
        return _secret(action, label)
    if action.kind == "type":
        return _typed(label, value)
    if action.kind == "select":
        return _chosen(action, label, value)
    if action.kind == "drag":
        return _dragged(action, label)
    if not label:
        return _nameless(action, said)
    if action.kind == "navigate":
        return f"Open {label}"
    if action.role == "checkbox":
        return f"{'Clear' if action.value.lower() in OFF or CLEARS.search(said) else 'Select'} {label}"
    return f"Click {label}"


def _secret(action: Action, label: str) -> str:
    name = action.label.strip().rstrip("*: ").lower()
    spoken = f"your {name}" if re.fullmatch(r"[a-z][a-z /-]{2,30}", name) else "the secret"
    return f"Enter {spoken} in {label}" if label else "Enter your password"


def _typed(label: str, value: str) -> str:
    if label and value:
        return f"Enter {value} in {label}"
    return f"Enter {value}" if value else f"Fill in {label}" if label else "Enter the text"


def _chosen(action: Action, label: str, value: str) -> str:
    if label and similarity(compact(action.label), compact(action.value)) >= ALIKE:
        return f"Click {label}"  # what was pressed was read twice
    if action.role == "menu" and label and value:
        return f"Click {label} and choose {value}"
    if label and value:
        return f"Set {label} to {value}"
    return f"Choose {value or label}" if value or label else "Choose the entry"


def _dragged(action: Action, label: str) -> str:
    thing = label or "the item"
    return f"Drag {thing} to {bold(action.drop_label, 60)}" if action.drop_label else f"Drag {thing} to its new place"


def _nameless(action: Action, said: str) -> str:
    """Nothing was read at the target: the narration's word for it, else what came of it."""
    spoken = SPOKEN_TARGET.search(said)
    if spoken and is_verb(spoken["verb"].split()[0]) and not re.search(r"\b(?:one|thing|it|that)$", spoken["thing"]):
        return f"{spoken['verb'].capitalize()} {spoken['thing'].strip()}"
    if action.page_title_after and action.page_title_after != action.page_title:
        return f"Open {bold(action.page_title_after, 60)}"
    return "Click the marked place"


def _shortened(action: Action) -> str:
    for most in (40, 24, 12):
        text = _order(action, "", most)
        if len(text) <= LONGEST:
            return text
    return f"{_order(action, '', 12)[: LONGEST - 3].rstrip(' *')}…"
