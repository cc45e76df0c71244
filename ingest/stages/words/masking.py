"""Finds what must not be read in text, and puts dots in its place. When in doubt, it masks."""

import re
from collections.abc import Iterable

from ingest.stages.words import personal
from ingest.stages.words.text import similarity

MASK = "••••"
SECRET_NAMES = (
    "password",
    "passcode",
    "passphrase",
    "passwort",
    "secret",
    "api key",
    "apikey",
    "access key",
    "private key",
    "secret key",
    "client secret",
    "access token",
    "token",
    "pin",
    "pin code",
    "cvv",
    "cvc",
    "security code",
    "card number",
    "one time code",
    "verification code",
    "ssn",
    "social security number",
)
NAMES = (
    r"pass\s?-?words?|pass\s?codes?|pass\s?phrases?|passwort|secrets?|(?:api|access|private|secret|license)[\s_-]?keys?"
    r"|(?:access|auth|bearer|api)[\s_-]?tokens?|tokens?|pin(?:\s?code)?|pwd|cvv|cvc"
    r"|(?:security|verification|one[\s-]time)\s?codes?"
    r"|(?:credit\s|debit\s)?card\s?numbers?|ssn|social security numbers?"
)
# "the password is spring harbor 42", "Password: hunter2", "pwd=..."; to the end of the clause
SAID = re.compile(
    rf"(\b(?:{NAMES})\b['\"”’*]*\s*(?:(?:is|was|will be|reads|equals|here is|of)\b\s*[:=]?|[:=])\s*)"
    r"([^,;!?\n•]+?)(?=$|[,;!?\n•]|[.](?:\s|$))",
    re.IGNORECASE,
)
TYPED = re.compile(
    r"(\b(?:enter|type|use|put in|paste|write|with)\s+)([^,;!?\n•]+?)"
    rf"(\s+(?:as|in|into|for)\s+(?:the\s+|your\s+|my\s+)?\**(?:{NAMES})\b)",
    re.IGNORECASE,
)
HARMLESS = re.compile(
    r"^(?:the|a|an|your|my|our|this|that|it|which|what|not|now|in|on|at|from|to|required|wrong|correct|right"
    r"|needed|empty|"
    r"hidden|visible|optional|here|there|stored|saved|changed|sent|reset|expired|invalid|incorrect|always"
    r"|never|usually|"
    r"shown|masked|set|typed|entered|case|kept|only|also|long|too|at least|password|important|different|same|valid|"
    r"strong|weak|secret|confidential|personal|private|part|one|something|created|given|provided)\b",
    re.IGNORECASE,
)
SHAPES = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL),
    re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]+){1,2}"),
    re.compile(r"\b(?:sk|pk|rk|ghp|gho|ghs|ghu|glpat|xox[abprs]|AKIA|ASIA|AIza|hf|npm|pypi)[-_]?[A-Za-z0-9_-]{12,}"),
    re.compile(r"\b(?:bearer|basic)\s+[A-Za-z0-9._~+/=-]{12,}", re.IGNORECASE),
    re.compile(r"(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"),
    re.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
    re.compile(r"\b(?=[A-Fa-f0-9]*\d)(?=[A-Fa-f0-9]*[A-Fa-f])[A-Fa-f0-9]{20,}\b"),
    re.compile(r"(?<![\w/.@-])(?=[\w+/-]*[A-Z])(?=[\w+/-]*[a-z])(?=[\w+/-]*\d)[A-Za-z0-9_+/-]{20,}={0,2}(?![\w/.@])"),
)
ADDRESS = re.compile(r"@[\w-]+\.|://|^www\.|\.\w{2,}(?:/|$)", re.IGNORECASE)
WORD = re.compile(r"\S+")
EDGES = "\"'“”‘’()[]{}<>,;:*`"


def scrub(text: str, known: Iterable[str] = ()) -> str:
    """The text with dots for all that looks like a secret or is `known`, and without the policy's personal data."""
    return personal.mask(scrub_secrets(text, known))


def scrub_secrets(text: str, known: Iterable[str] = ()) -> str:
    """The text with dots in place of all that looks like a secret, or is one of the `known`."""
    for secret in known:
        if len(secret.strip()) >= 3:
            text = re.sub(re.escape(secret.strip()), MASK, text, flags=re.IGNORECASE)
    for shape in SHAPES:
        text = shape.sub(MASK, text)
    text = SAID.sub(_masked_value, text)
    text = TYPED.sub(_masked_typed, text)
    return WORD.sub(lambda match: _masked_word(match[0]), text)


def is_secret_name(label: str) -> bool:
    """Whether a field of that label holds a secret, also if the label was read badly."""
    words = re.sub(r"[^a-z ]+", " ", label.lower()).split()
    if not words or len(words) > 6:
        return False
    for name in SECRET_NAMES:
        size = len(name.split())
        for i in range(len(words) - size + 1):
            if all(_is_same(one, other) for one, other in zip(words[i : i + size], name.split(), strict=True)):
                return True
    return False


def _is_same(read: str, word: str) -> bool:
    """Word for word, else "Order number" would be taken for a badly read "Card number"."""
    if read == word:
        return True
    return len(word) >= 6 and abs(len(read) - len(word)) <= 1 and similarity(read, word) >= 0.74


def is_password_like(word: str) -> bool:
    """Whether a single word mixes capitals, small letters, digits and signs as only passwords do."""
    core = word.strip(EDGES).rstrip(".?")
    if len(core) < 8 or MASK in core or ADDRESS.search(core):
        return False
    signs = [c for c in core if not c.isalnum()]
    mixed = any(c.isupper() for c in core) and any(c.islower() for c in core)
    if not (mixed and any(c.isdigit() for c in core) and signs):
        return False
    if any(c in "!#$^&*@?~\\|" for c in signs):
        return True
    # "Renewal-2026" and "Q3-Forecast" are names; two signs and a number at the end are hardly
    return len(signs) >= 2 and len(core) >= 10 and not re.search(r"\d{4}|\d[/.,:]\d", core)


def _masked_value(match: re.Match[str]) -> str:
    value = match[2].strip()
    if not value or HARMLESS.match(value):
        return match[0]
    return match[1] + MASK


def _masked_typed(match: re.Match[str]) -> str:
    value = match[2].strip()
    if HARMLESS.match(value):
        return match[0]
    return match[1] + MASK + match[3]


def _masked_word(word: str) -> str:
    return MASK if is_password_like(word) else word
