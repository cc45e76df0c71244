"""Recordings at the API: one answer for each thing that can be wrong, and a job that can be followed."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from access.services import make_token
from ingest import working
from ingest.models import Job, Recording
from sops.models import Sop
from tests.support.cast import Cast
from tests.support.media import make_sound, make_video
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


@pytest.fixture
def api(cast: Cast) -> APIClient:
    return signed_in(cast.ed)


def signed_in(user: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def video(tmp_path: Path) -> bytes:
    return make_video(tmp_path / "small.mp4").read_bytes()


def post(api: APIClient, content: bytes, name: str = "deal.mp4", library: str = "sales", **more: Any) -> Any:
    return api.post(
        "/api/recordings", {"file": SimpleUploadedFile(name, content), "library": library, **more}, format="multipart"
    )


def test_a_recording_is_taken_and_its_job_can_be_followed(api: APIClient, video: bytes, sent: list[int]) -> None:
    answer = post(api, video)
    assert answer.status_code == 201, answer.content
    assert answer["Location"].endswith(f"/api/recordings/{answer.data['id']}")
    assert (answer.data["state"], answer.data["name"], answer.data["library"]) == ("waiting", "deal.mp4", "sales")
    assert answer.data["url"].endswith(f"/recordings/{answer.data['id']}/")
    assert sent == [Job.objects.get().pk]
    assert api.get(f"/api/recordings/{answer.data['id']}").data == answer.data


def test_a_finished_job_names_its_sop(api: APIClient, cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    working.work(job.pk, STAGES)
    data = api.get(f"/api/recordings/{job.recording_id}").data
    assert (data["state"], data["share"], data["error"]) == ("done", 1.0, None)
    assert data["sop"]["key"] == Sop.objects.get().key
    assert set(data["stage_seconds"]) == {"probe", "target", "draft"}


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "empty_file"),
        (b"only text, renamed", 415, "not_a_video"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 99, 422, "unreadable"),
    ],
)
def test_bad_files_are_answered_with_code_and_detail(api: APIClient, content: bytes, status: int, code: str) -> None:
    answer = post(api, content)
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert answer.data["detail"].endswith(".")
    assert not Recording.objects.exists()


def test_sound_alone_is_answered_with_no_video_track(api: APIClient, tmp_path: Path) -> None:
    answer = post(api, make_sound(tmp_path / "voice.m4a").read_bytes(), "voice.m4a")
    assert (answer.status_code, answer.data["code"]) == (422, "no_video_track")


def test_a_body_over_the_limit_is_refused_by_its_length(cast: Cast, settings: Any) -> None:
    settings.STEPMARK_MAX_RECORDING_BYTES = 1_000_000
    client = Client()
    client.force_login(cast.ed)

    stored = []

    class Body:
        def read(self, size: int = -1) -> bytes:
            stored.append(Recording.objects.count())
            return b""

        readline = read

    answer = client.generic(
        "POST",
        "/api/recordings",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="301000000",
        **{"wsgi.input": Body()},
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert "301 MB; the limit is 1.0 MB" in answer.json()["detail"]
    assert len(stored) == 1  # thrown away, after the answer


def test_a_file_a_little_over_the_limit_is_refused_too(api: APIClient, video: bytes, settings: Any) -> None:
    settings.STEPMARK_MAX_RECORDING_BYTES = len(video) - 1
    assert post(api, video).status_code == 413


@pytest.mark.parametrize("missing", ["file", "library"])
def test_what_is_missing_is_named(api: APIClient, video: bytes, missing: str) -> None:
    data = {"file": SimpleUploadedFile("a.mp4", video), "library": "sales"}
    del data[missing]
    answer = api.post("/api/recordings", data, format="multipart")
    assert answer.status_code == 400
    assert answer.data["code"] == "invalid"
    assert missing in answer.data["detail"]


def test_a_broken_transcript_refuses_the_recording(api: APIClient, video: bytes) -> None:
    answer = post(api, video, transcript=SimpleUploadedFile("talk.srt", b"\x00\x00\x00"))
    assert (answer.status_code, answer.data["code"]) == (422, "bad_transcript")
    assert "talk.srt" in answer.data["detail"]


@pytest.mark.parametrize(
    ("who", "library", "status"),
    [
        ("rosa", "sales", 403),
        ("gus", "sales", 403),
        ("ed", "deal-desk", 404),
        ("ed", "nowhere", 404),
        ("dee", "deal-desk", 201),
    ],
)
def test_only_editors_add_to_a_library(cast: Cast, video: bytes, who: str, library: str, status: int) -> None:
    assert post(signed_in(getattr(cast, who)), video, library=library).status_code == status


def test_without_signing_in_nothing_is_taken(db: None, video: bytes) -> None:
    answer = post(APIClient(), video)
    assert answer.status_code in (401, 403)
    assert not Recording.objects.exists()


def test_a_token_that_may_only_read_can_t_send(cast: Cast, video: bytes) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {make_token(user=cast.ed, name='reader', scope='read')}")
    assert post(client, video).status_code == 403
    client.credentials(HTTP_AUTHORIZATION=f"Token {make_token(user=cast.ed, name='writer', scope='write')}")
    assert post(client, video).status_code == 201


#     who     sees it  may change it
PEOPLE = [
    ("ed", 200, 200),
    ("ava", 200, 200),
    ("rosa", 404, 404),
    ("gus", 404, 404),
    ("dee", 404, 404),
]


@pytest.mark.parametrize(("who", "sees", "changes"), PEOPLE)
def test_recordings_are_for_the_editors_of_their_library(cast: Cast, who: str, sees: int, changes: int) -> None:
    job = make_job(cast.sales, cast.ed)
    api = signed_in(getattr(cast, who))
    assert api.get(f"/api/recordings/{job.recording_id}").status_code == sees
    assert len(api.get("/api/recordings").data["results"]) == (1 if sees == 200 else 0)
    assert api.post(f"/api/recordings/{job.recording_id}/cancel").status_code == changes


def test_who_is_no_editor_any_more_sees_their_recording_but_can_t_change_it(cast: Cast) -> None:
    job = make_job(cast.sales, cast.rosa)
    api = signed_in(cast.rosa)
    assert api.get(f"/api/recordings/{job.recording_id}").status_code == 200
    assert api.post(f"/api/recordings/{job.recording_id}/cancel").status_code == 403
    assert api.delete(f"/api/recordings/{job.recording_id}").status_code == 403


def test_who_lost_the_library_sees_nothing_of_it(cast: Cast) -> None:
    job = make_job(cast.desk, cast.gus)
    assert signed_in(cast.gus).get(f"/api/recordings/{job.recording_id}").status_code == 404


def test_stop_try_again_delete(api: APIClient, cast: Cast, sent: list[int]) -> None:
    job = make_job(cast.sales, cast.ed)
    address = f"/api/recordings/{job.recording_id}"
    assert api.post(f"{address}/retry").status_code == 409
    assert api.post(f"{address}/cancel").data["state"] == "cancelled"
    assert api.post(f"{address}/cancel").data["code"] == "conflict"
    assert api.post(f"{address}/retry").data["state"] == "waiting"
    assert sent == [job.pk]
    assert api.delete(address).status_code == 204
    assert api.get(address).data["code"] == "not_found"


def test_a_failure_is_told_with_code_and_detail(api: APIClient, cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed, trouble={"target": "refuse"})
    working.work(job.pk, STAGES)
    data = api.get(f"/api/recordings/{job.recording_id}").data
    assert (data["state"], data["stage"], data["sop"]) == ("failed", "target", None)
    assert data["error"] == {"code": "unreadable", "detail": "The recording is damaged."}


def test_the_list_asks_no_more_questions_for_more_rows(api: APIClient, cast: Cast) -> None:
    make_job(cast.sales, cast.ed)
    few = questions_of_the_list(api)
    for number in range(11):
        make_job(cast.sales, cast.ed, f"{number}.mp4")
    assert questions_of_the_list(api) == few


def questions_of_the_list(api: APIClient) -> list[str]:
    """Without those of the cache, where requests are counted."""
    with CaptureQueriesContext(connection) as asked:
        api.get("/api/recordings")
    questions = [query["sql"].split(" WHERE ")[0] for query in asked if query["sql"].startswith("SELECT")]
    return [question for question in questions if "kb_cache" not in question]


def test_the_schema_says_what_is_sent_and_answered(client: Client) -> None:
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator().get_schema(request=None, public=True)
    send = schema["paths"]["/api/recordings"]["post"]
    assert set(send["responses"]) >= {"201", "400", "413", "415", "422"}
    fields = send["requestBody"]["content"]["multipart/form-data"]["schema"]["$ref"].rsplit("/", 1)[1]
    assert schema["components"]["schemas"][fields]["required"] == ["file", "library"]
