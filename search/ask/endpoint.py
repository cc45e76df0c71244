"""An OpenAI-compatible endpoint, asked for a streamed answer. The address is the site's own setting, nobody else's."""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

from search.ask.evidence import Step

PROMPTS = Path(__file__).with_name("prompts")
CHUNK, LONGEST_LINE, MOST_BYTES = 8_192, 65_536, 1_000_000
MOST_TOKENS = 500


class NoAnswer(Exception):
    """The endpoint could not be asked, or says nothing usable. Its text is a sentence for people."""


def is_on() -> bool:
    return bool(settings.STEPMARK_ASK_URL)


def stream(question: str, steps: Sequence[Step]) -> Iterator[str]:
    """The answer in pieces, as they come. NoAnswer for whatever goes wrong, at the latest when the time is over."""
    until = time.monotonic() + settings.STEPMARK_ASK_SECONDS
    try:
        with requests.post(
            f"{settings.STEPMARK_ASK_URL.rstrip('/')}/chat/completions",
            json=_body(question, steps),
            headers={"Authorization": f"Bearer {settings.STEPMARK_ASK_KEY}"} if settings.STEPMARK_ASK_KEY else {},
            stream=True,
            allow_redirects=False,
            timeout=(5, settings.STEPMARK_ASK_SECONDS),
        ) as response:
            if response.status_code != 200:
                raise NoAnswer(f"The endpoint answered with status {response.status_code}.")
            yield from _pieces(response, until)
    except (requests.RequestException, HTTPError, OSError) as problem:
        raise NoAnswer("The endpoint can't be reached, or is too slow.") from problem


def _pieces(response: requests.Response, until: float) -> Iterator[str]:
    for line in _lines(response, until):
        if not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            return
        try:
            piece = json.loads(data)["choices"][0].get("delta", {}).get("content")
        except (ValueError, LookupError, TypeError, AttributeError) as problem:
            raise NoAnswer("The endpoint said something that is no answer.") from problem
        if isinstance(piece, str) and piece:
            yield piece


def _lines(response: requests.Response, until: float) -> Iterator[bytes]:
    """Lines as they come; an endless line or stream, or one that trickles on for ever, ends."""
    rest, total = b"", 0
    # `read1`: what is there, without waiting for more.
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        total += len(chunk)
        if time.monotonic() > until:
            raise NoAnswer("The endpoint took too long.")
        *lines, rest = (rest + chunk).split(b"\n")
        if total > MOST_BYTES or len(rest) > LONGEST_LINE:
            raise NoAnswer("The endpoint said more than an answer has.")
        yield from lines
    if rest:
        yield rest


def _body(question: str, steps: Sequence[Step]) -> dict[str, Any]:
    listed = "\n\n".join(f"[{step.number}] {step.sop}: {step.title}\n{step.text}".strip() for step in steps)
    said = (PROMPTS / "question.txt").read_text().replace("{steps}", listed).replace("{question}", question)
    return {
        "model": settings.STEPMARK_ASK_MODEL,
        "stream": True,
        "temperature": 0,
        "max_tokens": MOST_TOKENS,
        "messages": [
            {"role": "system", "content": (PROMPTS / "system.txt").read_text()},
            {"role": "user", "content": said},
        ],
    }
