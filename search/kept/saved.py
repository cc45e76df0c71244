"""Saved searches: kept, switched on and off, removed."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from search.kept import alerts
from search.kept.models import SavedSearch
from search.kept.recent import kept_form

MOST = 100


@transaction.atomic
def save(*, text: str, filters: Mapping[str, Any], by: Any, has_alerts: bool = True) -> SavedSearch:
    """Keep this search; the one that is there where they keep the same already. ValidationError in a sentence."""
    text = kept_form(text)
    if not text:
        raise ValidationError("Search for something first; then you can save it.")
    narrowed = {name: value for name, value in filters.items() if value}
    kept = SavedSearch.objects.filter(user=by)
    for same in kept.filter(text=text):
        if same.filters == narrowed:
            return same if same.has_alerts == has_alerts else set_alerts(saved=same, has_alerts=has_alerts)
    if kept.count() >= MOST:
        raise ValidationError(f"You keep {MOST} searches already. Remove one that you no longer need.")
    saved = SavedSearch(user_id=by.pk, text=text, filters=narrowed, has_alerts=has_alerts)
    alerts.look(saved, by)
    saved.save()
    return saved


@transaction.atomic
def set_alerts(*, saved: SavedSearch, has_alerts: bool) -> SavedSearch:
    """From now on: what came while it was off is no news."""
    if has_alerts and not saved.has_alerts:
        alerts.look(saved, saved.user)
    saved.has_alerts = has_alerts
    saved.save()
    return saved


def remove(*, saved: SavedSearch) -> None:
    saved.delete()
