"""A worker brings a folder up to date: writes what is published, takes away what is not any more."""

import structlog
from django.utils import timezone

from integrations.exports import building, index, names, typesetters
from integrations.exports.content import ExportSop
from integrations.exports.errors import ExportFailed
from integrations.exports.folders.stores import Store, StoreProblem, store_of
from integrations.exports.formats import FORMATS, Format
from integrations.exports.gathering import export_sop, gather, handed_out_with
from integrations.exports.pictures import Pictures
from integrations.models import ExportFolder, FolderFile
from sops.models import Sop

log = structlog.get_logger(__name__)
MAX_TRIES = 5
INDEX = "index.csv"
OUR_FAULT = "Something went wrong on our side; it was logged."


def sync(folder_id: int) -> None:
    """All that is asked for. What fails is noted at its file and tried again by the sweep."""
    folder = ExportFolder.objects.select_related("library").filter(pk=folder_id).first()
    if folder is None:
        return
    try:
        store = store_of(folder)
        changed = [_looked_at(folder, file, store) for file in folder.files.open().filter(tries__lt=MAX_TRIES)]
        if any(changed):
            _write_index(folder, store)
    except StoreProblem as problem:
        ExportFolder.objects.filter(pk=folder.pk).update(error=str(problem), checked_at=timezone.now())
    else:
        ExportFolder.objects.filter(pk=folder.pk).update(error="", checked_at=timezone.now())
    finally:
        typesetters.close()


def _looked_at(folder: ExportFolder, file: FolderFile, store: Store) -> bool:
    """True where it could be brought up to date. Asked again meanwhile, it stays open."""
    mine = FolderFile.objects.filter(pk=file.pk)
    try:
        values = _written(folder, file, store)
    except (StoreProblem, ExportFailed) as problem:
        mine.update(error=str(problem), tries=file.tries + 1)
        return False
    except Exception:
        log.exception("folder_file_broken", folder=folder.pk, sop=file.sop_id)
        mine.update(error=OUR_FAULT, tries=file.tries + 1)
        return False
    mine.update(**values, answered=file.asked, tries=0, error="", updated_at=timezone.now())
    return True


def _written(folder: ExportFolder, file: FolderFile, store: Store) -> dict[str, object]:
    """What lies in the folder now. New files first, so that there is always one."""
    sop = _wanted(folder, file)
    files: dict[str, bytes] = {}
    if sop is not None:
        forms = [FORMATS[name] for name in folder.formats if name in FORMATS]
        files = {name_of(file.stem, form): _content(sop, form) for form in forms}
    for name, content in files.items():
        store.write(name, content)
    for name in set(file.names) - set(files):
        store.delete(name)
    return {
        "names": list(files),
        "named": sop.named if sop else [],
        "version": sop.version if sop else 0,
        "content_hash": sop.content_hash if sop else "",
    }


def name_of(stem: str, form: Format) -> str:
    """`stem.pdf`; where several formats are zips, the format's name says which."""
    return f"{stem}-{form.name}.zip" if form.extension == "zip" else f"{stem}.{form.extension}"


def _wanted(folder: ExportFolder, file: FolderFile) -> ExportSop | None:
    """The SOP as it goes into the folder; None where it doesn't belong there (any more)."""
    if not folder.is_on:
        return None
    published = Sop.objects.published().filter(library=folder.library_id, current_version__isnull=False)
    sop = published.select_related("library", "category", "current_version").filter(pk=file.sop_id).first()
    if sop is None:
        return None
    return export_sop(sop, readable=handed_out_with(folder.library), base_url=folder.base_url)


def _content(sop: ExportSop, form: Format) -> bytes:
    problem = form.problem()
    if problem:
        raise ExportFailed(problem)
    return building.packed(sop, Pictures(sop), form)[1]


def _write_index(folder: ExportFolder, store: Store) -> None:
    """A table of what lies there, for uploads in bulk; gone with the last file."""
    held = {file.sop_id: file.names for file in folder.files.all() if file.names}
    if not held:
        store.delete(INDEX)
        return
    rows = [index.header()]
    for sop in gather(held, readable=handed_out_with(folder.library), base_url=folder.base_url):
        rows.extend(index.row(sop, name) for name in held[sop.sop_id])
    store.write(INDEX, "".join(rows).encode())


def stem_of(sop: Sop) -> str:
    title = sop.current_version.document.title if sop.current_version else sop.key
    return names.stem(title, sop.key)
