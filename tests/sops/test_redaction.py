"""Pictures are marked, cropped and redacted; what was redacted is nowhere any more."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from PIL import Image, ImageDraw

from access.models import AuditEvent
from search import embedding
from search.models import Entry
from sops.document import Highlight
from sops.models import Screenshot, Sop
from sops.pictures import store_picture
from sops.services import cropping, editing, publishing, redacting
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

CANARY = "CANARY-4711-SECRET"
WORDS = [{"text": CANARY, "box": [0.1, 0.1, 0.3, 0.1]}, {"text": "Save", "box": [0.7, 0.7, 0.1, 0.05]}]
REGION = Highlight(0.05, 0.05, 0.4, 0.2)


def secret_picture() -> bytes:
    """A striped region at the left above that no other place of the picture has, and no compression of its own."""
    image = Image.new("RGB", (400, 240), "white")
    draw = ImageDraw.Draw(image)
    for at in range(40, 160, 4):
        draw.line((at, 24, at, 48), fill=(at, 255 - at, 77))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def announcing(settings: Any, var_dir: Path, django_capture_on_commit_callbacks: Any, monkeypatch: Any) -> Any:
    settings.STEPMARK_ENCODER = "hashing"
    settings.STEPMARK_SEARCH_DIR = var_dir / "search"
    monkeypatch.setattr("search.tasks.embed_sop.delay", embedding.embed_sop)
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def sop(cast: Cast, announcing: Any) -> Sop:
    made = make_sop(cast.sales, cast.ed, publish=False)
    shot = store_picture(sop=made, content=secret_picture(), words=WORDS)
    editing.update_step(step=step_of(made, 2), by=cast.ed, screenshot=shot, alt=f"The field {CANARY.lower()}, outlined")
    with announcing():
        publishing.publish(sop=made, by=cast.ed)
    editing.update_step(step=step_of(made, 2), by=cast.ed, body="More")
    with announcing():
        publishing.publish(sop=made, by=cast.ed)
    return made


def redact(sop: Sop, by: Any, announcing: Any) -> Screenshot:
    with announcing():
        return redacting.redact(shot=step_of(sop, 2).screenshot, boxes=[REGION], by=by)  # type: ignore[arg-type]


def test_a_redacted_region_is_nowhere_any_more(cast: Cast, sop: Sop, announcing: Any, settings: Any) -> None:
    """Case 20: picture bytes at every size, OCR text, search, versions, history; by a scan of all of it."""
    old = step_of(sop, 2).screenshot
    assert old is not None
    original = old.sha256
    reader = client_of(cast.rosa)
    assert reader.get(f"/sops/{sop.key}/pictures/{original}?w=320").status_code == 200
    assert Entry.objects.filter(on_screen__contains=CANARY).exists()
    old_bytes = old.file.read()

    new = redact(sop, cast.ed, announcing)

    assert new.sha256 != original
    assert reader.get(f"/sops/{sop.key}/pictures/{original}").status_code == 404
    assert reader.get(f"/sops/{sop.key}/pictures/{new.sha256}").status_code == 200
    media = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert not [path for path in media if original in path.name or path.read_bytes() == old_bytes]
    for version in sop.versions.all():
        assert version.document.steps[1].picture is not None
        assert version.document.steps[1].picture.sha256 == new.sha256
        assert version.content_hash == version.document.content_hash()
    for row in step_of(sop, 2).history.all():
        assert row.screenshot_id is None or Screenshot.objects.get(pk=row.screenshot_id).sha256 == new.sha256
    assert not Entry.objects.filter(on_screen__contains=CANARY).exists()
    assert _tables_with(CANARY) == []
    assert _tables_with(CANARY.lower()) == []
    assert [name for name in _tables_with(original) if "auditevent" not in name] == []
    for path in (Path(settings.STEPMARK_SEARCH_DIR), Path(settings.MEDIA_ROOT)):
        assert not [file for file in path.rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes()]
    assert AuditEvent.objects.filter(verb="redacted a picture of", actor=cast.ed).exists()


def test_an_alternative_text_that_says_nothing_of_it_stays(cast: Cast, sop: Sop, announcing: Any) -> None:
    editing.update_step(step=step_of(sop, 2), by=cast.ed, alt="The button Save")
    redact(sop, cast.ed, announcing)
    assert step_of(sop, 2).alt == "The button Save"


def test_where_nothing_was_read_every_alternative_text_goes(cast: Cast, sop: Sop, announcing: Any) -> None:
    """Case 20: nobody knows what it names."""
    Screenshot.objects.filter(sop=sop).update(words=[])
    editing.update_step(step=step_of(sop, 2), by=cast.ed, alt="The button Save")
    redact(sop, cast.ed, announcing)
    assert step_of(sop, 2).alt == ""


def _tables_with(text: str) -> list[str]:
    """Names of the tables of the database in which the text stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(text in str(value) for row in cursor.fetchall() for value in row):
                found.append(table)
    return found


def test_nothing_of_the_region_is_left_in_the_pixels(cast: Cast, sop: Sop, announcing: Any) -> None:
    """Case 20."""
    new = redact(sop, cast.ed, announcing)
    with Image.open(new.file) as image:
        region = image.convert("RGB").crop((20, 12, 180, 60))
    assert region.getcolors() == [(160 * 48, redacting.FILL)]


