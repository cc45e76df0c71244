"""The form that starts an export."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from access.models import Library
from integrations.exports import services
from integrations.exports.gathering import readable_by
from sops.models import Category


class StartForm(forms.Form):
    """What, and as what. Only what the person may read can be chosen."""

    sop = forms.SlugField(required=False, max_length=40)
    library = forms.SlugField(required=False, max_length=60)
    category = forms.SlugField(required=False, max_length=60)
    format = forms.CharField(max_length=40)

    def __init__(self, data: Any, *, person: Any):
        super().__init__(data)
        self._person = person

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        chosen = {
            "sop": self._one(readable_by(self._person), "key", given.get("sop")),
            "library": self._one(Library.objects.visible_to(self._person), "slug", given.get("library")),
            "category": self._one(Category.objects.all(), "slug", given.get("category")),
        }
        if not any(chosen.values()):
            raise ValidationError("Choose a library or a category.")
        return {**given, **chosen}

    def _one(self, rows: Any, name: str, value: Any) -> Any:
        if not value:
            return None
        row = rows.filter(**{name: value}).first()
        if row is None:
            raise ValidationError("What you chose is not published, or you may not read it.")
        return row

    def start(self, base_url: str) -> Any:
        """ValidationError where the service refuses."""
        names = ("sop", "library", "category", "format")
        return services.start_export(
            by=self._person, base_url=base_url, **{name: self.cleaned_data[name] for name in names}
        )
