"""Where export folders lie: below a folder of the server, or in a bucket. The same tests hold for both."""

import os
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile

from integrations.models import ExportFolder

NO_BUCKET = "No bucket is set up on this server. The person who runs it sets STEPMARK_EXPORT_S3_BUCKET."


class StoreProblem(Exception):
    """The folder can't be used; the message says why, for the library's admin."""


class Store(Protocol):
    def write(self, name: str, content: bytes) -> None:
        """Put it there under this name, in place of what was there. Readers never see half of it."""

    def delete(self, name: str) -> None:
        """Take it away; nothing happens where it isn't there."""

    def where(self) -> str:
        """For people: where to look for the files."""


def store_of(folder: ExportFolder) -> Store:
    return BucketStore(folder.name) if folder.place == ExportFolder.Place.S3 else LocalStore(folder.name)


class LocalStore:
    """A folder below `STEPMARK_EXPORT_ROOT`."""

    def __init__(self, name: str):
        root = Path(settings.STEPMARK_EXPORT_ROOT).resolve()
        self._folder = root / name
        if self._folder.parent != root or self._folder.is_symlink():
            raise StoreProblem(f"“{name}” is not a folder below the server's export folder. Choose another name.")

    def write(self, name: str, content: bytes) -> None:
        path = self._path(name)
        aside = path.with_name(f".{uuid4().hex}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(content)
            os.replace(aside, path)
        except OSError as problem:
            aside.unlink(missing_ok=True)
            raise StoreProblem(f"The server can't write to {self._folder}: {problem.strerror}.") from problem

    def delete(self, name: str) -> None:
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as problem:
            raise StoreProblem(f"The server can't delete in {self._folder}: {problem.strerror}.") from problem

    def where(self) -> str:
        return str(self._folder)

    def _path(self, name: str) -> Path:
        if Path(name).name != name or name.startswith("."):
            raise StoreProblem(f"“{name}” is not a name of a file.")
        return self._folder / name


class BucketStore:
    """A prefix in the bucket that the settings name; the credentials are the server's, never a library's."""

    def __init__(self, name: str):
        if not settings.STEPMARK_EXPORT_S3_BUCKET:
            raise StoreProblem(NO_BUCKET)
        self._name = name
        self._storage = _bucket(name)

    def write(self, name: str, content: bytes) -> None:
        with _told(f"take “{name}”"):
            self._storage.save(name, ContentFile(content, name=name))

    def delete(self, name: str) -> None:
        with _told(f"delete “{name}”"):
            self._storage.delete(name)

    def where(self) -> str:
        return f"s3://{settings.STEPMARK_EXPORT_S3_BUCKET}/{self._name}/"


def _bucket(name: str) -> Any:
    from botocore.config import Config
    from storages.backends.s3 import S3Storage

    return S3Storage(
        bucket_name=settings.STEPMARK_EXPORT_S3_BUCKET,
        location=name,
        endpoint_url=settings.STEPMARK_EXPORT_S3_ENDPOINT or None,
        region_name=settings.STEPMARK_EXPORT_S3_REGION or None,
        access_key=settings.STEPMARK_EXPORT_S3_ACCESS_KEY or None,
        secret_key=settings.STEPMARK_EXPORT_S3_SECRET_KEY or None,
        file_overwrite=True,
        default_acl=None,
        querystring_auth=True,
        client_config=Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 2}),
    )


class _told:
    """What the storage answers, as a sentence."""

    def __init__(self, what: str):
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, problem: BaseException | None, trace: Any) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        if isinstance(problem, BotoCoreError | ClientError | OSError):
            raise StoreProblem(f"The storage did not {self._what}: {str(problem)[:200]}") from problem
