"""Spoken text becomes written text: no fillers, no greetings, "20%" for "twenty percent", "VP" for "V P"."""

import re

from ingest.stages.words import numbers

FILLERS = re.compile(
    r"(?:,\s*)?\b(?:u+m+|u+h+|e+r+m+|h+m+|mm+|ehm|you know|i mean|let me see|let's see|sort of|kind of"
    r"|as you (?:can|could) see"
    r"|like i said|as i said|obviously|basically|actually|go ahead and|by the way|if you will)\b(?:\s*,)?",
    re.IGNORECASE,
)
STARTS = re.compile(
    r"^(?:(?:so|and|now|then|well|right|but|hey|hi|hello|okay|ok|oh|ah|oh wait|wait,|alright|all right|anyway"
    r"|great|good|perfect|nice"
    r"|yeah|yes|next|again|first of all|one more thing|finally|lastly|by the way|also|just|please note(?: that)?"
    r"|note that|remember that|keep in mind(?: that)?|and then|and so)\b(?!-)[,.:!]?\s+)+",
    re.IGNORECASE,
)
LETTERS = re.compile(r"\b(?:[A-Za-z]\s){1,5}[A-Za-z]\b")
PERCENT = re.compile(r"\b((?:[\w-]+\s){0,3}?[\w-]+)\s+per\s?cent\b", re.IGNORECASE)
NAMES = re.compile(r"(\*\*.+?\*\*)")
SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """One written sentence: fillers out, first letter up, a stop at its end."""
    text = without_fillers(written(text))
    text = STARTS.sub("", text).strip(" ,;-")
    return ended(text)


def ended(text: str) -> str:
    """With a capital letter and a stop."""
    return capital(text if text[-1:] in (".", "!", "?", "…") else f"{text}.") if text else ""


def written(text: str) -> str:
    """Spelled letters together, percentages as digits."""
    text = SPACES.sub(" ", text.replace("’", "'")).strip()
    text = LETTERS.sub(_joined, text)
    return PERCENT.sub(_percent, text)


def without_fillers(text: str) -> str:
    text = FILLERS.sub(" ", text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", SPACES.sub(" ", text))
    return re.sub(r"^[\s,.;:]+|,(?=[.!?])", "", text).strip()


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def to_reader(text: str) -> str:
    """What somebody says of herself, said to the reader: "I usually say my name" → "Usually say your name"."""
    match = re.match(
        r"^(?:i|we)(?:'ll|'d)? (?:(usually|always|normally|often|typically|generally|never) )?(?:like to |would )?",
        text,
        re.IGNORECASE,
    )
    if match:
        rest = text[match.end() :]
        text = f"{match[1]} {rest}" if match[1] else rest
    return capital("".join(part if part.startswith("**") else _turned(part) for part in NAMES.split(text)))


def _turned(text: str) -> str:
    for mine, yours in (("I'm", "you're"), ("I", "you"), ("me", "you"), ("my", "your"), ("mine", "yours")):
        text = re.sub(rf"(?<![\w']){mine}(?![\w'])", yours, text)
    return text


def _joined(match: re.Match[str]) -> str:
    letters = match[0].split()
    if all(letter.lower() in "ai" for letter in letters) or letters[0] == "a":
        return match[0]
    return "".join(letters).upper()


def _percent(match: re.Match[str]) -> str:
    words = match[1].split()
    for size in range(len(words), 0, -1):
        tail = words[-size:]
        if all(numbers.is_number_word(word) for word in tail) and (readings := numbers.as_digits(tail)):
            return " ".join([*words[:-size], f"{readings[0]}%"])
    return f"{match[1]}%" if re.search(r"\d$", match[1]) else match[0]
