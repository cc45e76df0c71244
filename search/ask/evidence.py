"""The steps that an answer may be made of: those that search finds for the person, as they stand now."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from search import service
from search.models import Entry
from search.words.query import parse
from search.words.tokens import STOPWORDS, stem, words_of

SOPS, MOST = 5, 8
LONGEST = 1_200  # characters of a step that are sent


@dataclass(frozen=True)
class Step:
    number: int  # as it is cited
    title: str
    text: str
    sop: str
    url: str

    @property
    def words(self) -> frozenset[str]:
        return frozenset(stem(word) for word in words_of(f"{self.sop} {self.title} {self.text}"))


def steps_for(*, user: Any, query: str) -> list[Step]:
    """Best first. Empty where none of them holds a word of the question, or one that search takes for it."""
    results = service.find_steps(user=user, query=query, limit=SOPS)
    hits = [(sop, hit) for sop in results.sops for hit in (sop.best, *sop.others)][:MOST]
    rows = {row.step_key: row for row in Entry.objects.filter(step_key__in=[hit.key for _, hit in hits])}
    titles = {hit.key: sop.title for sop, hit in hits}
    if hits and hits[0][1].key in rows:  # what comes before and after it in its SOP
        first = rows[hits[0][1].key].indexed_id
        for row in Entry.objects.filter(indexed=first, number__gt=0).order_by("number"):
            titles.setdefault(row.step_key, hits[0][0].title)
            rows.setdefault(row.step_key, row)
    keys = [key for key in titles if key in rows][:MOST]
    found = [
        Step(at, rows[key].title, rows[key].text[:LONGEST], titles[key], reverse("sops:step", args=[key]))
        for at, key in enumerate(keys, start=1)
    ]
    asked = {stem(word) for word in parse(results.did_you_mean or query).words if word not in STOPWORDS}
    speaks = any(
        run.is_match for sop, hit in hits for run in (*hit.title_runs, *hit.snippet, *hit.on_screen, *sop.title_runs)
    )
    return found if speaks or any(asked & step.words for step in found) else []
