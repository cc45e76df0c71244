"""Writing."""

from tests.urls.rows import CHANGE, EDIT, Row

ROWS = [
    Row("sops:create", "GET", "/sops/new", EDIT),
    Row("sops:create", "POST", "/sops/new", (302, 403, 403, 422, 422), {"title": ""}),
    Row("sops:edit", "GET", "/sops/{sop}/edit", EDIT),
    Row("sops:undo", "POST", "/sops/{sop}/edit/undo", CHANGE),
    Row("sops:edit-details", "GET", "/sops/{sop}/edit/details", EDIT),
    Row("sops:edit-details", "POST", "/sops/{sop}/edit/details", (302, 403, 403, 422, 422), {"title": ""}),
    Row("sops:step-add", "POST", "/sops/{sop}/edit/steps", CHANGE, {"title": "One more"}),
    Row("sops:step-card", "GET", "/sops/{sop}/edit/steps/{step}", EDIT),
    Row("sops:step-move", "POST", "/sops/{sop}/edit/steps/{step}/move", CHANGE, {"to": "1"}),
    Row("sops:step-remove", "POST", "/sops/{sop}/edit/steps/{step}/remove", CHANGE),
    Row("sops:step-bring-back", "POST", "/sops/{sop}/edit/steps/{step}/bring-back", CHANGE),
    Row("sops:step-duplicate", "POST", "/sops/{sop}/edit/steps/{step}/duplicate", CHANGE),
    Row("sops:step-split", "POST", "/sops/{sop}/edit/steps/{step}/split", CHANGE, {"at": "1"}),
    Row("sops:step-merge", "POST", "/sops/{sop}/edit/steps/{step}/merge", CHANGE),
    Row("sops:step-picture", "POST", "/sops/{sop}/edit/steps/{step}/picture", CHANGE),
    Row("sops:step-checked", "POST", "/sops/{sop}/edit/steps/{step}/checked", CHANGE),
    Row("sops:publish", "GET", "/sops/{sop}/publish", EDIT),
    Row("sops:publish", "POST", "/sops/{sop}/publish", CHANGE),
    Row("sops:withdraw", "POST", "/sops/{sop}/withdraw", CHANGE),
    Row("sops:discard", "POST", "/sops/{sop}/discard", CHANGE),
    Row("sops:remove", "POST", "/sops/{sop}/remove", CHANGE),
    Row("sops:restore", "POST", "/sops/{sop}/versions/1/restore", CHANGE),
]
