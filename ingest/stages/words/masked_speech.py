"""Personal data in a narration: masked in its sentences and in the words with their times."""

import re
from dataclasses import replace

from ingest.artefacts import Sentence, Transcript, Word
from ingest.stages.words import personal
from ingest.stages.words.policy import Policy, active

_DIGITS = "zero one two three four five six seven eight nine"
SAID_DIGITS = {word: str(digit) for digit, word in enumerate(_DIGITS.split())}
SAID_DIGITS |= {"oh": "0", "o": "0"}
LEAST_DIGITS = 7


def masked(transcript: Transcript, policy: Policy | None = None) -> Transcript:
    """The transcript as it may be stored."""
    policy = policy or active()
    if not policy.kinds and not policy.names:
        return transcript
    return replace(transcript, sentences=[_sentence(one, policy) for one in transcript.sentences])


def _sentence(sentence: Sentence, policy: Policy) -> Sentence:
    text = personal.mask(_without_said_numbers(sentence.text, policy), policy)
    words = _words(sentence.words, policy)
    return sentence if text == sentence.text and words == sentence.words else replace(sentence, text=text, words=words)


def _without_said_numbers(text: str, policy: Policy) -> str:
    """Numbers that were said digit by digit, “four one one one …”, as the placeholder of what they are."""
    parts = re.split(r"(\s+)", text)
    words = parts[::2]
    for start, end, placeholder in reversed(_said_numbers(words, policy)):
        parts[2 * start : 2 * end - 1] = [placeholder + _tail(words[end - 1])]
    return "".join(parts)


def _tail(word: str) -> str:
    """The signs after a word."""
    return re.sub(r"^[\w-]+", "", word)


def _said_numbers(words: list[str], policy: Policy) -> list[tuple[int, int, str]]:
    found, start = [], 0
    while start < len(words):
        end, digits = start, ""
        while end < len(words) and (digit := SAID_DIGITS.get(words[end].strip(",.;:-").lower())):
            digits, end = digits + digit, end + 1
        placeholder = _kind(digits, policy)
        if placeholder:
            found.append((start, end, placeholder))
        start = max(end, start + 1)
    return found


def _kind(digits: str, policy: Policy) -> str:
    if "card" in policy.kinds and 13 <= len(digits) <= 19 and personal.luhn(digits):
        return personal.CARD
    if "phone" in policy.kinds and LEAST_DIGITS <= len(digits) <= max(personal.PHONE_DIGITS):
        return personal.PHONE
    return ""


def _words(words: list[Word], policy: Policy) -> list[Word]:
    """One word, with the times of all that it stands for, in place of each find."""
    for start, end, placeholder in reversed(_said_numbers([word.text for word in words], policy)):
        words = [*words[:start], _joined(words[start:end], placeholder + _tail(words[end - 1].text)), *words[end:]]
    text, places = "", []
    for word in words:
        text += " " if text else ""
        places.append((len(text), len(text) + len(word.text)))
        text += word.text
    for start, end, placeholder in reversed(personal.spans(text, policy)):
        hit = [i for i, (left, right) in enumerate(places) if left < end and start < right]
        first, last = hit[0], hit[-1]
        whole = text[places[first][0] : start] + placeholder + text[end : places[last][1]]
        words = [*words[:first], _joined(words[first : last + 1], whole), *words[last + 1 :]]
    return words


def _joined(words: list[Word], text: str) -> Word:
    return Word(words[0].start_s, words[-1].end_s, text, min(word.confidence for word in words))
