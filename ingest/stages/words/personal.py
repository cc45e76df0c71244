"""Personal data in text: e-mail addresses, phone numbers, cards (Luhn), IBANs (modulo 97), names of a list.

What it finds is said in its place, so that a step still reads well: “Enter [e-mail] in **E-mail**”. A card number is
a secret: dots, as for a password.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from ingest.stages.words.policy import Policy, active

CARD, IBAN, EMAIL, PHONE, NAME = "••••", "[IBAN]", "[e-mail]", "[phone]", "[name]"
PLACEHOLDERS = (IBAN, EMAIL, PHONE, NAME)
Span = tuple[int, int]

# As it is written, as it is read from a screen ("ann @example.com"), and as it is said ("ann at example dot com").
EMAILS = (
    re.compile(r"[\w.+%'-]*\w\s?[@＠]\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE),
    re.compile(r"\b[\w+-]+(?:(?:\sdot\s|\.)[\w+-]+)*\sat\s[\w-]+(?:\sdot\s[\w-]+)+\b", re.IGNORECASE),
)
# From +49 30 123456 to (253) 555-0148; shorter ones only after a word that says what they are.
PHONES = (
    re.compile(r"(?<![\w+])\+\d[\d\s().\u2010-\u2013/-]{5,20}\d(?!\w)"),
    re.compile(r"(?<![\w.+/-])\(?\d{3}\)?[\s.\u2010-\u2013-]{1,2}\d{3}[\s.\u2010-\u2013-]\d{4}(?![\w-])"),
    re.compile(r"(?<![\w.,+/-])0\d{1,4}[\s/-]{1,3}\d{3}[\d\s/-]{1,10}\d(?![\w-])"),
)
NAMED_PHONE = re.compile(
    r"\b(?:phone|telephone|tel|mobile|cell|fax|call|dial|text|whatsapp)\b[^\d+\n]{0,24}?(\+?\d[\d\s().\u2010-\u2013/-]{4,20}\d)(?!\w)",
    re.IGNORECASE,
)
PHONE_DIGITS = range(7, 16)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
DIGITS = re.compile(r"(?<![\w.,])\d(?:[ \u00a0-]?\d){12,18}(?![\w-])")
IN_FOURS = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}")
IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ \u00a0]?[A-Za-z0-9])")
# ISO 13616: how long an IBAN of each country is.
_IBAN_LENGTHS = """
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28
    EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26
    IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28
    NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25
    SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
"""
IBAN_LENGTHS = {one[:2]: int(one[2:]) for one in _IBAN_LENGTHS.split()}
FINDERS: dict[str, tuple[str, Callable[[str], Iterator[Span]]]] = {}


def mask(text: str, policy: Policy | None = None) -> str:
    """The text with what the policy names replaced."""
    found = spans(text, policy or active())
    for start, end, placeholder in reversed(found):
        text = text[:start] + placeholder + text[end:]
    return text


def spans(text: str, policy: Policy) -> list[tuple[int, int, str]]:
    """Where the text shows personal data, and what to write in its place; from left to right, none over another."""
    taken: list[tuple[int, int, str]] = []
    for kind, (placeholder, find) in FINDERS.items():
        if kind in policy.kinds:
            _take(taken, find(text), placeholder)
    if policy.names:
        _take(taken, (match.span() for match in _names(tuple(policy.names)).finditer(text)), NAME)
    return sorted(taken)


def is_masked(text: str) -> bool:
    return any(placeholder in text for placeholder in PLACEHOLDERS)


def luhn(digits: str) -> bool:
    """Whether the last digit is the one that the others ask for."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """Whether length, country and check digits fit."""
    bare = text.upper()
    if len(bare) != IBAN_LENGTHS.get(bare[:2], 0) or not bare.isalnum() or not bare.isascii():
        return False
    return int("".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])) % 97 == 1


def _ibans(text: str) -> Iterator[Span]:
    for match in IBAN_START.finditer(text):
        length, end, bare = IBAN_LENGTHS.get(match[0][:2].upper(), 0), match.start(), ""
        while end < len(text) and len(bare) < length and (text[end].isalnum() or text[end] in " \u00a0"):
            bare += text[end].strip()
            end += 1
        if length and is_iban(bare) and not text[end : end + 1].isalnum():
            yield match.start(), end


def _cards(text: str) -> Iterator[Span]:
    """In fours also where a digit was read badly."""
    for match in DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if (luhn(digits) and len(set(digits)) > 1) or IN_FOURS.fullmatch(match[0]):
            yield match.span()


def _emails(text: str) -> Iterator[Span]:
    for pattern in EMAILS:
        yield from (match.span() for match in pattern.finditer(text))


def _phones(text: str) -> Iterator[Span]:
    candidates = [match.span() for pattern in PHONES for match in pattern.finditer(text)]
    candidates += [match.span(1) for match in NAMED_PHONE.finditer(text)]
    for start, end in candidates:
        if len(re.sub(r"\D", "", text[start:end])) in PHONE_DIGITS and not DATE.fullmatch(text[start:end]):
            yield start, end


@lru_cache(maxsize=64)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    """Whole names, however many spaces are between their words; longer ones first."""
    words = [r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True) if name.strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words) or '(?!)'})(?!\w)", re.IGNORECASE)


def _take(taken: list[tuple[int, int, str]], found: Iterator[Span], placeholder: str) -> None:
    for start, end in found:
        if not any(start < other_end and other_start < end for other_start, other_end, _ in taken):
            taken.append((start, end, placeholder))


# In this order: an IBAN holds what looks like a card, an address may hold a phone number.
FINDERS |= {"iban": (IBAN, _ibans), "email": (EMAIL, _emails), "card": (CARD, _cards), "phone": (PHONE, _phones)}
