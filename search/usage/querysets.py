"""Which searches somebody may read about: of libraries they edit, and none that found what they may not see."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db import models

from access.models import Library


class SearchEventQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Searches in libraries that they edit. One that found something in a library they don't read is not there
        at all: its words may name what stands there."""
        places = apps.get_model("search", "SearchedLibrary").objects
        edited = Library.objects.editable_by(user).values("pk")
        seen = Library.objects.visible_to(user).values("pk")
        hidden = places.filter(found__gt=0).exclude(library__in=seen)
        return self.filter(pk__in=places.filter(library__in=edited).values("event")).exclude(
            pk__in=hidden.values("event")
        )

    def in_library(self, library: Library) -> Self:
        """Those that found something there, or looked there and found nothing anywhere."""
        places = apps.get_model("search", "SearchedLibrary").objects.filter(library=library)
        return self.filter(pk__in=places.values("event"))
