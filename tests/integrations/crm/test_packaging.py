"""The folders for Salesforce and HubSpot, and the demo library's rules."""

import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from django.core.management import CommandError, call_command

from integrations.crm.conditions import Condition
from integrations.crm.services import problems_of
from kb.demo import loader, rules

SITE = "https://sop.acme.example"


def packaged(tmp_path: Path, system: str) -> Path:
    call_command("package_crm", system, site=f"{SITE}/", out=str(tmp_path / system))
    return tmp_path / system


def test_salesforces_folder_names_this_site_and_holds_all_its_parts(tmp_path: Path) -> None:
    folder = packaged(tmp_path, "salesforce")
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    assert not [name for name, path in files.items() if "stepmark.example.com" in path.read_text()]
    assert "node_modules" not in " ".join(files)
    for name, path in files.items():
        if name.endswith(".xml"):
            ElementTree.parse(path)
    kinds = (
        "sfdx-project.json",
        "stepmarkSteps.js",
        "cspTrustedSite",
        "permissionset",
        "webLink",
        "StepmarkContext.cls",
    )
    assert all(any(kind in name for name in files) for kind in kinds)
    trusted = next(path for name, path in files.items() if "cspTrustedSite" in name)
    assert f"<endpointUrl>{SITE}</endpointUrl>" in trusted.read_text()
    link = next(path for name, path in files.items() if name.endswith("Opportunity/webLinks/Stepmark.webLink-meta.xml"))
    assert f"{SITE}/go?crm=salesforce&amp;object=Opportunity" in link.read_text()


def test_hubspots_project_has_its_app_and_its_card(tmp_path: Path) -> None:
    folder = packaged(tmp_path, "hubspot")
    app = json.loads((folder / "src/app/app-hsmeta.json").read_text())
    card = json.loads((folder / "src/app/cards/stepmark-hsmeta.json").read_text())
    assert app["config"]["permittedUrls"]["fetch"] == [SITE]
    assert card["type"] == "card"
    assert set(card["config"]) == {"name", "description", "location", "entrypoint", "objectTypes"}
    assert (folder / "src" / card["config"]["entrypoint"].lstrip("/")).is_file()
    assert f'const SITE = "{SITE}"' in (folder / "src/app/cards/StepmarkCard.jsx").read_text()
    with zipfile.ZipFile(f"{folder}.zip") as packed:
        assert packed.testzip() is None
        assert "hsproject.json" in packed.namelist()


@pytest.mark.parametrize("site", ["", "http://sop.acme.example", "not an address"])
def test_other_addresses_are_refused_with_a_sentence(tmp_path: Path, site: str) -> None:
    with pytest.raises(CommandError, match="--site"):
        call_command("package_crm", "hubspot", site=site, out=str(tmp_path / "x"))


def test_the_demo_librarys_rules_fit_its_sops_and_reach_all_six_stages() -> None:
    data = yaml.safe_load(rules.FILE.read_text())
    demos = {demo.document.key: demo.document for demo in loader.all_sops() if demo.library == "sales"}
    categories = {demos[entry["sop"]].category for entry in data["rules"]}
    assert {"qualification", "discovery", "demo", "proposal", "closing", "post-sale"} <= categories
    for entry in data["rules"]:
        assert problems_of([Condition(*condition) for condition in entry["when"]]) == []
        assert entry.get("step", 1) <= len(demos[entry["sop"]].steps)
