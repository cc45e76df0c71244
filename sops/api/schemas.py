"""What the API says and takes: shapes of answers, and inputs that refuse every field they don't know."""

from typing import Any

from rest_framework import serializers

from access.api.inputs import StrictInput
from access.models import Library, User
from sops.forms import possible_owners
from sops.models import Category, Sop, Step
from sops.validators import ANNOTATION_KINDS, BRANCH_KINDS, LINK_KINDS

Data = serializers.Serializer[Any]


class ErrorSchema(Data):
    """RFC 9457. `code` is stable, `detail` a sentence about this case."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()


class LibrarySchema(serializers.ModelSerializer[Library]):
    may_edit = serializers.BooleanField()
    may_administer = serializers.BooleanField()
    sop_count = serializers.IntegerField(help_text="Published SOPs.")

    class Meta:
        model = Library
        fields = ("slug", "name", "description", "is_open", "may_edit", "may_administer", "sop_count")


class BranchSchema(Data):
    condition = serializers.CharField(max_length=300)
    target_kind = serializers.ChoiceField(choices=BRANCH_KINDS, default="end")
    target_key = serializers.CharField(max_length=40, allow_blank=True, default="")
    is_back = serializers.BooleanField(required=False, help_text="Leads back to an earlier step on purpose.")


class FixSchema(Data):
    symptom = serializers.CharField(max_length=300)
    fix = serializers.CharField(max_length=2000)


class LinkSchema(Data):
    label = serializers.CharField(max_length=200)  # type: ignore[assignment]
    url = serializers.CharField(max_length=2000, allow_blank=True, default="")
    sop_key = serializers.CharField(max_length=40, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=LINK_KINDS, allow_blank=True, default="")


class HighlightSchema(Data):
    """Fractions (0 to 1) of the picture's width and height."""

    x = serializers.FloatField()
    y = serializers.FloatField()
    width = serializers.FloatField()
    height = serializers.FloatField()


class AnnotationSchema(Data):
    """A mark over the picture, in fractions of its width and height. An arrow's sides may be negative."""

    kind = serializers.ChoiceField(choices=ANNOTATION_KINDS)
    x = serializers.FloatField()
    y = serializers.FloatField()
    width = serializers.FloatField(default=0.0)
    height = serializers.FloatField(default=0.0)
    text = serializers.CharField(max_length=120, allow_blank=True, default="")


class PictureSchema(Data):
    url = serializers.URLField()
    sha256 = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField(allow_blank=True)
    highlight = HighlightSchema(allow_null=True)
    annotations = AnnotationSchema(many=True)


class StepSchema(Data):
    """A step of a document. `title` and `body` are Markdown; labels are in bold."""

    key = serializers.CharField()
    number = serializers.IntegerField(help_text="Counts from 1.")
    permalink = serializers.URLField(help_text="Keeps working when the SOP changes, and says then what changed.")
    kind = serializers.ChoiceField(choices=Step.Kind.choices)
    title = serializers.CharField()
    body = serializers.CharField()
    section = serializers.CharField()
    note = serializers.CharField()
    note_kind = serializers.CharField()
    action = serializers.CharField()
    target_label = serializers.CharField()
    value = serializers.CharField()
    branches = BranchSchema(many=True)
    sub_sop_key = serializers.CharField()
    links = LinkSchema(many=True)
    picture = PictureSchema(allow_null=True)
    troubleshooting = FixSchema(many=True)
    revision = serializers.IntegerField(required=False, help_text="Only in drafts: send it back when you change it.")


class SopSummarySchema(serializers.ModelSerializer[Sop]):
    library = serializers.SlugRelatedField[Library](slug_field="slug", read_only=True)
    # Published ones as they are published; drafts, which only editors see, as they are.
    title = serializers.CharField(source="listed_title", read_only=True)
    purpose = serializers.CharField(source="listed_purpose", read_only=True)
    tags = serializers.ListField(source="listed_tags", child=serializers.CharField(), read_only=True)
    category = serializers.SlugRelatedField[Category](
        source="listed_category", slug_field="slug", read_only=True, allow_null=True
    )
    owner = serializers.StringRelatedField[User]()
    version = serializers.IntegerField(source="current_version.number", default=None, read_only=True, allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Sop
        fields = (
            "key",
            "title",
            "purpose",
            "library",
            "category",
            "tags",
            "owner",
            "is_published",
            "version",
            "reviewed_at",
            "next_review_at",
            "updated_at",
            "url",
        )

    def get_url(self, sop: Sop) -> str:
        address: str = self.context["request"].build_absolute_uri(sop.get_absolute_url())
        return address


class SopSchema(Data):
    """A document: of the published version, or with `?draft=1` of the live rows."""

    key = serializers.CharField()
    url = serializers.URLField()
    library = serializers.SlugField()
    is_draft = serializers.BooleanField()
    version = serializers.IntegerField(allow_null=True)
    content_hash = serializers.CharField(help_text="SHA-256 of the content: the same content, the same hash.")
    published_at = serializers.DateTimeField(allow_null=True)
    revision = serializers.IntegerField(required=False, help_text="Only in drafts: send it back when you change it.")
    title = serializers.CharField()
    purpose = serializers.CharField()
    when_to_use = serializers.CharField()
    who = serializers.CharField()
    prerequisites = serializers.ListField(child=serializers.CharField())
    expected_result = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())
    minutes = serializers.IntegerField(allow_null=True)
    category = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    owner = serializers.CharField()
    links = LinkSchema(many=True)
    steps = StepSchema(many=True)
    troubleshooting = FixSchema(many=True)


