"""The pages of recordings: they tell what goes on, to those whom it concerns."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone

from ingest import panels, working
from ingest.jobs import work_folder
from ingest.models import Job, Recording
from sops.models import Sop
from tests.support.cast import Cast
from tests.support.media import make_video
from tests.support.recordings import make_job
from tests.support.stages import STAGES


@pytest.fixture(autouse=True)
def sent(settings: Any, var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    folder = var_dir / "uploads"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    settings.STEPMARK_WORK_DIR = var_dir / "work"
    messages: list[int] = []
    monkeypatch.setattr("ingest.jobs.send", messages.append)
    return messages


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def done_job(cast: Cast) -> Job:
    job = make_job(cast.sales, cast.ed)
    working.work(job.pk, STAGES)
    return Job.objects.select_related("recording", "sop").get(pk=job.pk)


def test_the_upload_page_tells_limit_and_formats_and_offers_what_one_may_edit(browse: Client, settings: Any) -> None:
    settings.STEPMARK_MAX_RECORDING_BYTES = 300_000_000
    page = browse.get("/recordings/new").content.decode()
    assert "300 MB" in page
    assert "MP4, MOV, WebM, MKV or AVI" in page
    assert 'value="sales"' in page
    assert "deal-desk" not in page


def test_without_a_speech_model_the_page_says_how_to_add_one(browse: Client, settings: Any) -> None:
    settings.STEPMARK_WHISPER_MODEL = "none"
    page = browse.get("/recordings/new").content.decode()
    assert "No speech model here" in page
    assert "STEPMARK_WHISPER_MODEL" in page


def test_who_edits_nothing_is_told_whom_to_ask(cast: Cast) -> None:
    page = as_(cast.rosa).get("/recordings/new").content.decode()
    assert "Ask an admin" in page
    assert "<select" not in page


def test_a_plain_form_without_script_leads_to_the_job(browse: Client, tmp_path: Path) -> None:
    video = make_video(tmp_path / "small.mp4").read_bytes()
    answer = browse.post("/recordings/new", {"library": "sales", "file": SimpleUploadedFile("deal.mp4", video)})
    assert answer.status_code == 302
    assert answer["Location"] == Recording.objects.get().get_absolute_url()


def test_several_files_at_once_tell_which_were_refused(browse: Client, tmp_path: Path) -> None:
    video = make_video(tmp_path / "small.mp4").read_bytes()
    files = [SimpleUploadedFile("good.mp4", video), SimpleUploadedFile("<b>bad</b>.mp4", b"text")]
    answer = browse.post("/recordings/new", {"library": "sales", "file": files})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "good.mp4</a> has arrived" in page
    assert "This is not a video" in page
    assert "<b>bad" not in page


def test_the_form_needs_its_token(cast: Cast, tmp_path: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ed)
    video = make_video(tmp_path / "small.mp4").read_bytes()
    answer = client.post("/recordings/new", {"library": "sales", "file": SimpleUploadedFile("deal.mp4", video)})
    assert answer.status_code == 403
    assert not Recording.objects.exists()


def test_too_long_a_request_is_refused_by_its_length(browse: Client, settings: Any) -> None:
    settings.STEPMARK_MAX_RECORDING_BYTES = 1000
    answer = browse.post("/recordings/new", {"library": "sales"}, CONTENT_LENGTH="99000000")
    assert answer.status_code == 413
    assert "99 MB; the limit is" in answer.content.decode()


def test_one_can_t_upload_into_a_library_of_others(browse: Client) -> None:
    assert browse.post("/recordings/new", {"library": "deal-desk"}).status_code == 404


def test_a_running_job_shows_stages_steps_and_time_left(browse: Client, cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    Job.objects.filter(pk=job.pk).update(
        state="running",
        stage="read",
        stage_share=0.5,
        share=0.6,
        stage_started_at=timezone.now() - timedelta(seconds=20),
        stage_seconds={"probe": 1, "hear": 2, "watch": 3, "segment": 1},
        stage_results={"hear": "178 words"},
        found=[{"title": "Click **<Save>**", "start_s": 61.0, "end_s": 65.0}],
    )
    page = browse.get(f"/recordings/{job.recording_id}/").content.decode()
    assert "seconds left" in page
    assert "178 words" in page
    assert "Click <strong>&lt;Save&gt;</strong>" in page
    assert "1:01–1:05" in page
    assert 'aria-current="step"' in page
    assert 'hx-trigger="every 2s"' in page


def test_the_polled_part_is_a_piece_and_stops_when_the_job_is_over(browse: Client, cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    address = f"/recordings/{job.recording_id}/progress"
    piece = browse.get(address, headers={"HX-Request": "true"})
    assert piece.status_code == 200
    assert "<html" not in piece.content.decode()
    working.work(job.pk, STAGES)
    over = browse.get(address, headers={"HX-Request": "true"})
    assert (over.status_code, over["HX-Refresh"]) == (286, "true")


def test_a_step_that_was_just_found_has_its_picture(browse: Client, cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    folder = work_folder(job.recording) / "screenshots"
    folder.mkdir(parents=True)
    (folder / "001.webp").write_bytes(b"picture")
    found = {"title": "Click **Save**", "start_s": 1, "end_s": 2, "picture": "001.webp", "size": [1280, 720]}
    Job.objects.filter(pk=job.pk).update(state="running", stage="write", found=[{**found, "box": [0.9, 0.9, 0.1, 0.1]}])
    page = browse.get(f"/recordings/{job.recording_id}/").content.decode()
    assert 'viewBox="922 569 358 151"' in page
    picture = browse.get(f"/recordings/{job.recording_id}/found/0")
    assert picture["Content-Type"] == "image/webp"
    assert browse.get(f"/recordings/{job.recording_id}/found/1").status_code == 404


def test_a_finished_job_leads_to_the_draft(browse: Client, cast: Cast) -> None:
    job = done_job(cast)
    page = browse.get(f"/recordings/{job.recording_id}/").content.decode()
    assert job.sop is not None
    assert f"/sops/{job.sop.key}/edit" in page
    assert "2 steps" in page


def test_a_failure_is_told_in_words_with_a_way_on(browse: Client, cast: Cast, sent: list[int]) -> None:
    job = make_job(cast.sales, cast.ed, trouble={"target": "refuse"})
    working.work(job.pk, STAGES)
    page = browse.get(f"/recordings/{job.recording_id}/").content.decode()
    assert "The recording is damaged." in page
    assert "Try again" in page
    browse.post(f"/recordings/{job.recording_id}/retry")
    assert Job.objects.get().state == "waiting"
    assert sent == [job.pk]


def test_stop_and_delete(browse: Client, cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    browse.post(f"/recordings/{job.recording_id}/stop")
    assert Job.objects.get().state == "cancelled"
    assert browse.get(f"/recordings/{job.recording_id}/delete").status_code == 405
    browse.post(f"/recordings/{job.recording_id}/delete")
    assert not Recording.objects.exists()


@pytest.mark.parametrize("path", ["", "progress", "video", "found/0"])
@pytest.mark.parametrize("who", ["rosa", "dee", "gus"])
def test_others_see_nothing_of_a_recording(cast: Cast, who: str, path: str) -> None:
    job = make_job(cast.sales, cast.ed)
    assert as_(getattr(cast, who)).get(f"/recordings/{job.recording_id}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["retry", "stop", "delete"])
def test_others_can_do_nothing_to_a_recording(cast: Cast, path: str) -> None:
    job = make_job(cast.sales, cast.ed)
    assert as_(cast.gus).post(f"/recordings/{job.recording_id}/{path}").status_code == 404
    assert Job.objects.get().state == "waiting"


def test_the_list_asks_no_more_questions_for_more_rows(
    browse: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(11):
        make_job(cast.sales, cast.ed, f"{number}.mp4")
    browse.get("/inbox")  # the first page of a session also notes that it began
    with django_assert_max_num_queries(8):
        page = browse.get("/recordings/").content.decode()
    assert "10.mp4" in page


def test_the_job_page_asks_few_questions(browse: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    job = make_job(cast.sales, cast.ed)
    browse.get("/inbox")
    with django_assert_max_num_queries(9):
        browse.get(f"/recordings/{job.recording_id}/")


def test_an_empty_list_says_how_to_begin(browse: Client) -> None:
    assert "No recordings yet" in browse.get("/recordings/").content.decode()


class TestVideo:
    @pytest.fixture
    def address(self, browse: Client, cast: Cast) -> str:
        recording = make_job(cast.sales, cast.ed, "x" * 50).recording_id
        return str(browse.get(f"/recordings/{recording}/video")["Location"])

    def whole(self, browse: Client, address: str) -> bytes:
        return b"".join(browse.get(address))  # type: ignore[arg-type]

    def test_whole(self, browse: Client, address: str) -> None:
        answer = browse.get(address)
        assert (answer.status_code, answer["Accept-Ranges"], answer["Content-Type"]) == (200, "bytes", "video/mp4")
        assert len(b"".join(answer)) == int(answer["Content-Length"])  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("wanted", "part"),
        [
            ("bytes=0-3", slice(0, 4)),
            ("bytes=10-", slice(10, None)),
            ("bytes=-5", slice(-5, None)),
            ("bytes=2-99999", slice(2, None)),
        ],
    )
    def test_a_part(self, browse: Client, address: str, wanted: str, part: slice) -> None:
        content = self.whole(browse, address)
        answer = browse.get(address, headers={"Range": wanted})
        got = b"".join(answer)  # type: ignore[arg-type]
        start = part.indices(len(content))[0]
        assert answer.status_code == 206
        assert got == content[part]
        assert answer["Content-Range"] == f"bytes {start}-{start + len(got) - 1}/{len(content)}"

    @pytest.mark.parametrize("wanted", ["bytes=99999-", "bytes=-0"])
    def test_no_such_part(self, browse: Client, address: str, wanted: str) -> None:
        answer = browse.get(address, headers={"Range": wanted})
        assert answer.status_code == 416
        assert answer["Content-Range"].startswith("bytes */")

    @pytest.mark.parametrize(
        "wanted", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=5-2" * 9, "bytes=" + "9" * 5000 + "-"]
    )
    def test_what_isn_t_understood_is_answered_with_the_whole(self, browse: Client, address: str, wanted: str) -> None:
        assert browse.get(address, headers={"Range": wanted}).status_code == 200

    def test_a_part_of_another_file_is_answered_with_the_whole(self, browse: Client, address: str) -> None:
        headers = {"Range": "bytes=0-3", "If-Range": '"another"'}
        assert browse.get(address, headers=headers).status_code == 200
        headers["If-Range"] = browse.get(address)["ETag"]
        assert browse.get(address, headers=headers).status_code == 206


class TestPanels:
    def request(self, user: Any) -> Any:
        request = RequestFactory().get("/")
        request.user = user
        return request

    def test_home_shows_my_running_jobs(self, cast: Cast) -> None:
        job = make_job(cast.sales, cast.ed)
        panel = panels.home(self.request(cast.ed))
        assert panel is not None
        assert [shown["job"] for shown in panel[1]["jobs"]] == [job]
        assert panels.home(self.request(cast.ava)) is None

    def test_home_forgets_what_was_published(self, cast: Cast) -> None:
        done_job(cast)
        assert panels.home(self.request(cast.ed)) is not None
        Sop.objects.update(is_published=True)
        assert panels.home(self.request(cast.ed)) is None

    def test_the_recording_stands_beside_the_editor_with_a_segment_per_step(self, cast: Cast) -> None:
        sop = done_job(cast).sop
        panel = panels.edit_aside(self.request(cast.ed), sop=sop)
        assert panel is not None
        assert [(s["left"], s["width"]) for s in panel[1]["segments"]] == [("8.33%", "16.67%"), ("33.33%", "16.67%")]
        assert panels.edit_aside(self.request(cast.rosa), sop=sop) is None

    def test_an_sop_without_a_recording_has_no_panel(self, cast: Cast) -> None:
        from tests.support.make import make_sop

        assert panels.edit_aside(self.request(cast.ed), sop=make_sop(cast.sales, cast.ed)) is None
