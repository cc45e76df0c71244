"""From ids to what a person sees. Everything is read again through the querysets that say what they may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from search.highlights import boxes, has_match, marked, snippet
from search.models import Entry
from search.ranking import RankedSop, RankedStep, Ranking
from search.results import Box, Shot, SopHit, StepHit
from sops.models import Screenshot, Sop


@dataclass(frozen=True)
class Shown:
    """The rows behind a ranking. `stale`: SOPs that are not what the ranking thought; they were changed since."""

    sops: dict[int, Sop]
    entries: dict[tuple[int, int], Entry]
    stale: frozenset[int]


def read(user: Any, ranking: Ranking) -> Shown:
    """SOPs and steps of a ranking, as far as the person may see them now. Two queries."""
    steps = [*ranking.steps, *(step for sop in ranking.sops for step in sop.steps)]
    sop_ids = {step.sop_id for step in steps}
    visible = Sop.objects.visible_to(user).published().filter(pk__in=sop_ids)
    sops = {
        sop.pk: sop
        for sop in visible.select_related("library", "listed_category", "owner", "current_version").defer(
            "current_version__data"
        )
    }
    wanted: dict[int, set[int]] = {}
    for step in steps:
        wanted.setdefault(step.sop_id, set()).add(step.number)
    # Sops × numbers holds a few rows too many, and is a much smaller query than one condition per step.
    numbers = {number for numbers in wanted.values() for number in numbers}
    entries = Entry.objects.filter(indexed__sop_id__in=wanted, number__in=numbers)
    by_place = {
        (entry.indexed.sop_id, entry.number): entry for entry in entries.select_related("indexed").defer("embedding")
    }
    stale = {sop_id for sop_id in sop_ids if sop_id not in sops}
    stale |= {
        sop_id
        for (sop_id, _), entry in by_place.items()
        if sop_id in sops and entry.indexed.version_id != sops[sop_id].current_version_id
    }
    stale |= {sop_id for sop_id, numbers in wanted.items() if any((sop_id, n) not in by_place for n in numbers)}
    return Shown(sops, by_place, frozenset(stale))


def sop_hits(ranked: Iterable[RankedSop], shown: Shown, terms: Collection[str]) -> tuple[SopHit, ...]:
    """The ranked SOPs with their steps, as the person sees them."""
    present = [row for row in ranked if row.sop_id not in shown.stale]
    words = _words_on_screen(present, shown)
    return tuple(_sop_hit(row, shown, words, terms) for row in present)


def step_keys(ranked: Iterable[RankedStep], shown: Shown) -> tuple[tuple[str, str, float], ...]:
    """SOP key, step key and score of each step."""
    return tuple(
        (shown.sops[step.sop_id].key, shown.entries[(step.sop_id, step.number)].step_key, step.score)
        for step in ranked
        if step.sop_id not in shown.stale
    )


def _sop_hit(row: RankedSop, shown: Shown, words: dict[tuple[int, str], list[Any]], terms: Collection[str]) -> SopHit:
    sop = shown.sops[row.sop_id]
    best, *others = (_step_hit(step, sop, shown, words, terms) for step in row.steps)
    version = sop.current_version
    return SopHit(
        key=sop.key,
        title=sop.listed_title,
        title_runs=marked(sop.listed_title, terms),
        url=reverse("sops:detail", args=[sop.key]),
        library=sop.library.slug,
        library_name=sop.library.name,
        category=sop.listed_category.slug if sop.listed_category else "",
        category_name=sop.listed_category.name if sop.listed_category else "",
        owner=str(sop.owner) if sop.owner else "",
        version=version.number if version else 0,
        published_at=version.published_at if version else None,
        score=round(row.score, 4),
        best=best,
        others=tuple(others),
    )


def _step_hit(
    step: RankedStep, sop: Sop, shown: Shown, words: dict[tuple[int, str], list[Any]], terms: Collection[str]
) -> StepHit:
    entry = shown.entries[(step.sop_id, step.number)]
    body = snippet(entry.text, terms) if entry.text else ()
    is_said = any(run.is_match for run in body) or has_match(entry.title, terms)
    on_screen = snippet(entry.on_screen, terms) if not is_said and has_match(entry.on_screen, terms) else ()
    title = entry.title or next(iter(entry.text.splitlines()), "")
    return StepHit(
        key=entry.step_key,
        number=entry.number,
        title=title,
        url=reverse("sops:step", args=[entry.step_key]),
        section=entry.section,
        kind=entry.kind,
        title_runs=marked(title, terms),
        snippet=body,
        on_screen=on_screen,
        shot=_shot(entry.picture, sop, words, terms),
        score=round(step.score, 4),
        is_exact=step.is_exact,
    )


def _shot(
    picture: dict[str, Any] | None, sop: Sop, words: dict[tuple[int, str], list[Any]], terms: Collection[str]
) -> Shot | None:
    if not picture:
        return None
    highlight = picture.get("highlight")
    return Shot(
        sha256=picture["sha256"],
        width=picture["width"],
        height=picture["height"],
        alt=picture.get("alt", ""),
        url=reverse("sops:picture", args=[sop.key, picture["sha256"]]),
        highlight=Box(**highlight) if highlight else None,
        boxes=boxes(words.get((sop.pk, picture["sha256"]), []), terms),
    )


def _words_on_screen(ranked: list[RankedSop], shown: Shown) -> dict[tuple[int, str], list[Any]]:
    """What was read on the pictures of these steps. One query, and none where there are no pictures."""
    entries = [shown.entries[(step.sop_id, step.number)] for row in ranked for step in row.steps]
    pictures = {entry.picture["sha256"] for entry in entries if entry.picture}
    if not pictures:
        return {}
    rows = Screenshot.objects.filter(sop__in=[row.sop_id for row in ranked], sha256__in=pictures)
    return {(sop_id, sha256): words for sop_id, sha256, words in rows.values_list("sop_id", "sha256", "words")}
