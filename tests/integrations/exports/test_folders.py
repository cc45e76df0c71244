"""A library's export folder follows what is published: same names, nothing left behind."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from access.models import AuditEvent
from integrations.exports.folders import services, syncing
from integrations.exports.folders.stores import LocalStore, StoreProblem
from integrations.models import ExportFolder, FolderFile
from sops.models import Sop
from sops.services import editing, publishing
from sops.signals import sop_moved
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> None:
    """What a worker would do, done at once."""
    monkeypatch.setattr(services, "_send_now", syncing.sync)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def lying(settings: Any, name: str = "for-highspot") -> set[str]:
    folder = Path(settings.STEPMARK_EXPORT_ROOT) / name
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def set_up(cast: Cast, **changes: Any) -> ExportFolder:
    wanted = {"place": "local", "name": "for-highspot", "formats": ["html", "scorm"], "base_url": "https://s.example"}
    return services.save_folder(library=cast.sales, by=cast.adam, **{**wanted, **changes})


def test_it_holds_all_that_is_published_in_the_chosen_formats(
    cast: Cast, rich: Sop, settings: Any, commit: Any
) -> None:
    make_sop(cast.sales, cast.ed, "A draft", publish=False)
    make_sop(cast.desk, cast.dee, "Of the desk")
    other = Sop.objects.get(
        library=cast.sales, is_published=True, title__startswith="SECRET", steps__title="Send it to legal"
    )
    with commit():
        set_up(cast)
    assert lying(settings) == {
        f"request-a-discount-{rich.key}.html",
        f"request-a-discount-{rich.key}-scorm.zip",
        f"legal-review-{other.key}.html",
        f"legal-review-{other.key}-scorm.zip",
        "index.csv",
    }
    assert AuditEvent.objects.filter(verb="set up export folder").exists()


def test_a_new_version_goes_under_the_same_name_even_with_another_title(
    cast: Cast, rich: Sop, settings: Any, commit: Any
) -> None:
    with commit():
        set_up(cast, formats=["html"])
    before = lying(settings)
    with commit():
        editing.update_sop(sop=rich, by=cast.ed, title="Ask for a discount")
        publishing.publish(sop=rich, by=cast.ed)
    assert lying(settings) == before
    page = (Path(settings.STEPMARK_EXPORT_ROOT) / "for-highspot" / f"request-a-discount-{rich.key}.html").read_text()
    assert "Ask for a discount" in page
    assert "Version 2" in page
    assert FolderFile.objects.get(sop=rich).version == 2


def test_a_draft_changes_nothing_in_it(cast: Cast, rich: Sop, settings: Any, commit: Any) -> None:
    """Case 10."""
    with commit():
        set_up(cast, formats=["html", "agent"])
        editing.update_sop(sop=rich, by=cast.ed, purpose="SECRET DRAFT of a purpose")
    for path in (Path(settings.STEPMARK_EXPORT_ROOT) / "for-highspot").iterdir():
        assert b"SECRET DRAFT" not in path.read_bytes()


@pytest.mark.parametrize("goes", ["withdrawn", "moved"])
def test_what_is_withdrawn_or_moved_away_is_taken_out_and_named_nowhere(
    cast: Cast, rich: Sop, settings: Any, commit: Any, goes: str
) -> None:
    """Case 12: also where another SOP's file only named it."""
    with commit():
        set_up(cast, formats=["html"])
    other = Sop.objects.get(pk=FolderFile.objects.get(sop=rich).named[0])
    with commit():
        if goes == "withdrawn":
            publishing.withdraw(sop=other, by=cast.ed)
        else:
            Sop.objects.filter(pk=other.pk).update(library=cast.desk)
            sop_moved.send(sender=None, sop_id=other.pk)
    name = f"request-a-discount-{rich.key}.html"
    assert lying(settings) == {name, "index.csv"}
    page = (Path(settings.STEPMARK_EXPORT_ROOT) / "for-highspot" / name).read_text()
    assert "“Legal review”" not in page


def test_published_again_it_has_its_old_name(cast: Cast, rich: Sop, settings: Any, commit: Any) -> None:
    with commit():
        set_up(cast, formats=["html"])
    before = lying(settings)
    with commit():
        publishing.withdraw(sop=rich, by=cast.ed)
    assert lying(settings) != before
    with commit():
        publishing.publish(sop=rich, by=cast.ed)
    assert lying(settings) == before


