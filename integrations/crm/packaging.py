"""The folders for Salesforce and HubSpot, with the address of this site in them."""

import shutil
import zipfile
from pathlib import Path

from integrations.embeds.origins import origin_of

PLACEHOLDER = "https://stepmark.example.com"
FOLDERS = {"salesforce": "salesforce", "hubspot": "hubspot/app"}
LEFT_OUT = ("node_modules", "__pycache__", "tests")


def package(*, system: str, site: str, into: Path) -> Path:
    """Write the folder into `into`, with a zip beside it; ValueError where the address can't be one of a site."""
    address = origin_of(site)
    if not address.startswith("https://"):
        raise ValueError("Both systems show only sites with https://.")
    source = Path(__file__).resolve().parents[1] / FOLDERS[system]
    if into.exists() and any(into.iterdir()):
        raise ValueError(f"{into} is not empty.")
    shutil.copytree(source, into, ignore=shutil.ignore_patterns(*LEFT_OUT), dirs_exist_ok=True)
    for path in sorted(into.rglob("*")):
        if path.is_file() and path.suffix in (".xml", ".json", ".js", ".jsx", ".cls"):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(PLACEHOLDER, address), encoding="utf-8")
    archive = into.with_name(f"{into.name}.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(into.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(into))
    return archive
