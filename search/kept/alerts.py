"""News about saved searches: steps that were published or changed since, and answer the question.

A step answers where it holds every word of the question (or another name of it, by the glossary) in its SOP's title,
its own title, text or screenshot; and the first answer of all does, whatever its words. Searching is done as the
person; they are told by notices, so in the inbox and by mail, each checked against what they may see at that moment.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from access.models import Library
from notices.services import tell
from search import log, service
from search.filters import Filters
from search.kept.models import RecentSearch, SavedSearch
from search.models import Entry
from search.results import SopHit, StepHit
from search.words.query import parse
from search.words.synonyms import synonyms
from search.words.tokens import stem, words_of
from sops.models import Sop

logger = structlog.get_logger(__name__)
Answer = tuple[SopHit, StepHit]
KIND = "search_news"
LOOKED_AT = 30  # SOPs of an answer
MOST_TOLD = 10  # SOPs of one search at a time
MOST_KNOWN = 2_000
CHUNK = 200


def look(saved: SavedSearch, user: Any) -> list[Answer]:
    """Bring `saved` up to date, without storing it. What is new since: the best such step of each SOP."""
    head = log.head()
    results = service.find_steps(user=user, query=saved.text, filters=Filters.of(saved.filters), limit=LOOKED_AT)
    hits = [(sop, hit) for sop in results.sops for hit in (sop.best, *sop.others)]
    entries = {entry.step_key: entry for entry in _entries(hit.key for _, hit in hits)}
    wanted = _words(saved.text, user, head)
    hashes: dict[str, str] = {}
    news: dict[str, Answer] = {}
    for at, (sop, hit) in enumerate(hits):
        entry = entries.get(hit.key)
        if entry is None or not (at == 0 or _holds(wanted, sop, entry)):
            continue
        hashes[hit.key] = entry.text_hash
        if saved.known.get(hit.key) != entry.text_hash:
            news.setdefault(sop.key, (sop, hit))
    saved.known = dict([*(saved.known | hashes).items()][-MOST_KNOWN:])
    saved.checked_sequence = head.sequence
    return list(news.values())


def have_news() -> bool:
    """Whether something was published or changed since all of them were looked at."""
    return _due().exists()


def tell_news() -> int:
    """Look at every saved search that may have news, and tell their people. How many searches had some."""
    had_news = 0
    pks = list(_due().order_by("checked_sequence", "pk").values_list("pk", flat=True))
    for at in range(0, len(pks), CHUNK):
        for saved in SavedSearch.objects.filter(pk__in=pks[at : at + CHUNK]).select_related("user"):
            try:
                had_news += _tell(saved)
            except Exception:  # one search must not keep the others waiting; the next sweep tries it again
                logger.warning("saved_search_not_looked_at", saved_search_id=saved.pk, exc_info=True)
    return had_news


def forget_old(days: int) -> int:
    """Remove recent searches that are older than this. How many."""
    return int(RecentSearch.objects.filter(searched_at__lt=timezone.now() - timedelta(days=days)).delete()[0])


def _due() -> QuerySet[SavedSearch]:
    sequence = log.head().sequence
    return SavedSearch.objects.filter(has_alerts=True, user__is_active=True, checked_sequence__lt=sequence)


def _tell(saved: SavedSearch) -> bool:
    news = look(saved, saved.user)[:MOST_TOLD]
    visible = Sop.objects.visible_to(saved.user).filter(key__in=[sop.key for sop, _ in news])
    sops = {sop.key: sop for sop in visible}
    for sop, hit in news:
        if sop.key in sops:
            text = f"New for “{saved.text[:80]}”: {hit.title[:120]} – step {hit.number} of “{sop.title}”."
            tell(people=[saved.user], kind=KIND, about=sops[sop.key], text=text, url=hit.url)
    # Told first: should the process die between the two, the same unread notice isn't told a second time.
    stored = SavedSearch.objects.filter(pk=saved.pk)
    stored.update(known=saved.known, checked_sequence=saved.checked_sequence)
    return bool(news)


def _entries(keys: Iterable[str]) -> Iterable[Entry]:
    return Entry.objects.filter(step_key__in=list(keys)).only(
        "step_key", "title", "section", "text", "on_screen", "text_hash"
    )


def _words(text: str, user: Any, head: log.Head) -> list[set[str]]:
    """Per word of the question the stems that stand for it."""
    query = parse(text)
    libraries = frozenset(Library.objects.visible_to(user).values_list("pk", flat=True))
    others = set(synonyms(query, libraries, (head.log_id, head.glossary)))
    return [{term} | others for term in query.terms]


def _holds(wanted: list[set[str]], sop: SopHit, entry: Entry) -> bool:
    texts = (sop.title, entry.title, entry.section, entry.text, entry.on_screen)
    held = {stem(word) for text in texts for word in words_of(text)}
    return bool(wanted) and all(stems & held for stems in wanted)
