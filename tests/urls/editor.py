"""The editor's further addresses."""

from typing import Any

from sops.models import GlossaryTerm, Sop
from tests.support.cast import Cast
from tests.urls.rows import CHANGE, EDIT, PAGE, Row

ROWS = [
    Row("sops:glossary", "GET", "/libraries/{library}/glossary", PAGE),
    Row(
        "sops:glossary-save",
        "POST",
        "/libraries/{library}/glossary/save",
        CHANGE,
        {"term": "MQL", "definition": "A lead"},
    ),
    Row("sops:glossary-remove", "POST", "/libraries/{library}/glossary/{term}/remove", CHANGE),
    Row("sops:advice", "GET", "/sops/{sop}/edit/advice", EDIT),
    Row("sops:advice-dismiss", "POST", "/sops/{sop}/edit/advice/dismiss", CHANGE, {"rule": "length"}),
    Row("sops:edit-tree", "GET", "/sops/{sop}/edit/tree", EDIT),
    Row("sops:redo", "POST", "/sops/{sop}/edit/redo", CHANGE),
    Row("sops:bulk", "POST", "/sops/{sop}/edit/bulk", CHANGE, {"do": "remove"}),
    Row("sops:take-back", "POST", "/sops/{sop}/edit/take-back", (302, 403, 403, 404, 404), {"from": "nowhere"}),
    Row("sops:move-sop", "POST", "/sops/{sop}/edit/library", CHANGE, {"library": "sales"}),
    Row("sops:step-redact", "POST", "/sops/{sop}/edit/steps/{step}/redact", CHANGE, {"boxes": "[]"}),
    Row("sops:step-crop", "POST", "/sops/{sop}/edit/steps/{step}/crop", CHANGE, {"boxes": "[]"}),
]


def add(names: dict[str, Any], cast: Cast, sop: Sop, by: Any) -> None:
    names["term"] = GlossaryTerm.objects.create(library=sop.library, term="ARR", definition="Revenue").pk
