"""What counts as personal data here: one policy for words on screens, in narrations and in what is written of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from ingest.artefacts import Artefact
from ingest.configured import setting

KINDS = ("email", "phone", "card", "iban")


@dataclass(frozen=True)
class Policy(Artefact):
    """`kinds` of `KINDS` and `names` are masked in words; with `covers_pictures` their place on pictures too."""

    kinds: list[str]
    names: list[str]
    covers_pictures: bool = True


_active: ContextVar[Policy | None] = ContextVar("masking_policy", default=None)


def default() -> Policy:
    """The site's, by its settings."""
    return Policy(
        kinds=list(setting("STEPMARK_MASK", ["card", "iban"])),
        names=list(setting("STEPMARK_MASK_NAMES", [])),
        covers_pictures=setting("STEPMARK_MASK_PICTURES", True),
    )


def active() -> Policy:
    return _active.get() or default()


@contextmanager
def using(policy: Policy) -> Iterator[None]:
    """The policy counts within the block."""
    before = _active.set(policy)
    try:
        yield
    finally:
        _active.reset(before)
