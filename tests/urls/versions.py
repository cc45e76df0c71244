"""History, comparing, going back, importing."""

from typing import Any

from django.core.files.base import ContentFile

from sops.models import Sop
from sops.services import imports
from tests.support.cast import Cast
from tests.support.files import notion_zip
from tests.urls.rows import CHANGE, EDIT, PAGE, Row

# Somebody else's upload does not exist, for admins too.
OWN = (302, 404, 404, 200, 404)
OWN_CHANGE = (302, 404, 404, 302, 404)
ROWS = [
    Row("sops:difference", "GET", "/sops/{sop}/compare/{picture}/{picture}", PAGE),
    Row("sops:seen", "POST", "/sops/{sop}/seen", (302, 302, 302, 302, 302)),
    Row("sops:restore-step", "POST", "/sops/{sop}/versions/1/restore/{step}", CHANGE),
    Row("sops:import", "GET", "/sops/import", EDIT),
    Row("sops:import", "POST", "/sops/import", (302, 403, 403, 422, 422), {"library": "sales"}),
    Row("sops:import-preview", "GET", "/sops/import/{import}", OWN),
    Row("sops:import-picture", "GET", "/sops/import/{import}/pictures/{import_picture}", OWN),
    Row("sops:import-take", "POST", "/sops/import/{import}/take", OWN_CHANGE, {"sop": "0"}),
    Row("sops:import-drop", "POST", "/sops/import/{import}/drop", OWN_CHANGE),
    Row("sops:bundle", "GET", "/sops/{sop}/bundle", EDIT),
    Row("sops:library-bundle", "GET", "/libraries/{library}/bundle", EDIT),
]


def add(names: dict[str, Any], cast: Cast, sop: Sop, by: Any) -> None:
    """An upload that waits for its answer."""
    row = imports.receive(library=sop.library, by=by, upload=ContentFile(notion_zip()), name="export.zip")
    names["import"] = row.pk
    names["import_picture"] = next(iter(imports.look(row).sops[0].pictures))
