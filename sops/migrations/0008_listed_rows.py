"""What lists say of the SOPs that are there: of what readers see by its version, of anything else by the live rows.

Apart from the columns: PostgreSQL makes no index over rows that the same transaction has changed.
"""

from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps

ROWS_AT_ONCE = 200


def fill(apps: StateApps, schema_editor: Any) -> None:
    sops = apps.get_model("sops", "Sop").objects
    categories = dict(apps.get_model("sops", "Category").objects.values_list("slug", "pk"))
    rows = []
    for sop in sops.select_related("current_version").order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
        sop.listed_title, sop.listed_purpose, sop.listed_category_id = sop.title, sop.purpose, sop.category_id
        sop.listed_tags = sop.tags
        if sop.current_version and (sop.is_published or sop.archived_at):
            said = sop.current_version.data
            sop.listed_title, sop.listed_purpose = said["title"], said.get("purpose", "")
            sop.listed_tags = said.get("tags", [])
            sop.listed_category_id = categories.get(said.get("category", ""))
        rows.append(sop)
        if len(rows) == ROWS_AT_ONCE:
            _write(sops, rows)
            rows = []
    _write(sops, rows)


def _write(sops: Any, rows: list[Any]) -> None:
    sops.bulk_update(rows, ["listed_title", "listed_purpose", "listed_category", "listed_tags"])


class Migration(migrations.Migration):
    dependencies = [("sops", "0007_listed")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
