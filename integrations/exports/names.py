"""Names of files: safe on every disk and in every archive, and the same whenever the SOP is exported again."""

from django.utils.text import slugify

TITLE_LENGTH = 60


def stem(title: str, key: str) -> str:
    """“Request a discount” with the key k3f9 → `request-a-discount-k3f9`."""
    return f"{slugify(title)[:TITLE_LENGTH].strip('-') or 'sop'}-{key}"


def folder(category: str) -> str:
    """Where SOPs of a category lie in an archive."""
    return slugify(category)[:TITLE_LENGTH].strip("-") or "without-category"