class SopLinkSchema(Data):
    key = serializers.CharField()
    title = serializers.CharField()
    url = serializers.URLField()


class ChangeSchema(Data):
    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    sentence = serializers.CharField()


class SinceSchema(Data):
    """What is different about the step since the version of the link; `step` is how it was then."""

    version = serializers.IntegerField()
    sentence = serializers.CharField()
    changes = ChangeSchema(many=True)
    step = StepSchema()


class StepAnswerSchema(Data):
    step = StepSchema()
    sop = SopLinkSchema()
    version = serializers.IntegerField(allow_null=True)
    is_draft = serializers.BooleanField()
    changed_since = SinceSchema(allow_null=True)


class RemovedStepSchema(ErrorSchema):
    """A tombstone: the step as readers last saw it, and where to go instead."""

    sop = SopLinkSchema()
    last_version = serializers.IntegerField()
    step = StepSchema()
    moved_to = serializers.CharField(allow_null=True, help_text="Key of the step that it was merged into.")


class ConflictSchema(ErrorSchema):
    """Somebody else changed the same fields since `revision`. Nothing was saved."""

    fields_in_conflict = serializers.ListField(child=serializers.CharField())
    stored = serializers.DictField(help_text="Those fields as they are stored now, and the current `revision`.")


class NotPublishableSchema(ErrorSchema):
    problems = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="With `not_publishable`: each as a sentence."
    )


class VersionSchema(Data):
    number = serializers.IntegerField()
    is_new = serializers.BooleanField(help_text="False: the content was published already.")
    content_hash = serializers.CharField()
    note = serializers.CharField()
    published_at = serializers.DateTimeField()
    url = serializers.URLField()


class StepFields(StrictInput):
    kind = serializers.ChoiceField(choices=Step.Kind.choices, required=False)
    title = serializers.CharField(required=False, allow_blank=True, max_length=300)
    body = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    section = serializers.CharField(required=False, allow_blank=True, max_length=120)
    note = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    note_kind = serializers.ChoiceField(choices=Step.NoteKind.choices, required=False, allow_blank=True)
    action = serializers.CharField(required=False, allow_blank=True, max_length=16)
    target_label = serializers.CharField(required=False, allow_blank=True, max_length=200)
    value = serializers.CharField(required=False, allow_blank=True, max_length=300)
    branches = BranchSchema(many=True, required=False)
    sub_sop_key = serializers.CharField(required=False, allow_blank=True, max_length=40)
    links = LinkSchema(many=True, required=False)
    troubleshooting = FixSchema(many=True, required=False)
    highlight = HighlightSchema(required=False, allow_null=True)
    annotations = AnnotationSchema(many=True, required=False)
    alt = serializers.CharField(required=False, allow_blank=True, max_length=300)


class StepInput(StepFields):
    revision = serializers.IntegerField(required=False, min_value=1)
    position = serializers.IntegerField(
        required=False, min_value=1, help_text="Its number among the steps, from 1. Deprecated: use `move`."
    )


class NewStepInput(StepFields):
    after = serializers.CharField(required=False, help_text="Key of the step to stand behind; else at the end.")


class SopInput(StrictInput):
    revision = serializers.IntegerField(required=False, min_value=1)
    title = serializers.CharField(required=False, max_length=200)
    purpose = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    when_to_use = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    who = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    prerequisites = serializers.ListField(child=serializers.CharField(max_length=500), required=False, max_length=100)
    expected_result = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    notes = serializers.ListField(child=serializers.CharField(max_length=500), required=False, max_length=100)
    links = LinkSchema(many=True, required=False)
    troubleshooting = FixSchema(many=True, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=100)
    minutes = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=1000)
    category = serializers.SlugRelatedField[Category](
        slug_field="slug", queryset=Category.objects.all(), required=False, allow_null=True
    )
    owner = serializers.SlugRelatedField[User](
        slug_field="email", queryset=User.objects.none(), required=False, allow_null=True, help_text="E-mail address."
    )
    review_every_months = serializers.IntegerField(required=False, min_value=1, max_value=60)

    def __init__(self, *args: Any, sop: Sop | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if sop and isinstance(owner, serializers.SlugRelatedField):
            owner.queryset = possible_owners(sop)  # type: ignore[arg-type]


class NewSopInput(StrictInput):
    library = serializers.SlugField(help_text="Slug of a library that you may edit.")
    title = serializers.CharField(max_length=200)
    purpose = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    category = serializers.SlugRelatedField[Category](
        slug_field="slug", queryset=Category.objects.all(), required=False, allow_null=True
    )


class PublishInput(StrictInput):
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)
