"""Walks the chain and says the first entry that is not as it was written."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare

from access.audit import chain
from access.models import AuditEvent, AuditHead

CHUNK = 2000
CUT = "Entries are missing at the end: the chain should reach {wanted:,} and ends at {found:,}."


@dataclass(frozen=True)
class Report:
    """What the walk found. `broken` is the number of the first entry that is wrong, `why` a sentence; else empty."""

    count: int
    head: str
    broken: int | None = None
    why: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.why


def verify(expected: str = "") -> Report:
    """Check every entry, both ends, and the head's signature.

    `expected` is a head noted earlier outside the database ("SEQUENCE:HASH"): also who holds the site's key can't
    change what was before it.
    """
    chain.seal()
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if not head.signature:  # nothing was ever written, or the row is gone
        count = AuditEvent.objects.count()
        return Report(count, "", None, "The row that holds the chain's ends is gone." if count else "")
    walk = _Walk(head, expected)
    why = walk.through()
    return Report(walk.count, f"{head.sequence}:{head.hash}", walk.broken, why)


class _Walk:
    def __init__(self, head: AuditHead, expected: str):
        self.head = head
        number, _, self.noted_hash = expected.partition(":")
        self.noted = int(number) if number.isdecimal() else None
        self.count = 0
        self.broken: int | None = None
        self.vouched, self.checkpoint = _newer_words()

    def through(self) -> str:
        """The first thing that is wrong, as a sentence."""
        if not _is_signed(self.head):
            return (
                "The chain's head is not signed with this site's key. Either STEPMARK_SECRET_KEY was changed"
                " (then sign anew: manage.py audit sign), or somebody wrote the database by hand."
            )
        next_number, previous = self.head.first, self.head.anchor
        if next_number > 1 and self.checkpoint != (next_number - 1, previous):
            self.broken = next_number
            return f"Entries before number {next_number:,} were removed, and no checkpoint says so."
        for event in chain.in_order().iterator(chunk_size=CHUNK):
            why = self._look(event, next_number, previous)
            if why:
                return why
            self.count += 1
            next_number, previous = next_number + 1, event.hash
        return self._end(next_number - 1, previous)

    def _look(self, event: AuditEvent, number: int, previous: str) -> str:
        assert event.sequence is not None
        self.broken = number
        if event.sequence != number:
            missing = f"Entry {number:,} is" if event.sequence == number + 1 else f"From entry {number:,} on some are"
            return f"{missing} missing: number {event.sequence:,} follows."
        if event.previous != previous or event.hash != chain.hash_of(event):
            return f"Entry {number:,} doesn't fit to the one before it."
        said = chain.seal_of(event)
        if said != event.seal and said != self.vouched.get(number):
            return f"Entry {number:,} was changed after it was written."
        if event.actor_id not in (None, event.actor_ref) or event.library_id not in (None, event.library_ref):
            return f"Entry {number:,} was given to another person or library."
        if number == self.noted and event.hash != self.noted_hash:
            return f"Entry {number:,} is not the one that was noted."
        self.broken = None
        return ""

    def _end(self, last: int, previous: str) -> str:
        if last != self.head.sequence or previous != self.head.hash:
            self.broken = last + 1
            return CUT.format(wanted=self.head.sequence, found=last)
        if self.noted is not None and self.noted > last:
            self.broken = last + 1
            return CUT.format(wanted=self.noted, found=last)
        return ""


def _newer_words() -> tuple[dict[int, str], tuple[int, str] | None]:
    """What newer entries vouch for: the seals of rewritten ones, and where old ones end that were removed."""
    vouched: dict[int, str] = {}
    checkpoint = None
    for event in chain.in_order().filter(verb__in=(chain.REWROTE, chain.REMOVED)):
        if event.verb == chain.REWROTE:
            vouched |= {int(number): seal for number, seal in event.detail.get("seals", {}).items()}
        else:
            checkpoint = (event.detail.get("last"), event.detail.get("hash"))
    return vouched, checkpoint


def _is_signed(head: AuditHead) -> bool:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return any(constant_time_compare(head.signature, chain.signature(head, key)) for key in keys)
