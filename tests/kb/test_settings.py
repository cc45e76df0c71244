"""Safe defaults, and production that refuses what is only for a machine of one's own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 30 + "3f9c1d0a7b5e4826" * 2


def _settings(tmp_path: Path, expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STEPMARK_")}
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings; print({expression})"],
        cwd=ROOT,
        env={**clean, "DJANGO_SETTINGS_MODULE": "kb.settings", "STEPMARK_VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_secret_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = _settings(tmp_path, "settings.SECRET_KEY").stdout
    assert len(first) > 60
    assert _settings(tmp_path, "settings.SECRET_KEY").stdout == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("key", ["", "short", "django-insecure-" + "x" * 60])
def test_production_refuses_a_missing_or_default_key(tmp_path: Path, key: str) -> None:
    refused = _settings(tmp_path, "settings.SECRET_KEY", STEPMARK_PRODUCTION="true", STEPMARK_SECRET_KEY=key)
    assert refused.returncode != 0
    assert "STEPMARK_SECRET_KEY must be set in production" in refused.stderr


def test_production_sends_cookies_only_over_https(tmp_path: Path) -> None:
    shown = _settings(
        tmp_path,
        "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT",
        STEPMARK_PRODUCTION="true",
        STEPMARK_SECRET_KEY=KEY,
        STEPMARK_HOSTS="sop.example.com",
    )
    assert shown.stdout.strip() == "True True True", shown.stderr


def test_every_setting_is_in_the_documentation() -> None:
    names = set()
    for file in (ROOT / "kb" / "settings").glob("*.py"):
        names |= set(re.findall(r'env(?:\.\w+)?\(\s*"(STEPMARK_\w+)"', file.read_text()))
    documented = set(re.findall(r"`(STEPMARK_\w+)`", (ROOT / "docs" / "operate" / "settings.md").read_text()))
    assert names - documented == set()
    assert documented - names == set()
