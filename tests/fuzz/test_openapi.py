"""Every operation of the OpenAPI document as everybody: no error of ours, and answers as the document says."""

import random
import time
from functools import cache
from typing import Any

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from access.models import Membership, User
from access.services import make_token
from ingest.models import Job, Recording
from integrations.models import Export
from sops.services import feedback, publishing
from tests.fuzz import budget
from tests.fuzz.budget import Fuzzer
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

pytestmark = pytest.mark.heavy

PEOPLE = ("rosa", "gus", "ed", "ava", "adam", "site admin")
SCOPES = ("read", "write", "ingest", "admin")
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
MODES = [GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
CSRF = "c" * 32
EXAMPLES_PER_ROUND = 12
SECONDS = max(budget.SECONDS, 20)  # there are many operations


def _place(cast: Cast) -> dict[str, Any]:
    """Real values of what addresses and bodies name, by the word that stands in front of them or their field."""
    sop = make_sop(cast.sales, cast.ed, publish=False)
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    given = feedback.give(sop=sop, version=sop.current_version, kind="idea", text="Shorter.", by=cast.ed)
    recording = Recording.objects.create(
        library=cast.sales, uploaded_by=cast.ed, name="clip.mp4", size=4, sha256="0" * 64, mime_type="video/mp4"
    )
    Job.objects.create(recording=recording)
    export = Export.objects.create(
        requested_by=cast.ed, format="html", sop=sop, title=sop.title, expires_at=timezone.now()
    )
    step = step_of(sop, 2).key
    return {
        "sops": sop.key,
        "steps": step,
        "libraries": "sales",
        "members": Membership.objects.get(library=cast.sales, user=cast.rosa).pk,
        "feedback": given.pk,
        "exports": export.pk,
        "recordings": recording.pk,
        "versions": 1,
        "library": "sales",
        "sop": sop.key,
        "step": step,
        "If-Match": "*",
    }


def _heads(cast: Cast) -> dict[str, dict[str, str]]:
    """What everybody's requests carry."""
    root = User.objects.create_superuser("root@example.com", "only-for-tests-4711", name="Root")
    heads: dict[str, dict[str, str]] = {"signed out": {}}
    for who in PEOPLE:
        person = root if who == "site admin" else getattr(cast, who)
        session = client_of(person).cookies["sessionid"].value
        heads[who] = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
    for scope in SCOPES:
        person = root if scope == "admin" else cast.adam
        heads[f"token {scope}"] = {"Authorization": f"Token {make_token(user=person, name=scope, scope=scope)}"}
    return heads


def _made_real(case: Any, place: dict[str, Any], dice: random.Random) -> None:
    """Half of what addresses and bodies name exists, or every request would end at a 404."""
    before = ""
    for part in case.operation.path.split("/"):
        if part.startswith("{") and before in place and dice.random() < 0.7:
            case.path_parameters[part.strip("{}")] = place[before]
        before = part
    for field in ("library", "sop", "step"):
        if isinstance(case.body, dict) and field in case.body and dice.random() < 0.7:
            case.body[field] = place[field]
    wants_a_tag = case.method in ("PUT", "PATCH", "DELETE")
    if wants_a_tag and dice.random() < 0.8:
        case.headers = {**(case.headers or {}), "If-Match": "*"}


def _answer(case: Any, head: dict[str, str]) -> Response:
    """Sent through the whole of Django, forms' tokens included."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver", headers=head)).prepare()
    headers = {name: _text(value) for name, value in asked.headers.items() if name.lower() != "content-length"}
    kind = headers.pop("Content-Type", "application/octet-stream")
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    address = str(asked.url).removeprefix("http://testserver")
    got = Client(enforce_csrf_checks=True, raise_request_exception=False).generic(
        str(asked.method), address, body, content_type=kind, headers=headers
    )
    content = b"".join(got) if got.streaming else got.content  # type: ignore[arg-type]
    told = {name: [value] for name, value in got.headers.items()}
    return Response(got.status_code, told, content, asked, 0.1, verify=False)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@cache
def strategy(operation: Any, mode: GenerationMode) -> Any:
    return operation.as_strategy(generation_mode=mode)


def test_every_operation_as_everybody(cast: Cast, settings_for_fuzz: None) -> None:
    fuzzer = Fuzzer("openapi")
    document = SchemaGenerator().get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(document)
    operations = [found.ok() for found in schema.get_all_operations()]
    place, heads = _place(cast), _heads(cast)
    failures: dict[str, str] = {}
    seed = int(time.time())
    dice = random.Random(seed)

    def ask(case: Any, who: str) -> None:
        _made_real(case, place, dice)
        with transaction.atomic():
            try:
                response = _answer(case, heads[who])
            finally:
                transaction.set_rollback(True)
        fuzzer.examples += 1
        fuzzer.answered(response.status_code)
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseException as wrong:  # each kind once; the run goes on
            for one in getattr(wrong, "exceptions", [wrong]):
                name = f"{case.operation.label} as {who}: {type(one).__name__}"
                failures.setdefault(name, f"{one}\n{case.as_curl_command()}\n{response.text[:600]}")

    limits = settings(
        max_examples=EXAMPLES_PER_ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    until, order = time.monotonic() + SECONDS, list(operations)
    dice.shuffle(order)
    seen: set[str] = set()
    while time.monotonic() < until:
        for operation in order:
            who = dice.choice(list(heads))
            mode = dice.choice(MODES)
            seen.add(operation.label)

            def as_somebody(case: Any) -> None:
                if time.monotonic() < until:
                    ask(case, who)  # noqa: B023  # called before the next turn

            try:
                limits(given(strategy(operation, mode))(as_somebody))()
            except Unsatisfiable:
                continue  # nothing of it can be wrong
            except BaseException as wrong:
                failures.setdefault(f"{operation.label} as {who}: {type(wrong).__name__}", repr(wrong)[:1500])
            if time.monotonic() >= until:
                break
    fuzzer.answered(f"{len(seen)} of {len(operations)} operations")
    fuzzer.tell()
    assert not failures, f"seed {seed}\n" + "\n\n".join(f"{name}\n{text}" for name, text in failures.items())


@pytest.fixture
def settings_for_fuzz(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STEPMARK_API_RATE = settings.STEPMARK_API_RATE_SIGNED_OUT = 10**9
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr("ingest.jobs.send", lambda job_id: None)
    monkeypatch.setattr("integrations.exports.services.send", lambda *_, **__: None, raising=False)
