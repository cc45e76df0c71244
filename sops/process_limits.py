"""Limits that a process puts on itself before it reads a file from a stranger."""

import resource

OPEN_FILES = 64


def limit(
    *, memory_bytes: int, cpu_seconds: int | None = None, may_write: bool = True, file_bytes: int | None = None
) -> None:
    """No core dumps, no more memory than this; no more time, no files or no larger ones, if so wanted."""
    _lower(resource.RLIMIT_CORE, 0)
    # Counts what may be written to, unlike RLIMIT_AS: libraries reserve far more than they use.
    _lower(resource.RLIMIT_DATA, memory_bytes)
    if cpu_seconds is not None:
        _lower(resource.RLIMIT_CPU, cpu_seconds)
    if file_bytes is not None:
        _lower(resource.RLIMIT_FSIZE, file_bytes)
    if not may_write:
        _lower(resource.RLIMIT_FSIZE, 0)
        _lower(resource.RLIMIT_NOFILE, OPEN_FILES)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))
