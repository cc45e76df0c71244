"""Small comparisons of words, used by all who read the narration."""

import difflib
import re
from functools import lru_cache

_COMMON = """
    a an the this that these those it its it's that's there here i i'm i'll i'd i've you you're you'll your yours we
    we're we'll our us me my mine they them their he she his her of in on at to for from by with as into onto over
    under up down out off and or but so then now just also too again is are was were be been being am do does did
    done have has had will would can could should shall may might not no yes if when while because than what which
    who how where why all any some each both only very really one let lets let's get gets got go goes going went
    come comes like want need please okay ok well right first next finally last second new same another other more
    bit little something thing things
"""
COMMON = frozenset(_COMMON.split())


def plain(text: str) -> str:
    """Lower case, letters and digits, single spaces."""
    lowered = text.lower().replace("’", "'").replace("'", "")
    return " ".join(re.sub(r"[^\w%@]+|_", " ", lowered).split())


def compact(text: str) -> str:
    return plain(text).replace(" ", "")


@lru_cache(maxsize=50_000)
def similarity(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < 0.6 or matcher.quick_ratio() < 0.6:
        return 0.0
    return matcher.ratio()


def stem(word: str) -> str:
    """The word without its commonest endings: enough to compare, not to show."""
    if len(word) > 4:
        word = re.sub(r"(?:ing|ed|es|s|al|er|or)$", "", word)
    return word.rstrip("e") if len(word) > 3 else word


def content(text: str) -> list[str]:
    """The words that carry meaning, as stems."""
    words = text.lower().replace("’", "'").split()
    bare = [re.sub(r"^[^\w%]+|[^\w%]+$", "", word) for word in words]
    kept = [word for word in bare if word and word not in COMMON]
    return [stem(part) for word in kept for part in plain(word).split()]


def mentions(text: str, name: str) -> float:
    """How much of `name` is said in `text`, from 0 to 1."""
    named = [word for word in plain(name).split() if any(sign.isalnum() for sign in word)]
    wanted = [stem(word) for word in named if word not in COMMON] or named
    if not wanted:
        return 0.0
    if len(compact(name)) >= 5 and compact(name) in compact(text):
        return 1.0
    said = [stem(word) for word in plain(text).split()]
    found = sum(any(_same(word, other) for other in said) for word in wanted)
    return found / len(wanted)


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    return len(one) >= 5 and one[0] == other[:1] and similarity(one, other) >= 0.8
