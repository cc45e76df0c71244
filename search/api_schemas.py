"""The shape of a search's answer, for the schema: `results` with names in place of places."""

from typing import Any

from rest_framework import serializers

Data = serializers.Serializer[Any]


class RunSchema(Data):
    text = serializers.CharField()
    is_match = serializers.BooleanField(help_text="Draw it highlighted.")


class BoxSchema(Data):
    """Fractions (0 to 1) of the picture's width and height."""

    x = serializers.FloatField()
    y = serializers.FloatField()
    width = serializers.FloatField()
    height = serializers.FloatField()


class ShotSchema(Data):
    sha256 = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField()
    url = serializers.CharField()
    highlight = BoxSchema(allow_null=True)
    boxes = BoxSchema(many=True, help_text="The words on it that the query asked for.")


class StepHitSchema(Data):
    key = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField(help_text="Plain text.")
    url = serializers.CharField()
    section = serializers.CharField()
    kind = serializers.CharField()
    title_runs = RunSchema(many=True)
    snippet = RunSchema(many=True)
    on_screen = RunSchema(many=True, help_text="The line of the screenshot that matched.")
    shot = ShotSchema(allow_null=True)
    score = serializers.FloatField()
    is_exact = serializers.BooleanField(help_text="Holds a quoted phrase or an identifier to the letter.")


class SopHitSchema(Data):
    key = serializers.CharField()
    title = serializers.CharField()
    title_runs = RunSchema(many=True)
    url = serializers.CharField()
    library = serializers.CharField()
    library_name = serializers.CharField()
    category = serializers.CharField()
    category_name = serializers.CharField()
    owner = serializers.CharField()
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    score = serializers.FloatField()
    best = StepHitSchema()
    others = StepHitSchema(many=True)


class FacetSchema(Data):
    slug = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()
    is_chosen = serializers.BooleanField()


class SearchSchema(Data):
    query = serializers.CharField()
    did_you_mean = serializers.CharField(help_text="The query with typos mended; the results are for it.")
    mode = serializers.CharField(help_text="“hybrid”, or “words” while the part that understands meaning is not ready.")
    notice = serializers.CharField()
    total = serializers.IntegerField(help_text="SOPs that match, also beyond `limit`.")
    took_ms = serializers.FloatField()
    libraries = FacetSchema(many=True)
    categories = FacetSchema(many=True)
    owners = FacetSchema(many=True)
    made = FacetSchema(many=True)
    updated = FacetSchema(many=True)
    answer = SopHitSchema(allow_null=True, help_text="The SOP whose best step clearly answers; null where none does.")
    sops = SopHitSchema(many=True)
