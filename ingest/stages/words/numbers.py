"""Number words and the digits that they stand for."""

import re

_TO_NINETEEN = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: value for value, word in enumerate(_TO_NINETEEN.split())}
TENS = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
WORDS = set(UNITS) | set(TENS) | set(SCALES)


def is_number_word(word: str) -> bool:
    parts = _parts(word)
    return bool(parts) and all(part in WORDS for part in parts)


def as_digits(words: list[str]) -> list[str]:
    """The readings of a run of number words: as one number, and digit by digit."""
    parts = [part for word in words for part in _parts(word)]
    readings = []
    if (value := _value(parts)) is not None:
        readings.append(str(value))
    if len(parts) > 1 and all(part in UNITS or part in TENS for part in parts):
        readings.append("".join(str(UNITS.get(part, TENS.get(part))) for part in parts))
    return readings


def _parts(word: str) -> list[str]:
    return [part for part in re.split(r"[\s-]+", word.lower().strip(".,;:!?%")) if part]


def _value(parts: list[str]) -> int | None:
    total = current = 0
    smallest = 10**9  # "twenty two" adds up, "two twenty" and "five eight" do not
    for part in parts:
        if part in SCALES:
            if SCALES[part] == 100:
                current = (current or 1) * 100
            else:
                total, current = total + (current or 1) * SCALES[part], 0
            smallest = SCALES[part]
            continue
        number = UNITS.get(part, TENS.get(part, -1))
        room = 10 if part in TENS else 1
        if number < 0 or smallest <= room or (smallest == 10 and number >= 10):
            return None
        current += number
        smallest = room
    return total + current if parts else None
