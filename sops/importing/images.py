"""Pictures found in a file: checked, put into a form that can be shown, counted where they can't."""

import base64
import binascii
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from PIL import Image, UnidentifiedImageError

from sops.document import Picture
from sops.picture_checks import FORMATS, MAX_PIXELS, checked, sha256_of

CONVERTED = ("GIF", "BMP", "TIFF")
ALT_LIMIT = 300
# The bytes behind an address inside the file, or None.
Find = Callable[[str], bytes | None]


@dataclass
class Pictures:
    """Collects the pictures of one SOP, and why some were left out."""

    find: Find
    kept: dict[str, bytes] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def take(self, address: str, alt: str = "") -> Picture | None:
        """The picture at an address of the document; None, and a reason noted, where it can't be taken."""
        content = self._content(address.strip())
        if content is None:
            return None
        try:
            content = _showable(content)
            _, width, height = checked(content)
        except ValidationError as problem:
            self.left_out[" ".join(problem.messages)] += 1
            return None
        sha256 = sha256_of(content)
        self.kept[sha256] = content
        return Picture(sha256, width, height, " ".join(alt.split())[:ALT_LIMIT])

    def sentences(self) -> list[str]:
        return [
            f"A picture was left out: {reason}" if count == 1 else f"{count} pictures were left out: {reason}"
            for reason, count in self.left_out.items()
        ]

    def _content(self, address: str) -> bytes | None:
        if address.startswith("data:"):
            return self._inline(address)
        if address.lower().startswith(("http:", "https:", "//", "ftp:")):
            self.left_out["it is on the web, not in the file. Save it and add it in the editor."] += 1
            return None
        content = self.find(address)
        if content is None:
            self.left_out[f"“{address[-80:]}” is not in the file."] += 1
        return content

    def _inline(self, address: str) -> bytes | None:
        head, _, data = address.partition(",")
        if not head.endswith(";base64"):
            self.left_out["it is written in a form that is not read here."] += 1
            return None
        try:
            return base64.b64decode(data, validate=False)
        except (binascii.Error, ValueError):
            self.left_out["its data is damaged."] += 1
            return None


def _showable(content: bytes) -> bytes:
    """GIF, BMP and TIFF as PNG; everything else as it is, to be checked."""
    try:
        with Image.open(io.BytesIO(content), formats=(*CONVERTED, *FORMATS)) as image:
            if image.format not in CONVERTED or image.width * image.height > MAX_PIXELS:
                return content
            out = io.BytesIO()
            image.convert("RGBA" if "transparency" in image.info else "RGB").save(out, "PNG")
            return out.getvalue()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return content
