"""Ways to damage something good: bytes, JSON, and texts that people would not write."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

ODD = [
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202egpj.exe",
    "\U0001f9ea" * 40,
    "a" * 5000,
    "e\u0301" * 200,
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "../../etc/passwd",
    "{{ 7|add:7 }}",
    "%s%n%x",
    "'; DROP TABLE x; --",
    "=HYPERLINK(1)",
    "\r\nSet-Cookie: a=b",
    "9" * 30,
    "-1",
    "1e999",
    "NaN",
    "null",
]
texts = st.one_of(st.text(max_size=60), st.sampled_from(ODD), st.text(st.characters(codec="ascii"), max_size=200))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=True),
    texts,
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=8
)


@st.composite
def damaged_bytes(draw: Callable[..., Any], content: bytes) -> bytes:
    """The same with some bytes flipped, cut out, put in, doubled, or the end missing."""
    data = bytearray(content)
    for _ in range(draw(st.integers(1, 12))):
        if not data:
            break
        at = draw(st.integers(0, len(data) - 1))
        match draw(st.sampled_from(["flip", "flip", "flip", "set", "cut", "insert", "double", "end", "number"])):
            case "flip":
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "set":
                data[at] = draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF, 0x3C, 0x22]))
            case "cut":
                del data[at : at + draw(st.integers(1, 64))]
            case "insert":
                data[at:at] = draw(st.binary(max_size=32))
            case "double":
                data[at:at] = data[at : at + draw(st.integers(1, 256))]
            case "end":
                del data[at:]
            case "number":
                data[at : at + 4] = draw(
                    st.sampled_from([b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff"])
                )
    return bytes(data)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside JSON."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places_in(inner, (*path, key))
    return found


@st.composite
def damaged_json(draw: Callable[..., Any], value: Any) -> Any:
    """The same JSON with some of its values replaced, dropped or repeated."""
    damaged = deepcopy(value)
    for _ in range(draw(st.integers(1, 4))):
        places = places_in(damaged)
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        inside = damaged
        for key in way:
            inside = inside[key]
        match draw(st.sampled_from(["replace", "replace", "drop", "repeat", "add"])):
            case "replace":
                inside[last] = draw(values)
            case "drop":
                del inside[last]
            case "repeat" if isinstance(inside, list):
                inside.extend([deepcopy(inside[last])] * draw(st.integers(1, 3)))
            case _ if isinstance(inside, dict):
                inside[draw(texts)] = draw(values)
    return damaged
