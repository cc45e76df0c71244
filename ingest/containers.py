"""What a file is, told from its content, and the one way in which recordings are opened.

Files come from strangers. FFmpeg knows playlists, concatenations and network protocols; a recording
is one local file, so only plain containers and the `file` protocol are allowed.
"""

from pathlib import Path
from typing import Any

from ingest.errors import RecordingRefused

FORMATS = "MP4, MOV, WebM, MKV or AVI"
DEMUXERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi"
SNIFFED_BYTES = 64
BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def mime_type_of(path: Path) -> str:
    """By the first bytes, never by the name. RecordingRefused if it is no video that we read."""
    with path.open("rb") as file:
        head = file.read(SNIFFED_BYTES)
    if not head:
        raise RecordingRefused("empty_file", "The file is empty. Export or download the recording again.")
    if head[4:8] in BOXES:
        return "video/quicktime" if head[8:12] == b"qt  " or head[4:8] != b"ftyp" else "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head else "video/x-matroska"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "video/x-msvideo"
    raise RecordingRefused("not_a_video", f"This is not a video, whatever its name says. Send {FORMATS}.")


def open_recording(path: Path) -> Any:
    """The file as an `av` input container: local, one of our containers, nothing it points to is followed."""
    import av

    return av.open(
        str(path.resolve()),
        options={"protocol_whitelist": "file", "format_whitelist": DEMUXERS},
        metadata_errors="replace",
    )
