"""Documents as the API shows them: with addresses of pictures and links to steps."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from rest_framework.request import Request

from sops.document import Document, DocumentStep
from sops.models import Sop, Version


def sop_data(request: Request, sop: Sop, document: Document, version: Version | None) -> dict[str, Any]:
    """A `SopSchema`: of the version, or of the live rows where there is none given."""
    revisions = {} if version else dict(sop.steps.present().values_list("key", "revision"))
    number = version.number if version else None
    plain = dataclasses.asdict(dataclasses.replace(document, steps=[]))
    steps = [step_data(request, sop, step, at, number, revisions) for at, step in enumerate(document.steps, start=1)]
    return plain | {
        "key": sop.key,
        "url": request.build_absolute_uri(sop.get_absolute_url()),
        "library": sop.library.slug,
        "is_draft": version is None,
        "version": number,
        "content_hash": version.content_hash if version else document.content_hash(),
        "published_at": version.published_at if version else None,
        "steps": steps,
        **({} if version else {"revision": sop.revision}),
    }


def step_data(
    request: Request,
    sop: Sop,
    step: DocumentStep,
    number: int,
    version: int | None,
    revisions: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """A `StepSchema`. `revisions` by key, where it is a draft."""
    data = dataclasses.asdict(step)
    link = request.build_absolute_uri(reverse("sops:step", args=[step.key]))
    data |= {"number": number, "permalink": f"{link}?v={version}" if version else link}
    if data["picture"]:
        address = reverse("api-sop-picture", args=[sop.key, data["picture"]["sha256"]])
        data["picture"]["url"] = request.build_absolute_uri(address)
    if revisions and step.key in revisions:
        data["revision"] = revisions[step.key]
    return data


def sop_link(request: Request, sop: Sop) -> dict[str, str]:
    return {"key": sop.key, "title": sop.listed_title, "url": request.build_absolute_uri(sop.get_absolute_url())}
