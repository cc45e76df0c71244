"""The shape of what rows keep as JSON: checked on every save, whichever door the data came in by."""

import math
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

BRANCH_KINDS = ("step", "sop", "end")
LINK_KINDS = ("", "policy", "crm_field", "price_list", "battle_card", "playbook", "form", "sop")
ANNOTATION_KINDS = ("box", "arrow", "number", "text")
MAX_ITEMS = 100
_url = URLValidator(schemes=["http", "https"])
_mail = re.compile(r"mailto:[^\s<>]+@[^\s<>]+", re.IGNORECASE)


def valid_texts(value: Any) -> None:
    """A list of short texts."""
    _items(value)
    for text in value:
        _text(text, 500)


def valid_branches(value: Any) -> None:
    """A list of `document.Branch` as dicts. Whether the target exists is asked when publishing, not here."""
    for branch in _items(value):
        _keys(branch, required={"condition"}, optional={"target_kind", "target_key", "is_back"})
        _text(branch["condition"], 300, name="condition")
        if not branch["condition"].strip():
            raise ValidationError("A branch needs its condition, for example “above 20 %”.")
        kind = branch.get("target_kind", "end")
        if kind not in BRANCH_KINDS:
            raise ValidationError(f"A branch leads to a step, an SOP or the end, not to “{kind}”.")
        _text(branch.get("target_key", ""), 40, name="target_key")
        if not isinstance(branch.get("is_back", False), bool):
            raise ValidationError("“is_back” is true or false.")


def valid_links(value: Any) -> None:
    """A list of `document.Link` as dicts, with addresses that are safe to follow."""
    for link in _items(value):
        _keys(link, required={"label"}, optional={"url", "sop_key", "kind"})
        _text(link["label"], 200, name="label")
        _text(link.get("sop_key", ""), 40, name="sop_key")
        if not link["label"].strip():
            raise ValidationError("A link needs words to click on.")
        if link.get("kind", "") not in LINK_KINDS:
            raise ValidationError(f"Links of the kind “{link['kind']}” are not known.")
        url = link.get("url", "")
        _text(url, 2000, name="url")
        if url:
            valid_address(url)


def valid_fixes(value: Any) -> None:
    """A list of `document.Fix` as dicts."""
    for fix in _items(value):
        _keys(fix, required={"symptom", "fix"}, optional=set())
        _text(fix["symptom"], 300, name="symptom")
        _text(fix["fix"], 2000, name="fix")
        if not fix["symptom"].strip() or not fix["fix"].strip():
            raise ValidationError("Troubleshooting needs both: what goes wrong, and what helps.")


def valid_annotations(value: Any) -> None:
    """A list of `document.Annotation` as dicts: on the picture."""
    for mark in _items(value):
        _keys(mark, required={"kind", "x", "y"}, optional={"width", "height", "text"})
        if mark["kind"] not in ANNOTATION_KINDS:
            raise ValidationError(f"A mark is a box, an arrow, a number or a text, not a “{mark['kind']}”.")
        sides = {name: mark.get(name, 0) for name in ("x", "y", "width", "height")}
        if not all(_is_number(number) for number in sides.values()):
            raise ValidationError("x, y, width and height of a mark are numbers.")
        ends = (sides["x"], sides["y"], sides["x"] + sides["width"], sides["y"] + sides["height"])
        if not all(-0.001 <= end <= 1.001 for end in ends):
            raise ValidationError("A mark lies outside the picture.")
        _text(mark.get("text", ""), 120, name="text")


def valid_address(url: str) -> None:
    """http, https or mailto, and nothing that a browser would run."""
    if _mail.fullmatch(url):
        return
    try:
        _url(url)
    except ValidationError as problem:
        raise ValidationError(f"“{url[:80]}” is not a web address. It starts with https:// or mailto:.") from problem


def valid_highlight(value: Any) -> None:
    """A `document.Highlight` as a dict: fractions, inside the picture."""
    if value is None:
        return
    if not isinstance(value, dict):
        raise ValidationError("A highlight is an object with x, y, width and height.")
    _keys(value, required={"x", "y", "width", "height"}, optional=set())
    numbers = list(value.values())
    if not all(_is_number(number) for number in numbers):
        raise ValidationError("x, y, width and height of a highlight are numbers.")
    # A thousandth of room: boxes of detectors end a rounding error outside.
    inside = all(-0.001 <= number <= 1.001 for number in numbers)
    if not inside or value["x"] + value["width"] > 1.001 or value["y"] + value["height"] > 1.001:
        raise ValidationError("The highlight lies outside the picture.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValidationError("This is a list.")
    if len(value) > MAX_ITEMS:
        raise ValidationError(f"At most {MAX_ITEMS} entries.")
    return value


def _keys(item: Any, *, required: set[str], optional: set[str]) -> None:
    if not isinstance(item, dict):
        raise ValidationError("Every entry is an object.")
    missing, unknown = required - set(item), set(item) - required - optional
    if missing:
        raise ValidationError(f"Missing: {', '.join(sorted(missing))}.")
    if unknown:
        raise ValidationError(f"Not known: {', '.join(sorted(unknown))}.")


def _text(value: Any, limit: int, name: str = "entry") -> None:
    if not isinstance(value, str):
        raise ValidationError(f"“{name}” is a text.")
    if len(value) > limit:
        raise ValidationError(f"“{name}” has {len(value)} characters; the limit is {limit}.")
    if "\x00" in value:
        raise ValidationError("A text has no NUL characters.")
