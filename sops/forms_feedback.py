"""Forms around feedback, reviews and owners."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from access.models import Library, User
from sops.models import Feedback, Sop

CYCLES = [(3, "Every quarter"), (6, "Every half year"), (12, "Every year"), (0, "Every … months")]


class FeedbackForm(forms.Form):
    kind = forms.ChoiceField(
        choices=Feedback.Kind.choices, widget=forms.RadioSelect, error_messages={"required": "Choose what it is about."}
    )
    text = forms.CharField(max_length=2000, error_messages={"required": "Say in a few words what you mean."})
    picture = forms.FileField(required=False)


class CycleForm(forms.Form):
    cycle = forms.TypedChoiceField(choices=CYCLES, coerce=int)
    months = forms.IntegerField(required=False, min_value=1, max_value=60)
    next_on = forms.DateField(required=False)

    def __init__(self, data: Any = None, *, sop: Sop) -> None:
        months = sop.review_every_months
        is_usual = months in dict(CYCLES)
        first = {
            "cycle": months if is_usual else 0,
            "months": "" if is_usual else months,
            "next_on": sop.next_review_at,
        }
        super().__init__(data, initial=first)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("cycle") == 0 and not cleaned.get("months") and "months" not in self.errors:
            self.add_error("months", "After how many months? From 1 to 60.")
        return cleaned

    @property
    def every_months(self) -> int:
        return int(self.cleaned_data["cycle"] or self.cleaned_data["months"])


class HandOverForm(forms.Form):
    """`libraries` are those that the person who asks administers."""

    from_person = forms.ModelChoiceField(User.objects.none(), empty_label="Choose a person")
    to_person = forms.ModelChoiceField(User.objects.none(), empty_label="Choose a person")
    libraries = forms.ModelMultipleChoiceField(Library.objects.none())

    def __init__(self, data: Any = None, *, libraries: QuerySet[Library]) -> None:
        super().__init__(data)
        owned = Sop.objects.filter(library__in=libraries.values("pk"), removed_at=None)
        choices = {
            "from_person": User.objects.filter(pk__in=owned.values("owner")).order_by("name", "email"),
            "to_person": User.objects.filter(is_active=True).order_by("name", "email"),
            "libraries": libraries,
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
