"""What every page has in common."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from kb.templatetags.shell import ago, icon
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast

ROOT = Path(settings.BASE_DIR)
TEMPLATES = [path for path in ROOT.glob("*/templates/**/*.html") if ".venv" not in path.parts]


def test_the_page_is_dark_from_the_start_for_those_who_chose_it(cast: Cast) -> None:
    client = client_of(cast.rosa)
    assert "data-theme" not in text_of(client, "/").split(">", 2)[1]
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in text_of(client, "/")
    client.cookies["theme"] = '"><script>'
    assert "<script>" not in text_of(client, "/")


def test_nothing_on_a_page_needs_more_than_the_policy_allows(cast: Cast) -> None:
    response = client_of(cast.rosa).get("/")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    html = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\sstyle=|\son\w+=|hx-on", html)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", html)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_have_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))", text)
    if "mail" in path.parts:  # programs that read mail know no stylesheets
        return
    assert not re.search(r"\sstyle=[\"']|\son(?:click|change|submit|input)=|hx-on", text)


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = Path(str(finders.find("icons.svg"))).read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    named |= {name for path in TEMPLATES for name in re.findall(r'icon_name="([\w-]+)"', path.read_text())}
    assert named - drawn == set()


def test_static_files_that_templates_name_exist() -> None:
    named = {name for path in TEMPLATES for name in re.findall(r"""{% static ["']([^"']+)["']""", path.read_text())}
    assert {name for name in named if not finders.find(name)} == set()


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_sign_in_pages_have_our_look_and_one_heading(db: None, address: str) -> None:
    html = text_of(Client(), address)
    assert html.count("<h1") == 1
    assert 'class="signin"' in html
    assert "Sign up" not in html


def test_a_wrong_password_is_said_without_saying_which_part_was_wrong(cast: Cast) -> None:
    form = {"login": "rosa@example.com", "password": "not-the-password"}
    unknown = {"login": "nobody@example.com", "password": "not-the-password"}
    pages = [Client().post("/accounts/login/", data).content.decode() for data in (form, unknown)]
    messages = [re.findall(r"<strong>That did not work</strong>(.*?)</div>", page) for page in pages]
    assert messages[0] == messages[1] != []


def test_nothing_here_and_not_allowed_are_pages_in_words(cast: Cast) -> None:
    client = client_of(cast.rosa)
    assert "you may not see it" in text_of(client, "/nothing", status=404)
    assert "Ask an admin" in text_of(client, "/libraries/sales/people", status=403)


def test_only_those_who_may_write_are_offered_to_record(cast: Cast) -> None:
    assert 'class="button rec"' in text_of(client_of(cast.ed), "/")
    assert 'class="button rec"' not in text_of(client_of(cast.rosa), "/")


def test_moments_are_told_as_people_tell_them() -> None:
    now = timezone.now()
    assert ">just now<" in ago(now)
    assert ">5 minutes ago<" in ago(now - timedelta(minutes=5)).replace("\xa0", " ")
    assert ">3 weeks ago<" in ago(timezone.localdate() - timedelta(days=22))
    assert ">in 6 months<" in ago(timezone.localdate() + timedelta(days=181))
    assert ">yesterday<" in ago(timezone.localdate() - timedelta(days=1))
    assert ago(None) == ""


def test_an_icon_is_decoration_unless_it_has_a_name() -> None:
    assert 'aria-hidden="true"' in icon("link")
    assert 'aria-label="members only"' in icon("lock", "members only")
