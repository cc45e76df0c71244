"""Pictures that people upload are read too: their words serve search, the alt text and the advice while writing."""

from typing import Any

from sops.models import Screenshot


def read(screenshot_id: int) -> None:
    """Read what stands on the picture, secrets left out; nothing where that is known already."""
    shot = Screenshot.objects.filter(pk=screenshot_id, words=[]).first()
    if shot is None:
        return
    with shot.file.storage.open(shot.file.name) as file:
        words = _words(file)
    # Only where it is still the same picture: one that was redacted while we read must not get its words back.
    Screenshot.objects.filter(pk=screenshot_id, sha256=shot.sha256).update(words=words)


def _words(file: Any) -> list[dict[str, Any]]:
    import numpy as np
    from PIL import Image

    from ingest.stages.screen.ocr import shared
    from ingest.stages.screen.reader import ScreenReader
    from ingest.stages.words import masking

    with Image.open(file) as image:
        picture = np.asarray(image.convert("RGB"))
    height, width = picture.shape[:2]
    lines = ScreenReader(shared()).read(picture)
    return [
        {
            "text": masking.scrub(line.text),
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
