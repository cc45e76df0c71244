"""The editor's forms: what a person typed, checked, as changes for the services."""

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from access.models import Library, User
from sops import rows
from sops.models import Category, Sop, Step

REVIEW_CYCLES = [(1, "Every month"), (3, "Every quarter"), (6, "Every half year"), (12, "Every year")]
HIGHLIGHT = ("x", "y", "width", "height")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-grows": ""})


class EditForm(forms.Form):
    """Only what was sent counts as a change; `revision` is what the person saw. `has_links`: rows of links came too."""

    revision = forms.IntegerField(required=False, min_value=1)

    def changes(self) -> dict[str, Any]:
        sent = [name for name in self.fields if name != "revision" and self.add_prefix(name) in self.data]
        changes = {name: self.cleaned_data[name] for name in sent}
        if "has_links" in self.data:
            changes["links"] = [row.to_dict() for row in rows.link_rows(cast(QueryDict, self.data))]
        if "has_fixes" in self.data:
            changes["troubleshooting"] = [row.to_dict() for row in rows.fix_rows(cast(QueryDict, self.data))]
        return changes


class LinesField(forms.CharField):
    """One entry per line."""

    widget = _area(2)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class TagsField(forms.CharField):
    """Words between commas, each once."""

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        words = (word.strip() for word in super().clean(value).split(","))
        return list(dict.fromkeys(word for word in words if word))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class SopForm(EditForm):
    title = forms.CharField(max_length=200)
    purpose = forms.CharField(required=False, max_length=4000, widget=_area(2))
    when_to_use = forms.CharField(required=False, max_length=4000, widget=_area(2))
    who = forms.CharField(required=False, max_length=4000, widget=_area(2))
    prerequisites = LinesField(required=False)
    expected_result = forms.CharField(required=False, max_length=4000, widget=_area(2))
    notes = LinesField(required=False)
    category = forms.ModelChoiceField(Category.objects.all(), required=False, empty_label="None")
    owner = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Nobody")
    review_every_months = forms.TypedChoiceField(choices=REVIEW_CYCLES, coerce=int)
    minutes = forms.IntegerField(required=False, min_value=1, max_value=1000)
    tags = TagsField(required=False)

    def __init__(self, data: QueryDict | None = None, *, sop: Sop) -> None:
        initial = {name: getattr(sop, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = possible_owners(sop)
        cycle = self.fields["review_every_months"]
        assert isinstance(cycle, forms.TypedChoiceField)
        if sop.review_every_months not in dict(REVIEW_CYCLES):
            cycle.choices = [*REVIEW_CYCLES, (sop.review_every_months, f"Every {sop.review_every_months} months")]


class StepForm(EditForm):
    title = forms.CharField(required=False, max_length=300)
    body = forms.CharField(required=False, max_length=20_000)
    section = forms.CharField(required=False, max_length=120)
    kind = forms.ChoiceField(choices=Step.Kind.choices)
    note = forms.CharField(required=False, max_length=4000)
    note_kind = forms.ChoiceField(choices=[("", "Note"), *Step.NoteKind.choices], required=False)
    target_label = forms.CharField(required=False, max_length=200)
    value = forms.CharField(required=False, max_length=300)
    alt = forms.CharField(required=False, max_length=300)
    sub_sop = forms.CharField(required=False, max_length=300)
    annotations = forms.JSONField(required=False)
    highlight_x = forms.FloatField(required=False, min_value=0, max_value=100)
    highlight_y = forms.FloatField(required=False, min_value=0, max_value=100)
    highlight_width = forms.FloatField(required=False, min_value=0, max_value=100)
    highlight_height = forms.FloatField(required=False, min_value=0, max_value=100)

    def __init__(self, data: QueryDict | None = None, *, step: Step, sub_sop: str = "") -> None:
        plain = {name: getattr(step, name, "") for name in self.base_fields}
        box = step.highlight or {}
        percents = {f"highlight_{side}": round(box[side] * 100, 2) if box else None for side in HIGHLIGHT}
        self.highlight_was = " ".join(str(number) for number in percents.values()) if box else ""
        super().__init__(data, initial=plain | percents | {"sub_sop": sub_sop})

    def changes(self) -> dict[str, Any]:
        changes = super().changes()
        if "annotations" in changes:
            changes["annotations"] = changes["annotations"] or []
        percents = [changes.pop(f"highlight_{side}", None) for side in HIGHLIGHT]
        if "highlight_x" in self.data and percents != _numbers(self.data.get("highlight_was", "")):
            changes["highlight"] = _box(percents)
        if "sub_sop" in changes:
            changes["sub_sop_key"] = rows.sop_key(changes.pop("sub_sop"))
        if "has_branches" in self.data:
            changes["branches"] = [row.to_dict() for row in rows.branch_rows(cast(QueryDict, self.data))]
        return changes


class NewSopForm(forms.Form):
    title = forms.CharField(max_length=200)
    library = forms.ModelChoiceField(Library.objects.none(), empty_label=None)
    category = forms.ModelChoiceField(Category.objects.all(), required=False, empty_label="None")

    def __init__(self, data: QueryDict | None = None, *, user: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        library = self.fields["library"]
        assert isinstance(library, forms.ModelChoiceField)
        library.queryset = Library.objects.editable_by(user)


class PublishForm(forms.Form):
    note = forms.CharField(required=False, max_length=300)


class PictureForm(forms.Form):
    picture = forms.FileField()


def possible_owners(sop: Sop) -> QuerySet[User]:
    """Members of the SOP's library, and whoever owns it today."""
    members = Q(memberships__library=sop.library_id) | Q(groups__memberships__library=sop.library_id)
    return User.objects.filter(Q(pk__in=User.objects.filter(members).values("pk")) | Q(pk=sop.owner_id)).order_by(
        "name", "email"
    )


def _numbers(text: str) -> list[float | None]:
    """The box as it was shown, rounded: the same numbers back mean that nobody moved it."""
    try:
        return [float(number) for number in text.split()] or [None] * len(HIGHLIGHT)
    except ValueError:
        return []


def _box(percents: list[float | None]) -> dict[str, float] | None:
    """Percent to fractions, kept inside the picture; no box where a side is missing or has no length."""
    if any(number is None for number in percents):
        return None
    x, y, width, height = (round(float(number) / 100, 5) for number in percents if number is not None)
    width, height = min(width, 1 - x), min(height, 1 - y)
    return {"x": x, "y": y, "width": round(width, 5), "height": round(height, 5)} if width and height else None
