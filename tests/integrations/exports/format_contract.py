"""What holds for every format. A new one adds a class in `test_formats.py` and passes."""

import re

import pytest

from integrations.exports.content import ExportSop
from integrations.exports.formats import File, Format, Packing
from integrations.exports.pictures import Pictures

SAFE = re.compile(r"^[a-z0-9][a-zA-Z0-9._-]*(/[a-z0-9][a-zA-Z0-9._-]*)*$")


class FormatContract:
    """Subclasses give `form` and `words(files)`: all text that a reader of the files finds in them."""

    form: Format

    def words(self, files: list[File]) -> str:
        raise NotImplementedError

    @pytest.fixture
    def files(self, exported: ExportSop) -> list[File]:
        return list(self.form.files(exported, Pictures(exported)))

    @pytest.fixture
    def text(self, files: list[File]) -> str:
        return re.sub(r"\s+", " ", self.words(files))

    def test_it_can_be_made_on_this_machine(self) -> None:
        assert self.form.problem() == ""

    def test_names_of_files_are_safe_everywhere_and_one_of_them_has_the_key(
        self, files: list[File], exported: ExportSop
    ) -> None:
        assert all(SAFE.match(file.name) for file in files)
        assert len({file.name for file in files}) == len(files)
        if self.form.packing is Packing.FILE:
            (only,) = files
            assert exported.key in only.name
            assert only.name.endswith(f".{self.form.extension}")

    def test_version_and_hash_are_named(self, text: str, exported: ExportSop) -> None:
        assert exported.content_hash in text.replace(" ", "") or exported.content_hash in text
        assert re.search(rf"[Vv]ersion\W+{exported.version}\b", text)

    def test_all_steps_are_there_in_their_order(self, text: str) -> None:
        titles = ("Open the opportunity", "How high is it?", "Have the terms checked", "Sign in with your")
        places = [text.rfind(title) for title in titles]
        assert -1 not in places
        assert places == sorted(places)

    @pytest.mark.parametrize(
        "said",
        [
            "So that every discount is",
            "When a customer asks for more than 10 %",
            "Account executives",
            "The customer's written wish",
            "Quotes are valid for 30 days.",
            "Pending approval",
            "Never above 40 %, not even with approval.",
            "Ask your manager for the role",
            "Split the deal.",
            "Up to 15 %",
            "Legal review",
            "Discount policy",
            "deal desk",
        ],
    )
    def test_what_the_sop_says_is_in_it(self, text: str, said: str) -> None:
        assert said in text.replace("’", "'")

    def test_it_leads_back_to_the_step_on_the_site(self, files: list[File], exported: ExportSop) -> None:
        step = exported.steps[0]
        assert step.url == f"https://sop.example.com/s/{step.key}?v=1"
        assert self.mentions(files, step.url)

    def mentions(self, files: list[File], address: str) -> bool:
        return address in self.words(files).replace("&amp;", "&")

    def test_nothing_of_a_draft_is_in_it(self, text: str) -> None:
        """Case 10: the draft of `exported` says something else by now (see `drafted`)."""
        assert "SECRET DRAFT" not in text