def test_switched_off_or_moved_elsewhere_nothing_is_left_at_the_old_place(
    cast: Cast, rich: Sop, settings: Any, commit: Any
) -> None:
    with commit():
        set_up(cast, formats=["html"])
    with commit():
        set_up(cast, formats=["html"], name="for-seismic")
    assert lying(settings) == set()
    assert len(lying(settings, "for-seismic")) == 3
    with commit():
        set_up(cast, formats=["html"], name="for-seismic", is_on=False)
    assert lying(settings, "for-seismic") == set()


def test_its_index_names_the_files_and_the_versions(cast: Cast, rich: Sop, settings: Any, commit: Any) -> None:
    with commit():
        set_up(cast, formats=["html"])
    text = (Path(settings.STEPMARK_EXPORT_ROOT) / "for-highspot" / "index.csv").read_text("utf-8-sig")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows[rich.key]["file"] == f"request-a-discount-{rich.key}.html"
    assert rows[rich.key]["version"] == "1"


def test_what_fails_is_shown_and_tried_again(
    cast: Cast, rich: Sop, settings: Any, commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> None:
        raise StoreProblem("The server can't write to it: No space left on device.")

    with monkeypatch.context() as broken, commit():
        broken.setattr(LocalStore, "write", full)
        set_up(cast, formats=["html"])
    client = client_of(cast.adam)
    assert "No space left on device" in text_of(client, "/libraries/sales/export-folder")
    assert lying(settings) == set()
    with commit():
        services.sync_what_waits()
    assert len(lying(settings)) == 3
    assert "No space left" not in text_of(client, "/libraries/sales/export-folder")


def test_what_was_asked_for_while_it_was_written_is_written_again(cast: Cast, rich: Sop, commit: Any) -> None:
    with commit():
        set_up(cast, formats=["html"])
    file = FolderFile.objects.get(sop=rich)
    FolderFile.objects.filter(pk=file.pk).ask()
    stale = FolderFile.objects.get(pk=file.pk)
    FolderFile.objects.filter(pk=file.pk).ask()  # published again while the worker wrote what it saw
    syncing._looked_at(stale.folder, stale, syncing.store_of(stale.folder))
    assert not FolderFile.objects.get(pk=file.pk).is_up_to_date


@pytest.mark.parametrize("name", ["../outside", "a/b", "", ".hidden", "Upper", "/etc", "a\n"])
def test_a_folder_outside_the_root_is_refused(cast: Cast, name: str) -> None:
    """Case 27."""
    with pytest.raises(ValidationError):
        set_up(cast, name=name)
    form = {"place": "local", "name": name, "formats": ["html"]}
    if name.strip() == name:
        assert client_of(cast.adam).post("/libraries/sales/export-folder", form).status_code == 422


def test_two_libraries_never_share_a_folder(cast: Cast) -> None:
    set_up(cast)
    with pytest.raises(ValidationError):
        services.save_folder(library=cast.desk, by=cast.adam, place="local", name="for-highspot", formats=["html"])


def test_without_a_bucket_s3_is_refused_with_a_sentence(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="STEPMARK_EXPORT_S3_BUCKET"):
        set_up(cast, place="s3")


def test_the_page_needs_the_same_number_of_queries_for_one_and_for_eleven(cast: Cast, commit: Any) -> None:
    make_sop(cast.sales, cast.ed, "First")
    with commit():
        set_up(cast, formats=["agent"])
    client = client_of(cast.adam)
    before = queries_for(client, "/libraries/sales/export-folder")
    with commit():
        for number in range(10):
            make_sop(cast.sales, cast.ed, f"Another {number}")
    assert queries_for(client, "/libraries/sales/export-folder") == before


def test_the_page_is_set_up_by_its_form(cast: Cast, rich: Sop, settings: Any, commit: Any) -> None:
    client = client_of(cast.adam)
    assert "No folder yet" in text_of(client, "/libraries/sales/export-folder")
    form = {"is_on": "on", "place": "local", "name": "drive", "formats": ["html"]}
    with commit():
        assert client.post("/libraries/sales/export-folder", form).status_code == 302
    assert "Up to date" in text_of(client, "/libraries/sales/export-folder")
    assert len(lying(settings, "drive")) == 3