def test_a_blur_keeps_no_letter() -> None:
    """Case 20: two different texts of the same colours blur to nearly the same mosaic."""
    with Image.open(io.BytesIO(redacting.burned(secret_picture(), [REGION], is_blur=True))) as image:
        region = image.convert("RGB").crop((20, 12, 180, 60))
        small = region.resize(redacting.FIELDS, Image.Resampling.BOX).resize(region.size, Image.Resampling.BICUBIC)
        differences = [
            abs(a - b)
            for one, other in zip(region.getdata(), small.getdata(), strict=True)
            for a, b in zip(one, other, strict=True)
        ]
    assert max(differences) < 40


def test_words_beside_the_region_stay(cast: Cast, sop: Sop, announcing: Any) -> None:
    assert [word["text"] for word in redact(sop, cast.ed, announcing).words] == ["Save"]


def test_the_same_picture_in_another_sop_is_redacted_with_it_where_one_may(
    cast: Cast, sop: Sop, announcing: Any
) -> None:
    """Case 14: nobody changes pictures of a library that they may not edit; its file lives while it is shown."""
    second = make_sop(cast.sales, cast.ed, "Second", publish=False)
    closed = make_sop(cast.desk, cast.dee, "Closed", publish=False)
    mine = store_picture(sop=second, content=secret_picture(), words=WORDS)
    theirs = store_picture(sop=closed, content=secret_picture(), words=WORDS)
    new = redact(sop, cast.ed, announcing)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.sha256 == new.sha256
    assert theirs.words == WORDS
    assert theirs.file.storage.exists(theirs.file.name)
    assert redacting.is_kept_elsewhere(theirs.sha256)


def test_redacting_asks_for_a_region(cast: Cast, sop: Sop) -> None:
    shot = step_of(sop, 2).screenshot
    assert shot is not None
    with pytest.raises(ValidationError, match="Mark what"):
        redacting.redact(shot=shot, boxes=[], by=cast.ed)


@pytest.mark.parametrize("boxes", ["", "[]", "x", "{}", '[{"x":0}]', '[{"x":0,"y":0,"width":2,"height":1}]'])
def test_regions_that_are_none_are_refused(cast: Cast, sop: Sop, boxes: str) -> None:
    url = f"/sops/{sop.key}/edit/steps/{step_of(sop, 2).key}"
    for verb in ("redact", "crop"):
        answer = client_of(cast.ed).post(f"{url}/{verb}", {"boxes": boxes}, HTTP_HX_REQUEST="true")
        assert answer.status_code == 422
    assert Screenshot.objects.filter(sha256=redacting.sha256_of(secret_picture())).exists()


def test_highlight_and_marks_stay_in_place_when_a_picture_is_cropped(cast: Cast, sop: Sop) -> None:
    marks = [
        {"kind": "box", "x": 0.2, "y": 0.2, "width": 0.2, "height": 0.2, "text": ""},
        {"kind": "number", "x": 0.9, "y": 0.9, "width": 0.0, "height": 0.0, "text": "1"},
        {"kind": "arrow", "x": 0.9, "y": 0.25, "width": -0.65, "height": 0.0, "text": ""},
    ]
    box = {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2}
    editing.update_step(step=step_of(sop, 2), by=cast.ed, highlight=box, annotations=marks)
    step = cropping.crop(step=step_of(sop, 2), part=Highlight(0.0, 0.0, 0.5, 0.5), by=cast.ed)
    assert step.screenshot is not None
    assert (step.screenshot.width, step.screenshot.height) == (200, 120)
    assert step.highlight == {"x": 0.2, "y": 0.2, "width": 0.4, "height": 0.4}
    assert [mark["kind"] for mark in step.annotations] == ["box", "arrow"]
    assert step.annotations[1] == {"kind": "arrow", "x": 1.0, "y": 0.5, "width": -0.5, "height": 0.0, "text": ""}
    assert [word["text"] for word in step.screenshot.words] == [CANARY]
    assert step.screenshot.words[0]["box"] == [0.2, 0.2, 0.6, 0.2]


def test_readers_see_the_marks_over_the_picture(cast: Cast, sop: Sop) -> None:
    """Case 22: their words are text, whatever they say."""
    marks = [
        {"kind": "arrow", "x": 0.1, "y": 0.1, "width": 0.3, "height": 0.3, "text": ""},
        {"kind": "text", "x": 0.2, "y": 0.7, "width": 0.3, "height": 0.1, "text": "<script>Here"},
    ]
    editing.update_step(step=step_of(sop, 2), by=cast.ed, annotations=marks)
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    for page in (f"/sops/{sop.key}/", f"/sops/{sop.key}/versions/{sop.current_version.number}"):
        html = client_of(cast.rosa).get(page).content.decode()
        assert 'class="mark-arrow"' in html
        assert "&lt;script&gt;Here</text>" in html
        assert "Marked: &lt;script&gt;Here." in html


def test_an_uploaded_picture_is_announced_to_be_read(
    cast: Cast, sop: Sop, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr("ingest.tasks.read_picture.delay", asked.append)
    file = io.BytesIO(picture_bytes())
    file.name = "shot.png"
    with django_capture_on_commit_callbacks(execute=True):
        client_of(cast.ed).post(f"/sops/{sop.key}/edit/steps/{step_of(sop).key}/picture", {"picture": file})
    assert asked == [step_of(sop).screenshot_id]
