"""All formats, and which one a file is: by its content; the name only helps to say what is wrong."""

from sops.importing.archives import is_zip
from sops.importing.base import Found, ImportRefused, Progress, Reader, Source
from sops.importing.bundles import BundleReader
from sops.importing.limits import MAX_FILE, MB
from sops.importing.markdown_files import MarkdownReader
from sops.importing.web_pages import WebPageReader
from sops.importing.word_files import WordReader

# The first that fits reads it: a bundle and a Word file are zip files too.
READERS: tuple[Reader, ...] = (BundleReader(), WordReader(), WebPageReader(), MarkdownReader())
EXTENSIONS = tuple(dict.fromkeys(extension for reader in READERS for extension in reader.extensions))


def read(source: Source, progress: Progress = lambda percent: None) -> Found:
    """What is in the file. ImportRefused, in a sentence, where it can't be read."""
    if not source.content:
        raise ImportRefused("The file is empty.")
    if len(source.content) > MAX_FILE:
        raise ImportRefused(
            f"The file has {len(source.content) // MB} MB; the limit is {MAX_FILE // MB} MB. "
            "Split it or leave out pictures."
        )
    reader = next((reader for reader in READERS if reader.fits(source)), None)
    if reader is None:
        raise ImportRefused(_unknown(source))
    expected = next((other for other in READERS if source.extension in other.extensions), None)
    if expected is None and source.extension:
        raise ImportRefused(
            f"The file is called “{source.extension}” but holds {reader.name}. "
            f"Give it the ending {reader.extensions[0]}."
        )
    return reader.read(source, progress)


def _unknown(source: Source) -> str:
    endings = ", ".join(EXTENSIONS)
    if is_zip(source.content):
        return "The zip file holds no page (HTML or Markdown) and is no Stepmark bundle."
    if source.extension in EXTENSIONS:
        return f"The file is called “{source.extension}” but holds something else. Export it once more."
    return f"Files of the kind “{source.extension or source.name[-20:]}” can't be imported. Known are {endings}."
