"""SOPs as rows of a list: everything a row shows, in one query, without the documents themselves."""

from typing import Any

from django.db.models import Func, IntegerField, QuerySet

from sops.models import Sop


class StepsIn(Func):
    """The number of steps in a version's document."""

    arity = 1
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_array_length(%(expressions)s, '$.steps')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="jsonb_array_length((%(expressions)s) -> 'steps')", **context)


def for_lists(sops: QuerySet[Sop]) -> QuerySet[Sop]:
    """With library, category, owner and version at hand, and `step_count` of the published version."""
    return (
        sops.select_related("library", "listed_category", "owner", "current_version")
        .defer("current_version__data")
        .annotate(step_count=StepsIn("current_version__data"))
    )
