"""Phrases about an action become orders: "logging a call" → "Log a call"."""

import re

from ingest.stages.writing import verbs
from ingest.stages.writing.tidy import capital

NOUNS = {
    "creation": "create",
    "registration": "register",
    "activation": "activate",
    "deletion": "delete",
    "removal": "remove",
    "approval": "approve",
    "configuration": "configure",
    "set-up": "set up",
    "setup": "set up",
    "installation": "install",
    "generation": "generate",
    "submission": "submit",
    "cancellation": "cancel",
    "assignment": "assign",
    "transfer": "transfer",
    "export": "export",
    "import": "import",
    "update": "update",
    "renewal": "renew",
    "conversion": "convert",
    "calculation": "calculate",
    "verification": "verify",
    "preparation": "prepare",
    "onboarding": "onboard",
}
NOUN = re.compile(r"^(?:the )?(?P<noun>[a-z-]+) of (?P<thing>.+)", re.IGNORECASE)
PASSIVE = re.compile(
    r"^(?P<thing>(?:an?|the|new|your) .{2,40}?) (?:is|are|gets?|can be|should be|must be) (?P<verb>\w+)(?P<more> .*)?$",
    re.IGNORECASE,
)


def of(phrase: str) -> str:
    """The phrase in the imperative; "" for one that names no action."""
    return as_order(phrase) or from_noun(phrase) or from_passive(phrase)


def as_order(phrase: str) -> str:
    """A verb phrase in the imperative ("logging a call" → "Log a call"); "" if it begins with no known verb."""
    words = phrase.split()
    if len(words) < 2:
        return ""
    base = verbs.base_of(words[0])
    if not base or (
        words[0].lower() != base and not verbs.is_gerund(words[0]) and words[0].lower() not in verbs.IRREGULAR
    ):
        return ""
    return capital(" ".join([base, *words[1:]]))


def from_noun(rest: str) -> str:
    """ "the creation of a campaign" → "Create a campaign"."""
    match = NOUN.match(rest)
    verb = NOUNS.get(match["noun"].lower()) if match else None
    return capital(f"{verb} {match['thing']}") if match and verb else ""


def from_passive(rest: str) -> str:
    """ "a deal gets handed over to support" → "Hand over a deal to support"."""
    match = PASSIVE.match(rest)
    verb = verbs.base_of(match["verb"]) if match else ""
    if not match or not verb:
        return ""
    more = (match["more"] or "").split()
    particle = [more.pop(0)] if more and more[0].lower() in verbs.PARTICLES else []
    return capital(" ".join([verb, *particle, match["thing"], *more]))
