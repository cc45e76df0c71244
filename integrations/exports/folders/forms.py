"""The form of a library's export folder."""

from typing import Any

from django import forms
from django.conf import settings

from integrations.models import ExportFolder


class FolderForm(forms.Form):
    is_on = forms.BooleanField(required=False, label="Keep the folder up to date")
    place = forms.ChoiceField(label="Where")
    name = forms.CharField(
        label="Name of the folder",
        max_length=60,
        help_text="Small letters, digits and hyphens. It lies below the server's export folder, or in its bucket.",
    )
    formats = forms.MultipleChoiceField(label="Formats", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        has_bucket = bool(settings.STEPMARK_EXPORT_S3_BUCKET)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            place for place in ExportFolder.Place.choices if place[0] != "s3" or has_bucket
        ]
        self.fields["formats"].choices = [(one.name, one.label) for one in choices]  # type: ignore[attr-defined]
