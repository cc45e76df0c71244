"""Texts and files that want to be more than that."""

import ast
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from kombu.exceptions import ContentDisallowed

from ingest.models import Recording
from sops.models import GlossaryTerm, Sop
from sops.pictures import store_picture
from sops.services import commenting, editing, feedback, publishing
from tests.integrations.attacks import CORPUS
from tests.security.walking import READS, ask, body
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import picture_bytes, step_of

ROOT = Path(__file__).resolve().parents[2]
APPS = ("access", "ingest", "integrations", "kb", "notices", "search", "sops")
Places = dict[str, dict[str, Any]]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# What turns bytes into objects, and so into code.
LOADERS = {"pickle", "cPickle", "cloudpickle", "dill", "shelve", "marshal", "joblib", "jsonpickle"}
PICTURES = {"image/png", "image/jpeg", "image/webp", "image/gif"}


class Executable(HTMLParser):
    """What a browser would run in a page: scripts of its own, handlers, addresses that are scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip().lower() for name, value in attrs}
        data = tag == "script" and values.get("type") in ("application/json", "application/ld+json", "importmap")
        if (tag == "script" and "src" not in values and not data) or "srcdoc" in values or tag in ("object", "embed"):
            self.found.append(str((tag, values)))
        for name, value in values.items():
            is_handler = name.startswith(("on", "hx-on"))
            is_script = value.startswith(("javascript:", "vbscript:", "data:text/html"))
            if is_handler or (is_script and name in ("href", "src", "action", "formaction", "xlink:href")):
                self.found.append(f"{tag} {name}={value}")


def test_texts_stay_texts_on_every_page(cast: Cast, places: Places) -> None:
    """Case 22: in names, titles, bodies, notes, words on a screenshot, glossary, comments, feedback, file names."""
    place, everything = places["sales"], "\n\n".join(CORPUS)
    sop = Sop.objects.get(key=place["sop"])
    cast.sales.name, cast.sales.description, cast.ed.name = CORPUS[0], everything, CORPUS[1]
    cast.sales.save()
    cast.ed.save()
    editing.update_sop(sop=sop, by=cast.ed, title="".join(CORPUS[:4])[:200], purpose=everything)
    shown = [{"text": everything, "box": [0, 0, 1, 1]}]
    shot = store_picture(sop=sop, content=picture_bytes(colour="red"), words=shown)
    for attack in CORPUS:
        editing.add_step(sop=sop, by=cast.ed, title=attack, body=everything, note=attack)
        GlossaryTerm.objects.create(library=cast.sales, term=attack[:80], definition=everything)
        commenting.comment(sop=sop, by=cast.ed, text=attack, step=step_of(sop))
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=shot)
    publishing.publish(sop=sop, by=cast.ed, note=CORPUS[2])
    sop.refresh_from_db()
    feedback.give(sop=sop, version=sop.current_version, kind="wrong", text=everything, by=cast.ed)
    Recording.objects.update(name=f"{CORPUS[0]}.mp4")
    client, seen, run = client_of(cast.adam), 0, []
    for row in READS:
        answer = ask(client, row, place)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = Executable()
        page.feed(body(answer).decode())
        run += [(str(row), found) for found in page.found]
        seen += 1
    assert run == []
    assert seen > 40


def test_a_drawing_with_script_is_no_picture(cast: Cast, places: Places) -> None:
    """Case 23: in the editor, at the API and with feedback, whatever name and type it comes with."""
    place, client = places["sales"], client_of(cast.ed)
    sop = Sop.objects.get(key=place["sop"])
    for content in (SVG, b'<?xml version="1.0"?>' + SVG, b"GIF89a" + SVG):
        with pytest.raises(ValidationError):
            store_picture(sop=sop, content=content)
        upload = SimpleUploadedFile("shot.png", content, "image/png")
        before = step_of(sop, 2).screenshot_id
        client.post(f"/sops/{sop.key}/edit/steps/{place['step']}/picture", {"picture": upload})
        assert step_of(sop, 2).screenshot_id == before
        answer = client.put(f"/api/steps/{place['step']}/picture", content, content_type="image/svg+xml")
        assert answer.status_code in (400, 415, 422, 428)
        with pytest.raises(ValidationError):
            feedback.give(sop=sop, version=sop.current_version, kind="wrong", text="Look", by=cast.ed, picture=content)


def test_a_picture_says_what_it_is_and_is_nothing_else(cast: Cast, places: Places) -> None:
    """Case 23."""
    client, seen = client_of(cast.adam), 0
    for row in READS:
        answer = ask(client, row, places["sales"])
        if "picture" not in row.name or answer.status_code != 200:
            continue
        seen += 1
        assert answer.headers["Content-Type"] in PICTURES, str(row)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", str(row)
    assert seen >= 3


def test_no_code_of_ours_loads_objects() -> None:
    """Case 28."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            names = set()
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {(node.module or "").split(".")[0]}
            assert not names & LOADERS, path
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert isinstance(node.value, ast.Constant), path
                assert node.value.value is False, path


def test_messages_and_sessions_are_json() -> None:
    """Case 28: a worker refuses a message that is a pickle."""
    from kombu.serialization import dumps, loads

    from kb.celery import app

    assert app.conf.task_serializer == app.conf.result_serializer == "json"
    assert list(app.conf.accept_content) == ["json"]
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")
    kind, encoding, message = dumps({"a": 1}, serializer="pickle")
    with pytest.raises(ContentDisallowed):
        loads(message, kind, encoding, accept=app.conf.accept_content)


def test_no_query_takes_a_regular_expression() -> None:
    """Case 30: neither as a lookup of the database nor compiled from what somebody sent."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and (node.arg or "").endswith(("__regex", "__iregex")):
                assert isinstance(node.value, ast.Constant), f"{path}:{node.value.lineno}"
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.func.attr != "escape":
                names = {part.id for part in ast.walk(node.args[0]) if isinstance(part, ast.Name)}
                assert not names & {"request", "query", "q", "typed"}, f"{path}:{node.lineno}"


def sources() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
