"""What every reader of a format promises."""

from contextlib import suppress

from sops import markdown
from sops.document import Document
from sops.importing import Found, FoundSop, ImportRefused, Source, read


class ReaderContract:
    """A brother of each format says `source`: the same SOP in its form."""

    source: Source
    has_picture = True

    def found(self) -> Found:
        return read(self.source)

    def sop(self) -> FoundSop:
        (sop,) = self.found().sops
        return sop

    def document(self) -> Document:
        return self.sop().document

    def test_it_finds_title_and_steps_in_order(self) -> None:
        document = self.document()
        assert document.title == "Request a discount"
        titles = [markdown.plain(step.title) for step in document.steps]
        assert titles[0].startswith("Open the deal")
        assert titles[1].startswith("Click Request discount")

    def test_labels_stay_bold(self) -> None:
        assert "**Request discount**" in self.document().steps[1].title

    def test_a_warning_becomes_a_caution_at_its_step(self) -> None:
        (step,) = [step for step in self.document().steps if step.note]
        assert step.note_kind == "caution"
        assert "bove 20 % the VP decides." in step.note
        assert "arning" not in step.note

    def test_pictures_are_kept_and_checked(self) -> None:
        sop = self.sop()
        pictures = [step.picture for step in sop.document.steps if step.picture]
        assert len(pictures) == self.has_picture
        assert set(sop.pictures) == {picture.sha256 for picture in pictures}
        assert all((picture.width, picture.height) == (320, 200) for picture in pictures)

    def test_every_step_has_a_key_of_its_own(self) -> None:
        keys = [step.key for step in self.document().steps]
        assert len(set(keys)) == len(keys)

    def test_progress_never_falls(self) -> None:
        told: list[int] = []
        read(self.source, told.append)
        assert told == sorted(told)
        assert all(0 <= percent <= 100 for percent in told)

    def test_a_cut_off_file_is_refused_in_a_sentence_or_read_as_far_as_it_goes(self) -> None:
        for share in (0.1, 0.5, 0.9, 0.99):
            cut = Source(self.source.name, self.source.content[: int(len(self.source.content) * share)])
            with suppress(ImportRefused):
                read(cut)
