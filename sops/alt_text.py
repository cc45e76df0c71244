"""A first alt text from what was read on the picture: which screen it is, and what to look at."""

from collections.abc import Mapping, Sequence
from typing import Any

LIMIT = 160
# A heading stands in the upper part and is at least this much taller than the usual line.
UPPER_PART = 0.6
TALLER = 1.15


def suggest(words: Sequence[Mapping[str, Any]], highlight: Mapping[str, float] | None, target_label: str = "") -> str:
    """For example “Request discount approval, with Discount (%) outlined”; empty where nothing was read."""
    heading = _heading(words)
    outlined = target_label or (_inside(words, highlight) if highlight else "")
    if highlight and outlined and heading and outlined.lower() != heading.lower():
        text = f"{heading}, with {outlined} outlined"
    elif highlight and outlined:
        text = f"{outlined}, outlined"
    else:
        text = heading
    return text if len(text) <= LIMIT else f"{text[: LIMIT - 1].rsplit(' ', 1)[0]}…"


def _heading(words: Sequence[Mapping[str, Any]]) -> str:
    lines = [word for word in words if any(sign.isalpha() for sign in word["text"])]
    if not lines:
        return ""
    heights = sorted(line["box"][3] for line in lines)
    usual = heights[len(heights) // 2]
    upper = [line for line in lines if line["box"][1] < UPPER_PART and line["box"][3] >= usual * TALLER]
    if upper:
        return str(max(upper, key=lambda line: line["box"][3])["text"]).strip()
    return str(min(lines, key=lambda line: (line["box"][1], line["box"][0]))["text"]).strip()


def _inside(words: Sequence[Mapping[str, Any]], highlight: Mapping[str, float]) -> str:
    right, bottom = highlight["x"] + highlight["width"], highlight["y"] + highlight["height"]
    inside = [
        word["text"].strip()
        for word in words
        if highlight["x"] <= word["box"][0] + word["box"][2] / 2 <= right
        and highlight["y"] <= word["box"][1] + word["box"][3] / 2 <= bottom
    ]
    return " ".join(inside[:6])
