"""The glossary of a library: read by readers, changed by editors, known to search and to the texts at once."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from access.models import AuditEvent
from sops import termlike
from sops.models import GlossaryTerm
from sops.services import glossary
from sops.signals import glossary_changed
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop

PAGE = "/libraries/sales/glossary"
MQL = {"term": "MQL", "definition": "A lead that marketing found ready.", "aliases": "qualified lead, ready lead"}


def test_an_editor_adds_changes_and_removes_a_term_and_has_it_back(cast: Cast) -> None:
    ed = client_of(cast.ed)
    ed.post(f"{PAGE}/save", MQL)
    term = GlossaryTerm.objects.get()
    assert (term.term, term.aliases) == ("MQL", ["qualified lead", "ready lead"])
    ed.post(f"{PAGE}/save", MQL | {"id": term.pk, "definition": "Changed"})
    term.refresh_from_db()
    assert term.definition == "Changed"
    ed.post(f"{PAGE}/{term.pk}/remove")
    assert not GlossaryTerm.objects.exists()
    html = text_of(ed, PAGE)
    assert "“MQL” was removed." in html
    assert 'value="Changed"' in html
    ed.post(f"{PAGE}/save", MQL)
    assert GlossaryTerm.objects.count() == 1
    verbs = AuditEvent.objects.filter(verb__endswith="the term").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["added the term", "changed the term", "removed the term", "added the term"]


def test_each_change_is_announced(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    heard: list[int] = []

    def listen(sender: Any, library_id: int, **_: Any) -> None:
        heard.append(library_id)

    glossary_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            row = glossary.save_term(library=cast.sales, term="A", definition="B", aliases=[], by=cast.ed)
            glossary.remove_term(row=row, by=cast.ed)
    finally:
        glossary_changed.disconnect(listen)
    assert heard == [cast.sales.pk] * 2


def test_readers_read_and_change_nothing(cast: Cast) -> None:
    glossary.save_term(library=cast.sales, term="MQL", definition="A lead", aliases=[], by=cast.ed)
    html = text_of(client_of(cast.rosa), PAGE)
    assert "A lead" in html
    assert "Add a term" not in html


def test_a_term_is_explained_in_the_text_for_mouse_keyboard_and_touch(cast: Cast) -> None:
    glossary.save_term(
        library=cast.sales, term="MQL", definition="A <b>ready</b> lead", aliases=["hot lead"], by=cast.ed
    )
    sop = make_sop(cast.sales, cast.ed, purpose="What to do with a hot lead")
    html = text_of(client_of(cast.rosa), f"/sops/{sop.key}/")
    assert '<dfn class="term" tabindex="0" aria-describedby="term-1">hot lead' in html
    assert "A &lt;b&gt;ready&lt;/b&gt; lead" in html


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"term": " "}, "needs its word"),
        ({"definition": ""}, "needs its word"),
        ({"definition": "x" * 2001}, "the limit is 2000"),
        ({"term": "SOW"}, "explained already"),
        ({"term": "Other", "aliases": ["scope of work"]}, "explained already"),
        ({"aliases": [str(number) for number in range(21)]}, "At most 20"),
        ({"term": "a\x00"}, "NUL"),
    ],
)
def test_a_term_that_cant_be_kept_is_refused(cast: Cast, changes: dict[str, Any], sentence: str) -> None:
    glossary.save_term(library=cast.sales, term="SOW", definition="x", aliases=["Scope of work"], by=cast.ed)
    fields = {"term": "MQL", "definition": "A lead", "aliases": []} | changes
    with pytest.raises(ValidationError, match=sentence):
        glossary.save_term(library=cast.sales, by=cast.ed, **fields)
    answer = client_of(cast.ed).post(f"{PAGE}/save", {"term": "SOW", "definition": "mine"})
    assert answer.status_code == 422
    assert "mine</textarea>" in answer.content.decode()


def test_a_term_of_another_library_is_not_theirs_to_change(cast: Cast) -> None:
    """Case 11: an id of one library with the address of another."""
    row = glossary.save_term(library=cast.desk, term="A", definition="B", aliases=[], by=cast.dee)
    ed = client_of(cast.ed)
    assert ed.post(f"{PAGE}/{row.pk}/remove").status_code == 404
    assert ed.post(f"{PAGE}/save", MQL | {"id": row.pk}).status_code == 404


def test_words_of_the_library_that_nobody_explained_are_offered(cast: Cast) -> None:
    make_sop(cast.sales, cast.ed, "Check the MQL", ["Open **CRM**", "Look for the SDR"])
    make_sop(cast.sales, cast.ed, "Hand the MQL over")
    make_sop(cast.desk, cast.dee, "Secret ZZZ")
    glossary.save_term(library=cast.sales, term="SDR", definition="A rep", aliases=[], by=cast.ed)
    assert termlike.candidates(cast.sales) == [("MQL", 2)]


def test_the_page_asks_as_little_for_many_terms_as_for_one(cast: Cast) -> None:
    rosa = client_of(cast.rosa)
    GlossaryTerm.objects.create(library=cast.sales, term="T0", definition="x")
    few = queries_for(rosa, PAGE)
    for number in range(1, 11):
        GlossaryTerm.objects.create(library=cast.sales, term=f"T{number}", definition="x")
    assert queries_for(rosa, PAGE) == few
