"""Pictures that people send along: checked like those of steps, stored without what a camera wrote into them."""

import io

from PIL import ImageOps

from sops.picture_checks import opened
from sops.pictures import checked, sha256_of


def stripped(content: bytes) -> tuple[str, bytes]:
    """A file name by content, and the picture drawn anew: no place, no device, nothing behind its end.

    ValidationError if it is no usable picture.
    """
    checked(content)
    with opened(io.BytesIO(content)) as image:
        upright = ImageOps.exif_transpose(image)
        plain = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
        out = io.BytesIO()
        plain.save(out, "WEBP", quality=88)
    return f"{sha256_of(out.getvalue())}.webp", out.getvalue()
