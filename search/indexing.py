"""Writing the log: what readers may find of an SOP is replaced as a whole, in one transaction."""

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from search import log
from search.encoders import found
from search.entries import Text, texts_of
from search.models import Entry, IndexedSop
from sops.models import Screenshot, Sop


@transaction.atomic
def index_sop(sop_id: int) -> None:
    """Make the log say what readers see of the SOP now: its published version, or nothing.

    Found by its words in any process's next search; texts that were known keep their embedding.
    """
    sequence = log.next_sequence()  # first: whoever comes second reads what the first one committed
    sop = Sop.objects.published().select_related("current_version").filter(pk=sop_id).first()
    if sop is None or sop.current_version is None:
        IndexedSop.objects.filter(sop_id=sop_id).update(sequence=sequence, is_withdrawn=True, version_id=None)
        Entry.objects.filter(indexed__sop_id=sop_id).delete()
        return
    indexed, _ = IndexedSop.objects.update_or_create(
        sop_id=sop_id,
        defaults={
            "sequence": sequence,
            "is_withdrawn": False,
            "version_id": sop.current_version_id,
            "library_id": sop.library_id,
            "category_id": sop.listed_category_id,
        },
    )
    _replace(indexed, texts_of(sop.current_version.document, _words_on_screen(sop)))


def repair(limit: int = 1_000) -> int:
    """Index what was published, withdrawn or moved while nobody listened (a process was killed). How many."""
    current = Sop.objects.filter(pk=OuterRef("sop_id")).published()
    known = IndexedSop.objects.filter(is_withdrawn=False).annotate(
        version=Subquery(current.values("current_version")[:1]), library=Subquery(current.values("library")[:1])
    )
    other = Q(version=None) | ~Q(version=F("version_id")) | ~Q(library=F("library_id"))
    wrong = set(known.filter(other).values_list("sop_id", flat=True)[:limit])
    missing = Sop.objects.published().exclude(current_version=None).exclude(pk__in=known.values("sop_id"))
    wrong |= set(missing.values_list("pk", flat=True)[:limit])
    for sop_id in sorted(wrong):
        index_sop(sop_id)
    return len(wrong)


def _words_on_screen(sop: Sop) -> dict[str, list[dict[str, object]]]:
    return dict(Screenshot.objects.filter(sop=sop).values_list("sha256", "words"))


def _replace(indexed: IndexedSop, texts: list[Text]) -> None:
    model_id = found.model_id()
    hashes = {text.text_hash for text in texts}
    known = dict(
        Entry.objects.filter(text_hash__in=hashes, model_id=model_id)
        .exclude(embedding=None)
        .values_list("text_hash", "embedding")
    )
    indexed.entries.all().delete()
    Entry.objects.bulk_create(
        [
            Entry(
                indexed=indexed,
                step_key=text.step_key,
                number=text.number,
                title=text.title,
                section=text.section,
                text=text.text,
                on_screen=text.on_screen,
                outline=text.outline,
                kind=text.kind,
                picture=text.picture,
                text_hash=text.text_hash,
                model_id=model_id if text.text_hash in known else "",
                embedding=known.get(text.text_hash),
            )
            for text in texts
        ],
        batch_size=500,
    )
