"""What several endpoints of search take."""

from typing import Any

from rest_framework import serializers

from search.filters import MADE, SORTS, UPDATED


class FilterFields(serializers.Serializer[Any]):
    """What narrows a search down, and its order: see `search.filters.Filters`."""

    library = serializers.ListField(child=serializers.SlugField(max_length=60), required=False, max_length=50)
    category = serializers.SlugField(required=False, max_length=60)
    owner = serializers.CharField(required=False, max_length=17)
    made = serializers.ChoiceField(choices=list(MADE), required=False)
    updated = serializers.ChoiceField(choices=list(UPDATED), required=False)
    sort = serializers.ChoiceField(choices=[name for name in SORTS if name], required=False)
