"""Whether what a file says is of the form that the document has: a bundle is a stranger's JSON, with anything in it."""

import dataclasses
import math
import re
import types
import typing
from functools import cache
from typing import Any

LARGEST_NUMBER = 2**31 - 1  # what every database keeps
# PostgreSQL keeps no NUL, and half of a pair of UTF-16 is no character.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def check(value: Any, hint: Any) -> None:
    """ValueError where `value` isn't what the annotation says, all the way down."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        for name, inner in _fields(hint).items():
            check(getattr(value, name), inner)
    elif isinstance(hint, types.UnionType):
        if value is not None:
            check(value, next(one for one in typing.get_args(hint) if one is not type(None)))
    elif typing.get_origin(hint) is list:
        if not isinstance(value, list):
            raise ValueError("no list")
        for item in value:
            check(item, typing.get_args(hint)[0])
    elif hint is str:
        text(value)
    elif hint is bool:
        if not isinstance(value, bool):
            raise ValueError("neither true nor false")
    else:
        number(value)


def text(value: Any) -> str:
    """A text that can be kept."""
    if not isinstance(value, str) or UNKEEPABLE.search(value):
        raise ValueError("no text")
    return value


def number(value: Any) -> float:
    """A number that can be kept."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("no number")
    if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        raise ValueError("no number that can be kept")
    return value


def words(found: Any) -> list[dict[str, Any]]:
    """What was read on a picture: texts and where they stand, and nothing else."""
    return [{"text": text(word["text"]), "box": [float(number(side)) for side in word["box"]]} for word in found]


@cache
def _fields(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
