"""A client made from the schema by a generator, used against a real server."""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from access.services import make_token
from sops.models import Sop
from tests.support.cast import Cast, gather
from tests.support.make import make_sop

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]
TOOL = Path(sys.executable).parent / "openapi-python-client"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return gather()


@pytest.fixture
def generated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client's package, and what the generator said."""
    schema, target = tmp_path / "schema.json", tmp_path / "client"
    call_command("spectacular", "--format", "openapi-json", "--file", str(schema))
    config = tmp_path / "config.yaml"
    config.write_text("post_hooks: []\n")
    done = subprocess.run(
        [str(TOOL), "generate", "--path", str(schema), "--output-path", str(target), "--config", str(config)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(target))
    return importlib.import_module("stepmark_client"), done.stdout


def of(name: str) -> Any:
    return importlib.import_module(f"stepmark_client.api.{name}")


def model(name: str) -> Any:
    return getattr(importlib.import_module("stepmark_client.models"), name)


def test_it_reads_writes_and_publishes(cast: Cast, generated: Any, live_server: Any) -> None:
    package, said = generated
    assert said.count("Cannot parse response") + said.count("Unsupported content") <= 1, "pictures only"
    make_sop(cast.sales, cast.ed)
    client = package.AuthenticatedClient(
        base_url=live_server.url, token=make_token(user=cast.ed, name="client", scope="write"), prefix="Token"
    )
    listed = of("sops.sops_list").sync(client=client)
    assert [row.title for row in listed.results] == ["Request a discount"]
    whole = of("sops.sops_get").sync(listed.results[0].key, client=client)
    assert [step.number for step in whole.steps] == [1, 2, 3]
    body = model("NewSopInput")(library="sales", title="From a generated client")
    made = of("sops.sops_create").sync(client=client, body=body, idempotency_key="one")
    again = of("sops.sops_create").sync(client=client, body=body, idempotency_key="one")
    assert made.key == again.key
    of("steps.steps_create").sync(made.key, client=client, body=model("NewStepInput")(title="Open the deal"))
    draft = of("sops.sops_get").sync_detailed(made.key, client=client, draft=True)
    published = of("sops.sops_publish").sync(
        made.key, client=client, body=model("PublishInput")(note="By a program"), if_match=draft.headers["ETag"]
    )
    assert published.number == 1
    assert Sop.objects.get(key=made.key).is_published
    moved = of("sops.sops_change").sync_detailed(made.key, client=client, body=model("PatchedSopInput")(purpose="New"))
    assert int(moved.status_code) == 428
    assert json.loads(moved.content)["code"] == "precondition_required"
    found = of("search.search").sync(client=client, q="discount")
    assert found.sops[0].best.key
