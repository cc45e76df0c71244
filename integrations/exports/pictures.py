"""The drawn pictures of an SOP's steps, made when a format asks for them and only once per SOP."""

from dataclasses import dataclass

import structlog

from integrations.exports.content import ExportSop, ExportStep
from integrations.exports.marks import drawn
from sops.models import Screenshot

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class DrawnPicture:
    """`name` is a file name: two steps with the same picture and the same marks share nothing but the format."""

    name: str
    content: bytes
    width: int
    height: int
    alt: str


class Pictures:
    """`of(step)` for each step of one SOP; None where there is no picture, or its file is lost."""

    def __init__(self, sop: ExportSop):
        shas = {step.step.picture.sha256 for step in sop.steps if step.step.picture}
        rows = Screenshot.objects.filter(sop__key=sop.key, sha256__in=shas, is_published=True)
        self._rows = {row.sha256: row for row in rows}
        self._made: dict[str, DrawnPicture | None] = {}

    def of(self, step: ExportStep) -> DrawnPicture | None:
        if step.key not in self._made:
            self._made[step.key] = self._draw(step)
        return self._made[step.key]

    def _draw(self, step: ExportStep) -> DrawnPicture | None:
        picture = step.step.picture
        row = self._rows.get(picture.sha256) if picture else None
        if picture is None or row is None:
            return None
        try:
            with row.file.open("rb") as file:
                content = file.read()
            jpeg, width, height = drawn(picture, content, typed=step.step.action == "type")
        except OSError:
            log.warning("picture_missing", sop=row.sop_id, sha256=row.sha256, exc_info=True)
            return None
        return DrawnPicture(f"step-{step.number:02}-{step.key}.jpg", jpeg, width, height, step.alt)
