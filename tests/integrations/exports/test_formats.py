"""Each format keeps the contract, and what is its own."""

import html
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import nh3
import pytest
import yaml
from defusedxml.ElementTree import fromstring
from django.contrib.staticfiles import finders
from docx import Document as open_word
from jsonschema import Draft202012Validator

from integrations.exports.content import ExportSop
from integrations.exports.formats import FORMATS, File
from integrations.exports.pictures import Pictures
from tests.integrations.exports.format_contract import FormatContract


def visible(page: str) -> str:
    """The words of an HTML page."""
    body = page.partition("<body")[2].partition(">")[2]
    return html.unescape(nh3.clean(re.sub(r"<(script|style)\b.*?</\1>", "", body, flags=re.S), tags=set()))


class TestSingleHtml(FormatContract):
    form = FORMATS["html"]

    def words(self, files: list[File]) -> str:
        page = files[0].content.decode()
        return visible(page) + " ".join(re.findall(r'href="([^"]+)"', page))

    def test_it_needs_nothing_from_elsewhere_and_runs_no_script(self, files: list[File]) -> None:
        page = files[0].content.decode()
        assert "<script" not in page
        assert re.findall(r'(?:src|srcset|poster|data)="(?!data:image/jpeg;base64,)', page) == []
        assert "default-src 'none'" in page

    def test_branches_jump_to_their_step(self, files: list[File], exported: ExportSop) -> None:
        sign = exported.steps[5]
        page = files[0].content.decode()
        assert f'<a href="#s-{sign.key}">' in page
        assert f'id="s-{sign.key}"' in page


class TestMarkdown(FormatContract):
    form = FORMATS["markdown"]

    def words(self, files: list[File]) -> str:
        return files[0].content.decode()

    def test_pictures_lie_beside_it_and_are_named_in_it(self, files: list[File]) -> None:
        named = re.findall(r"!\[[^\]]+\]\((pictures/[^)]+)\)", files[0].content.decode())
        assert named == [file.name for file in files[1:]]
        assert len(named) == 2

    def test_its_head_is_yaml(self, files: list[File], exported: ExportSop) -> None:
        head = yaml.safe_load(files[0].content.decode().split("---\n")[1])
        assert (head["title"], head["version"], head["tags"]) == (exported.title, 1, ["pricing", "approval"])


