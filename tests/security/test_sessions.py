"""Cookies, headers, and production as Django's own checks want it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.security.walking import READS, ask
from tests.support.browsing import client_of
from tests.support.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
SIGN_IN = """
import django
from django.conf import settings
# Files beside the pages are not what is asked here: their manifest is made by a deployment.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from django.test import Client
from access.models import User
User.objects.create_user("rosa@example.com", password="correct-horse-42", name="Rosa")
client = Client(headers={"host": "sop.example.com"})
client.get("/accounts/login/", secure=True)
answer = client.post("/accounts/login/", {"login": "rosa@example.com", "password": "correct-horse-42"}, secure=True)
assert answer.status_code == 302, answer.status_code
for name, cookie in client.cookies.items():
    print(name, bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"])
plain = client.get("/accounts/login/")
print("plain", plain.status_code, plain["Location"])
print("hsts", client.get("/accounts/login/", secure=True)["Strict-Transport-Security"])
print("other host", Client(headers={"host": "evil.example.net"}).get("/", secure=True).status_code)
"""


def in_production(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("STEPMARK_", "DJANGO_"))}
    settings = {
        "DJANGO_SETTINGS_MODULE": "kb.settings",
        "STEPMARK_VAR_DIR": str(folder),
        "STEPMARK_PRODUCTION": "true",
        "STEPMARK_SECRET_KEY": "k" * 30 + "3f9c1d0a7b5e4826" * 2,
        "STEPMARK_HOSTS": "sop.example.com",
        "STEPMARK_BASE_URL": "https://sop.example.com",
        "STEPMARK_TRUSTED_ORIGINS": "https://sop.example.com",
    }
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**clean, **settings}, capture_output=True, text=True, check=False
    )


def test_djangos_own_check_of_production_finds_nothing(tmp_path: Path) -> None:
    """Case 39."""
    done = in_production(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.heavy
def test_cookies_of_production_are_secure_and_for_this_site_alone(tmp_path: Path) -> None:
    """Case 39: signed in for real, in a process with the settings of production."""
    (tmp_path / "sign_in.py").write_text(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{SIGN_IN}")
    done = in_production(tmp_path, str(tmp_path / "sign_in.py"))
    assert done.returncode == 0, done.stderr[-2000:]
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line and line[0].islower())
    cookies = {name: text.split() for name, text in said.items() if text.split()[0] in ("True", "False")}
    assert {"sessionid", "csrftoken"} <= cookies.keys() or any("session" in name for name in cookies)
    for name, (secure, httponly, samesite) in cookies.items():
        assert secure == "True", name
        assert samesite in ("Lax", "Strict"), name
        assert httponly == "True" or "csrf" in name, name
    assert said["plain"].startswith("301 https://")
    assert int(said["hsts"].partition("max-age=")[2].partition(";")[0]) >= 31_536_000
    assert "other host 400" in done.stdout


def test_no_page_lets_itself_be_framed_or_runs_foreign_script(cast: Cast, places: dict[str, dict[str, Any]]) -> None:
    """Case 38: every answer to a signed-in reader or admin."""
    client, wrong = client_of(cast.adam), []
    for row in READS:
        answer = ask(client, row, places["sales"])
        policy = answer.headers.get("Content-Security-Policy", "")
        is_page = "text/html" in answer.headers.get("Content-Type", "")
        if is_page and not ("frame-ancestors 'none'" in policy and "script-src 'self'" in policy):
            wrong.append((str(row), policy))
        wrong += [(str(row), loose) for loose in ("unsafe-inline", "unsafe-eval", "*", "http:") if loose in policy]
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            wrong.append((str(row), "may be sniffed"))
    assert wrong == []
