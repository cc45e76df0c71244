import pytest

from ingest.artefacts import Sentence
from ingest.stages.writing import clauses, context, corrections, cues, mentioned, tidy, titles
from tests.ingest import narrations


@pytest.mark.parametrize(("said", "title"), narrations.TITLES)
def test_the_title_is_what_the_opening_announces(said, title):
    thoughts = [part.strip() for part in said.replace("?", "?|").replace(". ", ".|").split("|") if part.strip()]
    assert titles.spoken(thoughts) == title


@pytest.mark.parametrize(("said", "when"), narrations.WHEN)
def test_when_it_is_done(said, when):
    assert context.read([said]).when == when


@pytest.mark.parametrize(("said", "wanted"), narrations.PREREQUISITES)
def test_what_must_be_there_first(said, wanted):
    (prerequisite,) = context.read([said]).prerequisites
    assert wanted in prerequisite


@pytest.mark.parametrize(("said", "kind"), narrations.NOTES)
def test_the_kind_of_a_note(said, kind):
    assert ("" if cues.SIGN_OFF.match(said) else cues.kind_of(tidy.written(said))) == kind


@pytest.mark.parametrize(("said", "is_one"), narrations.CORRECTIONS)
def test_taking_something_back(said, is_one):
    assert corrections.is_correction(said) is is_one


@pytest.mark.parametrize(("said", "others"), narrations.OTHER_PROCEDURES)
def test_other_procedures_are_named(said, others):
    assert mentioned.other_procedures([said]) == others


@pytest.mark.parametrize(("said", "entry"), narrations.TERMS)
def test_terms_that_are_explained(said, entry):
    assert mentioned.glossary([said]) == ([entry] if entry else [])


def test_what_is_needed_is_kept_when_the_consequence_follows_without_a_pause():
    heard = "You will need the signed partner form before you begin without it finance will not pay the commission."
    thoughts = [said.text for said in clauses.split([Sentence(0.0, 6.0, heard)])]
    (wanted,) = context.read(thoughts).prerequisites
    assert "signed partner form" in wanted
    assert "will not pay" in wanted


def test_a_lead_is_not_part_of_what_must_be_there_first():
    (wanted,) = context.read(["Okay, so before you start, make sure the order has a date."]).prerequisites
    assert wanted == "Make sure the order has a date."
