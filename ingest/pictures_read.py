"""Pictures that people upload are read too: their words serve search, the alt text and the advice while writing."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from ingest import privacy
from ingest.stages.words.policy import Policy, using
from sops.document import Highlight
from sops.models import Screenshot
from sops.services import redacting

Word = dict[str, Any]


@dataclass(frozen=True)
class PolicyAtWork:
    """Redacts in nobody's name: the library's policy asked for it."""

    pk: None = None
    is_active: bool = True
    is_superuser: bool = True

    def __str__(self) -> str:
        return "Privacy policy"


def read(screenshot_id: int) -> None:
    """Read what stands on the picture, secrets and personal data left out; nothing where that is known already.

    Where the library's policy says so, the places that show personal data are blurred in the picture itself.
    """
    shot = Screenshot.objects.filter(pk=screenshot_id, words=[]).select_related("sop__library").first()
    if shot is None:
        return
    policy = privacy.policy_of(shot.sop.library)
    with shot.file.storage.open(shot.file.name) as file, using(policy):
        lines = _lines(file)
        words, personal = _kept(lines, policy)
    # Only where it is still the same picture: one that was redacted while we read must not get its words back.
    Screenshot.objects.filter(pk=screenshot_id, sha256=shot.sha256).update(words=words)
    if personal and policy.covers_pictures:
        _blur(screenshot_id, shot.sha256, personal)


def _kept(lines: list[Word], policy: Policy) -> tuple[list[Word], list[Highlight]]:
    """The words as they may be stored, and where personal data stands."""
    from ingest.stages.words import masking, personal

    words, places = [], []
    for line in lines:
        without_secrets = masking.scrub_secrets(line["text"])
        text = personal.mask(without_secrets, policy)
        if text != without_secrets:
            places.append(Highlight(*line["box"]))
        words.append({**line, "text": text})
    return words, places


def _blur(screenshot_id: int, sha256: str, places: list[Highlight]) -> None:
    for start in range(0, len(places), redacting.MOST_BOXES):
        shot = Screenshot.objects.filter(pk=screenshot_id).first()
        if shot is None or (start == 0 and shot.sha256 != sha256):
            return  # somebody redacted it meanwhile; the new picture is read on its own
        try:
            redacting.redact(
                shot=shot, boxes=places[start : start + redacting.MOST_BOXES], by=PolicyAtWork(), is_blur=True
            )
        except ValidationError:
            continue  # nothing is left to blur there


def _lines(file: Any) -> list[Word]:
    import numpy as np
    from PIL import Image

    from ingest.stages.screen.ocr import shared
    from ingest.stages.screen.reader import ScreenReader

    with Image.open(file) as image:
        picture = np.asarray(image.convert("RGB"))
    height, width = picture.shape[:2]
    lines = ScreenReader(shared()).read(picture)
    return [
        {
            "text": line.text,
            "box": [
                round(line.box[0] / width, 5),
                round(line.box[1] / height, 5),
                round(line.box[2] / width, 5),
                round(line.box[3] / height, 5),
            ],
        }
        for line in lines
        if line.text.strip()
    ]
