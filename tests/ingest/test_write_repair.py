import pytest

from ingest.artefacts import Word
from ingest.stages.writing.clauses import Said, split
from ingest.stages.writing.repair import Vocabulary, mended
from tests.ingest.test_write_draft import said

SCREEN = Vocabulary(
    [
        "Harborview Clinics - Renewal",
        "Request approval",
        "Approver",
        "Deal desk",
        "VP Sales",
        "Left voicemail",
        "Quotes",
    ]
)


def heard(text, sure=0.95, **unsure):
    """Words as a speech model heard them; `unsure` gives its confidence in single ones."""
    words = tuple(Word(i, i + 0.5, word, unsure.get(word.strip("."), sure)) for i, word in enumerate(text.split()))
    return Said(0.0, float(len(words)), words)


@pytest.mark.parametrize(
    ("what", "meant"),
    [
        (heard("Open the harbourview clinics renewal."), "Open the Harborview Clinics - Renewal."),
        (heard("You need a prover here."), "You need Approver here."),
        (heard("choose left voice mail and go on"), "choose Left voicemail and go on"),
        (heard("a discount the Provellt", the=0.3, Provellt=0.3), "a discount approval"),
        (heard("it has to be the VPC Aels.", Aels=0.2), "it has to be the VP Sales."),
        (heard("They approve the quote."), "They approve the quote."),
        (heard("Ask the deal desk."), "Ask the deal desk."),
        (heard("Nothing like it is there."), "Nothing like it is there."),
    ],
)
def test_what_was_misheard_is_written_as_on_the_screen(what, meant):
    assert mended(what, SCREEN).text == meant


@pytest.mark.parametrize(
    ("sentence", "thoughts"),
    [
        (
            "Hello, today I want to show how we move a deal, please do that every Friday.",
            ["Hello,", "today I want to show how we move a deal,", "please do that every Friday."],
        ),
        ("If you're not sure, ask sales.", ["If you're not sure, ask sales."]),
        ("Before saving, always check it.", ["Before saving, always check it."]),
        (
            "We connect the server, you must be an administrator.",
            ["We connect the server,", "you must be an administrator."],
        ),
        (
            "You see it says ready if it says draft the list was changed later.",
            ["You see it says ready", "if it says draft the list was changed later."],
        ),
        ("You request it do this whenever they ask.", ["You request it", "do this whenever they ask."]),
    ],
)
def test_sentences_that_were_run_together_come_apart(sentence, thoughts):
    assert [thought.text for thought in split(said((0, 5, sentence)).sentences)] == thoughts
