from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def quick_encoder(settings: object, tmp_path: Path) -> None:
    """No model is loaded: like words lie close together."""
    settings.STEPMARK_ENCODER = "hashing"  # type: ignore[attr-defined]
    settings.STEPMARK_SEARCH_DIR = tmp_path / "search"  # type: ignore[attr-defined]
