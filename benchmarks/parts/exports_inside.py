"""`python -m benchmarks.parts.exports_inside SOPS STEPS OUT`: makes a library, exports it, writes what that took."""

import json
import os
import resource
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

django.setup()

from access.models import Library, User  # noqa: E402
from integrations.exports import services, typesetting, working  # noqa: E402
from integrations.exports.formats.sheets import rendered  # noqa: E402
from integrations.exports.gathering import export_sop, readable_by  # noqa: E402
from integrations.exports.pictures import Pictures  # noqa: E402
from integrations.models import Export  # noqa: E402
from sops.models import Screenshot, Sop, Step, Version  # noqa: E402
from sops.pictures import store_picture  # noqa: E402
from sops.services.publishing import document_of  # noqa: E402
from tests.support.rich_sop import BUTTON, screen_bytes  # noqa: E402

FORMATS = ("pdf", "docx", "scorm")
BODY = "Choose the account first. **Amount** and *close date* must be set; the price list tells which.\n\n- one\n- two"


def make_library(sops: int, steps: int) -> User:
    """Rows as publishing leaves them, without its announcements; every step with a screenshot of its own."""
    person = User.objects.create_superuser("bench@example.com", name="Bench")
    library = Library.objects.create(name="Bench", slug="bench")
    screens = [screen_bytes(f"Opportunity {number}") for number in range(steps)]
    for number in range(sops):
        sop = Sop.objects.create(library=library, title=f"Procedure {number:03}", purpose=BODY, owner=person, minutes=8)
        for place, screen in enumerate(screens):
            shot = store_picture(sop=sop, content=screen)
            said = {"title": f"Click **Request discount** in part {place}", "body": BODY, "action": "click"}
            Step.objects.create(sop=sop, position=place, screenshot=shot, highlight=BUTTON, **said)
        _publish(sop)
    Screenshot.objects.update(is_published=True)
    return person


def _publish(sop: Sop) -> None:
    document = document_of(sop)
    version = Version.objects.create(
        sop=sop,
        number=1,
        data=document.to_json_dict(),
        content_hash=document.content_hash(),
        published_at=sop.created_at,
    )
    Sop.objects.filter(pk=sop.pk).update(current_version=version, is_published=True)


def export(person: User, form: str) -> dict[str, Any]:
    """Through the service and the worker's function, as a person would have it."""
    row = services.start_export(by=person, format=form, library=Library.objects.get(), base_url="https://sop.example")
    before, begun = _processor_seconds(), time.monotonic()
    with _memory() as peak:
        working.work(row.pk)
    row = Export.objects.get(pk=row.pk)
    assert row.state == "done", row.error
    return {
        "seconds": round(time.monotonic() - begun, 1),
        "processor_seconds": round(_processor_seconds() - before, 1),
        "peak_mb": round(peak[0] / 1e6),
        "file_mb": round(row.size / 1e6, 1),
    }


def typesetting_alone(sops: int) -> float:
    """Seconds for the same documents one after another, pictures drawn before: a sample, times their number."""
    sample = []
    for sop in Sop.objects.select_related("library", "category", "current_version")[:5]:
        one = export_sop(sop, readable=readable_by(User.objects.get()), base_url="https://sop.example")
        pictures = Pictures(one)
        drawn = {step.key: pictures.of(step) for step in one.steps}
        named = {f"stepmark:{picture.name}": picture.content for picture in drawn.values() if picture}
        shown = [(step, drawn[step.key], f"stepmark:{drawn[step.key].name}") for step in one.steps]  # type: ignore[union-attr]
        sample.append((rendered("pdf.html", one, shown, heading="h2"), named))
    typesetting.typeset(*sample[0])
    begun = time.process_time()
    for page, named in sample:
        typesetting.typeset(page, named)
    return (time.process_time() - begun) / len(sample) * sops


def _processor_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def _memory() -> Any:
    """The most that this process and its children held together while it lasted."""
    peak, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            peak[0] = max(peak[0], _held(os.getpid()))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield peak
    over.set()
    thread.join()


def _held(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = {child for task in tasks for child in (task / "children").read_text().split()}
    except OSError:
        return 0
    return pages * resource.getpagesize() + sum(_held(int(child)) for child in children)


def main(sops: str, steps: str, out: str) -> None:
    person = make_library(int(sops), int(steps))
    results = {form: export(person, form) for form in FORMATS}
    alone = round(typesetting_alone(int(sops)), 1)
    Path(out).write_text(
        json.dumps({"sops": int(sops), "steps": int(steps), "typesetting_alone_s": alone, "formats": results})
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
