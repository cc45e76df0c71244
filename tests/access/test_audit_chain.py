"""The audit log's chain: written once, and whoever tampers with it is found out."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from access import audit
from access.audit import chain, keeping
from access.audit.verifying import Report, verify
from access.models import AuditEvent, AuditHead, AuditIsFinal, Library
from tests.support.cast import Cast


@pytest.fixture
def five(cast: Cast) -> list[AuditEvent]:
    """Five entries in the chain."""
    for number in range(1, 6):
        audit.record(
            by=cast.ed, verb="published", subject=f"SOP {number}", library=cast.sales, number=number, share=0.5
        )
    chain.seal()
    return list(chain.in_order())


def tamper(number: int, **changes: Any) -> None:
    """As somebody does who can write the database."""
    chain.rows().filter(sequence=number).update(**changes)


def test_a_chain_that_nobody_touched_is_whole(five: list[AuditEvent]) -> None:
    assert [event.sequence for event in five] == [1, 2, 3, 4, 5]
    assert [event.previous for event in five] == ["", *[event.hash for event in five[:-1]]]
    assert verify() == Report(5, f"5:{five[-1].hash}")


def test_an_empty_log_is_whole(db: None) -> None:
    assert verify().is_whole


def test_entries_are_neither_changed_nor_deleted(five: list[AuditEvent]) -> None:
    event = five[2]
    event.subject = "Something else"
    for attempt in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(subject="x"),
        lambda: AuditEvent.objects.filter(pk=event.pk).update(subject="x"),
        lambda: AuditEvent.objects.bulk_update([event], ["subject"]),
    ):
        with pytest.raises(AuditIsFinal):
            attempt()
    assert verify().is_whole


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"subject": "Another SOP"}, "Entry 3 was changed"),
        ({"actor_name": "Gus"}, "Entry 3 was changed"),
        ({"at": timezone.now() + timedelta(days=1)}, "Entry 3 was changed"),
        ({"detail": {"number": 4, "share": 0.5}}, "Entry 3 was changed"),
        ({"ip": "10.0.0.9"}, "Entry 3 was changed"),
        ({"salt": "0" * 32}, "Entry 3 was changed"),
        ({"seal": "0" * 64}, "Entry 3 doesn't fit"),
        ({"hash": "0" * 64}, "Entry 3 doesn't fit"),
        ({"library_id": None, "library_ref": None}, "Entry 3 was changed"),
    ],
)
def test_a_changed_entry_is_named(five: list[AuditEvent], changes: dict[str, Any], why: str) -> None:
    tamper(3, **changes)
    report = verify()
    assert (report.broken, report.is_whole) == (3, False)
    assert report.why.startswith(why)


def test_an_entry_given_to_another_person_or_library_is_named(five: list[AuditEvent], cast: Cast) -> None:
    tamper(4, actor=cast.gus)
    assert verify().broken == 4
    tamper(4, actor=cast.ed, library=cast.desk)
    assert "another person or library" in verify().why


def test_a_changed_entry_with_all_its_hashes_made_anew_breaks_the_next_one(five: list[AuditEvent]) -> None:
    event = five[2]
    event.subject = "Another SOP"
    event.seal = chain.seal_of(event)
    tamper(3, subject=event.subject, seal=event.seal, hash=chain.hash_of(event))
    assert verify().broken == 4


def test_an_entry_taken_out_of_the_middle_is_missed(five: list[AuditEvent]) -> None:
    chain.rows().filter(sequence=3)._raw_delete("default")  # type: ignore[attr-defined]
    assert verify().why == "Entry 3 is missing: number 4 follows."


def test_entries_cut_off_at_the_end_are_missed(five: list[AuditEvent]) -> None:
    chain.rows().filter(sequence__gt=3)._raw_delete("default")  # type: ignore[attr-defined]
    report = verify()
    assert (report.broken, report.why) == (4, chain_end(5, 3))


def chain_end(wanted: int, found: int) -> str:
    return f"Entries are missing at the end: the chain should reach {wanted} and ends at {found}."


def test_entries_cut_off_at_the_beginning_are_missed(five: list[AuditEvent]) -> None:
    chain.rows().filter(sequence__lt=3)._raw_delete("default")  # type: ignore[attr-defined]
    assert verify().broken == 1


def test_a_head_moved_back_without_the_sites_key_is_found_out(five: list[AuditEvent]) -> None:
    chain.rows().filter(sequence__gt=3)._raw_delete("default")  # type: ignore[attr-defined]
    AuditHead.objects.update(sequence=3, hash=five[2].hash)
    assert "not signed with this site's key" in verify().why


def test_a_head_that_was_removed_is_missed(five: list[AuditEvent]) -> None:
    AuditHead.objects.all().delete()
    assert verify().why == "The row that holds the chain's ends is gone."


def test_a_head_that_was_noted_elsewhere_shows_a_chain_made_anew(five: list[AuditEvent]) -> None:
    """Who holds the key too can write a new chain; not one that fits to what was noted outside the database."""
    noted = f"5:{five[-1].hash}"
    assert verify(noted).is_whole
    assert verify("5:" + "0" * 64).broken == 5
    assert verify("9:" + "0" * 64).why == chain_end(9, 5)


def test_after_a_change_of_the_key_the_old_one_still_counts_until_it_is_signed_anew(
    five: list[AuditEvent], settings: Any
) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key" * 6
    assert not verify().is_whole
    settings.SECRET_KEY_FALLBACKS = [old]
    assert verify().is_whole
    settings.SECRET_KEY_FALLBACKS = []
    call_command("audit", "sign", stdout=StringIO())
    assert verify().is_whole


def test_a_deleted_library_or_person_leaves_the_chain_whole(five: list[AuditEvent], cast: Cast) -> None:
    Library.objects.filter(pk=cast.sales.pk).delete()
    assert not AuditEvent.objects.filter(library__isnull=False).exists()
    cast.ed.delete()
    assert not AuditEvent.objects.filter(actor__isnull=False).exists()
    assert verify().is_whole


def test_old_entries_leave_and_the_chain_still_verifies(five: list[AuditEvent], settings: Any) -> None:
    settings.STEPMARK_AUDIT_DAYS = 30
    _age(five[:3])
    assert keeping.remove_old() == 3
    report = verify()
    assert (report.is_whole, report.count) == (True, 3)
    checkpoint = AuditEvent.objects.get(verb=chain.REMOVED)
    assert (checkpoint.detail["last"], checkpoint.detail["hash"]) == (3, five[2].hash)
    assert keeping.remove_old() == 0
    tamper(4, subject="Something else")
    assert verify().broken == 4


def test_when_everything_is_old_a_checkpoint_is_all_that_stays(five: list[AuditEvent], settings: Any) -> None:
    settings.STEPMARK_AUDIT_DAYS = 30
    _age(five)
    assert keeping.remove_old() == 5
    assert verify() == Report(1, verify().head)
    _age(list(chain.in_order()))
    assert keeping.remove_old() == 0


def test_a_checkpoint_that_was_taken_away_is_missed(five: list[AuditEvent], settings: Any) -> None:
    settings.STEPMARK_AUDIT_DAYS = 30
    _age(five[:3])
    keeping.remove_old()
    tamper(6, detail={})
    assert not verify().is_whole


def test_by_default_entries_are_kept_for_ever(five: list[AuditEvent]) -> None:
    _age(five)
    assert keeping.remove_old() == 0


def _age(events: list[AuditEvent]) -> None:
    """As if they had been written a year ago: the whole chain is made anew over the older dates."""
    chain.rows().filter(pk__in=[event.pk for event in events]).update(at=timezone.now() - timedelta(days=365))
    chain.rows().update(sequence=None)
    AuditHead.objects.filter(pk=1).update(sequence=AuditHead.objects.get(pk=1).first - 1, hash=_anchor())
    chain.seal()
    for event in events:
        event.refresh_from_db()


def _anchor() -> str:
    return AuditHead.objects.get(pk=1).anchor


def test_what_a_crash_left_out_is_taken_in_by_the_next_writer(cast: Cast) -> None:
    audit.record(by=cast.ed, verb="published", subject="Before the crash")
    assert AuditEvent.objects.get().sequence is None
    audit.record(by=cast.ed, verb="published", subject="After it")
    assert chain.seal() == 2
    assert verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_in_the_chain_once_its_transaction_has_committed() -> None:
    audit.record(by="Stepmark", verb="tidied up")
    assert AuditEvent.objects.get().sequence == 1


def test_the_command_says_whether_it_is_whole(five: list[AuditEvent]) -> None:
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert out.getvalue() == f"5 entries, the chain is whole.\nHead: 5:{five[-1].hash}\n"
    tamper(2, subject="Something else")
    with pytest.raises(CommandError, match="Entry 2 was changed"):
        call_command("audit", "verify")
