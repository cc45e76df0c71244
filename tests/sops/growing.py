"""More rows for each list of the API."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from access.models import Library, Membership, User
from ingest.models import Job, Recording
from integrations.models import Export
from sops.models import Category, Sop
from sops.services import editing, feedback, publishing
from tests.support.make import make_sop, step_of

_numbers = count(1)


def grow(what: str, cast: Any, sop: Sop, times: int) -> None:
    for _ in range(times):
        _add(what, cast, sop, next(_numbers))


def _add(what: str, cast: Any, sop: Sop, number: int) -> None:
    match what:
        case "libraries":
            Library.objects.create(name=f"Library {number}", slug=f"library-{number}")
        case "categories":
            Category.objects.create(name=f"Stage {number}", slug=f"stage-{number}")
        case "sops":
            make_sop(cast.sales, cast.ed, title=f"SOP {number}")
        case "feedback":
            feedback.give(sop=sop, version=sop.current_version, kind="idea", text=f"Idea {number}", by=cast.rosa)
        case "exports":
            until = timezone.now() + timedelta(days=1)
            Export.objects.create(requested_by=cast.adam, format="html", sop=sop, title=str(number), expires_at=until)
        case "recordings":
            row = Recording.objects.create(
                library=cast.sales,
                uploaded_by=cast.ed,
                name=f"{number}.mp4",
                size=1,
                sha256="0" * 64,
                mime_type="video/mp4",
            )
            Job.objects.create(recording=row)
        case "groups":
            Group.objects.create(name=f"Group {number}")
        case "versions":
            editing.update_step(step=step_of(sop), by=cast.ed, title=f"Title {number}")
            publishing.publish(sop=sop, by=cast.ed)
        case _:
            person = User.objects.create_user(f"member{number}@example.com")
            Membership.objects.create(library=cast.sales, user=person, role=10)