class TestDocx(FormatContract):
    form = FORMATS["docx"]

    def word(self, files: list[File]) -> Any:
        return open_word(io.BytesIO(files[0].content))

    def words(self, files: list[File]) -> str:
        with zipfile.ZipFile(io.BytesIO(files[0].content)) as archive:
            parts = (archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels")))
            body = archive.read("word/document.xml").decode()
            rest = " ".join(parts)
        joined = re.sub(r"</w:p>|<w:br/>", " ", body)
        links = " ".join(re.findall(r'Target="([^"]+)"', rest))
        return html.unescape(re.sub(r"<[^>]+>", "", joined) + links + re.sub(r"<[^>]+>", " ", rest))

    def test_steps_are_one_real_numbered_list(self, files: list[File]) -> None:
        steps = [paragraph for paragraph in self.word(files).paragraphs if paragraph.style.name == "Step"]
        numbers = {paragraph._p.pPr.numPr.numId.val for paragraph in steps}
        assert (len(steps), len(numbers)) == (7, 1)

    def test_pictures_have_alternatives(self, files: list[File]) -> None:
        said = [shape._inline.docPr.get("descr") for shape in self.word(files).inline_shapes]
        assert said == [
            "The opportunity with the button Request discount outlined",
            "Screen of step 3: Enter the discount in Discount (%)",
        ]

    def test_the_header_says_title_version_and_date(self, files: list[File], exported: ExportSop) -> None:
        header = self.word(files).sections[0].header.paragraphs[0].text
        assert header == f"Request a discount\tVersion 1 · {exported.published_at:%-d %B %Y}"

    def test_branches_lead_to_bookmarks_of_their_steps(self, files: list[File], exported: ExportSop) -> None:
        body = self.word(files).element.xml
        name = f"s_{exported.steps[5].key}"
        assert f'w:anchor="{name}"' in body
        assert f'w:name="{name}"' in body


class CourseContract(FormatContract):
    """A package for a learning system."""

    descriptor: str

    def words(self, files: list[File]) -> str:
        page = next(file.content.decode() for file in files if file.name == "index.html")
        return visible(page) + " ".join(re.findall(r'href="([^"]+)"', page))

    def test_the_page_names_nothing_that_is_not_in_the_package(self, files: list[File]) -> None:
        names = {file.name for file in files}
        page = next(file.content.decode() for file in files if file.name == "index.html")
        named = set(re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', page))
        assert named - names == set()
        assert {name for name in names if name.startswith("pictures/")} <= named

    def test_its_descriptor_is_the_first_file_and_says_version_and_hash(
        self, files: list[File], exported: ExportSop
    ) -> None:
        assert files[0].name == self.descriptor
        assert f"Version {exported.version} " in files[0].content.decode()
        assert exported.content_hash in files[0].content.decode()

    def test_a_title_of_markup_stays_a_title(self, exported: ExportSop) -> None:
        """Case 22."""
        titled = replace(exported, document=replace(exported.document, title='</title><b a="1">&\x0b'))
        for file in self.form.files(titled, Pictures(titled)):
            if file.name.endswith(".xml"):
                texts = [one.text for one in fromstring(file.content.decode()).iter() if one.text]
                assert '</title><b a="1">&' in texts


class TestScorm(CourseContract):
    form = FORMATS["scorm"]
    descriptor = "imsmanifest.xml"

    def test_the_manifest_lists_one_sco_with_all_its_files(self, files: list[File], exported: ExportSop) -> None:
        cp = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
        adl = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
        manifest = fromstring(files[0].content.decode())
        assert manifest.get("identifier") == f"sop-{exported.key}"
        assert manifest.findtext(f"{cp}metadata/{cp}schemaversion") == "1.2"
        organizations = manifest.find(f"{cp}organizations")
        (organization,) = organizations
        assert organizations.get("default") == organization.get("identifier")
        assert organization.findtext(f"{cp}title") == "Request a discount"
        (resource,) = manifest.find(f"{cp}resources")
        assert organization.find(f"{cp}item").get("identifierref") == resource.get("identifier")
        assert (resource.get(f"{adl}scormtype"), resource.get("href")) == ("sco", "index.html")
        assert [file.get("href") for file in resource] == [file.name for file in files[1:]]


class TestCmi5(CourseContract):
    form = FORMATS["cmi5"]
    descriptor = "cmi5.xml"

    def test_one_assignable_unit_that_is_done_when_completed(self, files: list[File], exported: ExportSop) -> None:
        ns = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"
        structure = fromstring(files[0].content.decode())
        course, unit = structure
        assert course.get("id") == exported.url
        assert (unit.tag, unit.get("moveOn"), unit.findtext(f"{ns}url")) == (f"{ns}au", "Completed", "index.html")
        assert course.get("id") != unit.get("id")
        assert course.findtext(f"{ns}title/{ns}langstring") == "Request a discount"


class TestAgentJson(FormatContract):
    form = FORMATS["agent"]

    def words(self, files: list[File]) -> str:
        return files[0].content.decode()

    @pytest.fixture
    def said(self, files: list[File]) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(files[0].content)
        return told

    def step(self, said: dict[str, Any], number: int) -> dict[str, Any]:
        found: dict[str, Any] = said["steps"][number - 1]
        return found

    def test_it_keeps_to_the_schema_that_is_shipped(self, said: dict[str, Any]) -> None:
        schema = json.loads(Path(str(finders.find("integrations/agent-sop.schema.json"))).read_text())
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(said)
        assert said["$schema"] == "https://sop.example.com/static/integrations/agent-sop.schema.json"

    def test_a_click_has_its_target_and_what_shows_that_it_worked(self, said: dict[str, Any]) -> None:
        step = self.step(said, 2)
        assert step["action"]["type"] == "click"
        assert step["action"]["target"]["label"] == "Request discount"
        assert step["action"]["target"]["region"]["width"] == pytest.approx(190 / 1440)
        assert step["checks"] == [
            {"when": "before", "kind": "visible", "label": "Request discount"},
            {"when": "after", "kind": "visible", "label": "Discount (%)"},
        ]
        assert step["next"] == self.step(said, 3)["id"]

    def test_what_is_typed_is_a_parameter_with_an_example(self, said: dict[str, Any]) -> None:
        step = self.step(said, 3)
        assert step["action"]["value"] == {"parameter": "discount"}
        assert said["parameters"][0] == {
            "name": "discount",
            "label": "Discount (%)",
            "secret": False,
            "example": "12",
            "used_in": [step["id"]],
        }
        assert step["warnings"] == ["Never above 40 %, not even with approval."]

    def test_a_secret_is_a_parameter_without_an_example(self, said: dict[str, Any]) -> None:
        """Case 21."""
        step = self.step(said, 6)
        assert step["action"]["value"] == {"parameter": "password"}
        assert said["parameters"][1] == {
            "name": "password",
            "label": "Password",
            "secret": True,
            "example": None,
            "used_in": [step["id"]],
        }

    @pytest.mark.parametrize(
        ("label", "value"),
        [("PIN code", "4711"), ("Notes", "sk-live_a8Jk3LmN9pQr2StU"), ("Card", "4111 1111 1111 1111")],
    )
    def test_what_looks_like_a_secret_is_not_in_the_file(self, exported: ExportSop, label: str, value: str) -> None:
        """Case 21: also where nobody masked it."""
        first = replace(exported.steps[0].step, action="type", target_label=label, value=value)
        leaky = replace(exported, steps=[replace(exported.steps[0], step=first)])
        (file,) = self.form.files(leaky, Pictures(exported))
        assert value.encode() not in file.content

    def test_a_decision_has_rules_that_lead_to_steps_sops_and_the_end(self, said: dict[str, Any]) -> None:
        decision = self.step(said, 4)["decision"]
        assert [rule["then"]["go_to"] for rule in decision["rules"]] == ["step", "sop", "end"]
        assert decision["rules"][0]["then"]["step"] == self.step(said, 6)["id"]
        assert decision["rules"][1]["when"] == "Above 15 % & <new> terms"
        assert self.step(said, 4)["action"] is None

    def test_a_sub_sop_is_run_and_returned_from(self, said: dict[str, Any]) -> None:
        run = self.step(said, 5)["run_sop"]
        assert (run["title"], run["then"]) == ("Legal review", "return")
        assert run["url"].startswith("https://sop.example.com/sops/")


class TestPdf(FormatContract):
    form = FORMATS["pdf"]

    def words(self, files: list[File]) -> str:
        """Case 32: what the format gives to WeasyPrint; what comes out of it is `test_opened_for_real.py`'s."""
        (step_page,) = (page for page, _ in given)
        return visible(step_page) + " ".join(re.findall(r'(?:href|data-\w+|content)="([^"]+)"', step_page))

    @pytest.fixture
    def files(self, exported: ExportSop, monkeypatch: pytest.MonkeyPatch) -> list[File]:
        given.clear()
        monkeypatch.setattr("integrations.exports.typesetters.typeset", _kept)
        return list(self.form.files(exported, Pictures(exported)))

    def test_its_pictures_are_those_in_memory(self, files: list[File]) -> None:
        page, pictures = given[0]
        named = re.findall(r'src="([^"]+)"', page)
        assert named == list(pictures)
        assert all(name.startswith("stepmark:step-") for name in named)


given: list[tuple[str, dict[str, bytes]]] = []


def _kept(page: str, pictures: dict[str, bytes]) -> bytes:
    given.append((page, pictures))
    return b"%PDF-"
