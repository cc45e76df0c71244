import pytest

from ingest.artefacts import Word
from ingest.stages.words import masking, numbers, sentences, text


def words(*said):
    """Words of .3 s each; a number is a pause."""
    at, made = 0.0, []
    for part in said:
        if isinstance(part, float):
            at += part
            continue
        made.append(Word(at, at + 0.3, part))
        at += 0.3
    return made


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (words("Click", "Save.", "Then", "wait."), ["Click Save.", "Then wait."]),
        (words("open", "it", 1.0, "click", "save"), ["open it", "click save"]),
        (words("use", "e.g.", "Net", "45."), ["use e.g. Net 45."]),
        (words("more", "than", 0.4, "ten"), ["more than ten"]),
    ],
)
def test_sentences_end_at_stops_and_pauses(said, wanted):
    assert [sentence.text for sentence in sentences.split(said)] == wanted


def test_the_time_of_a_caption_is_shared_out_by_length():
    first, second = sentences.words_of("a watermelon", 0.0, 2.0)
    assert first.end_s == second.start_s < 0.5
    assert second.end_s == 2.0


@pytest.mark.parametrize(
    ("said", "readings"),
    [
        (["twenty"], ["20"]),
        (["twenty", "two"], ["22", "202"]),
        (["five", "eight", "seven"], ["587"]),
        (["fifty-two", "thousand", "five", "hundred"], ["52500"]),
    ],
)
def test_number_words_as_digits(said, readings):
    assert numbers.as_digits(said) == readings


def test_what_counts_as_a_number_word():
    assert numbers.is_number_word("Forty-five,")
    assert not numbers.is_number_word("for")


@pytest.mark.parametrize(
    ("said", "name", "least"),
    [
        ("click the request approval button", "Request approval", 1.0),
        ("choose clinic suite annual", "Clinic Suite - annual", 1.0),
        ("the aproval is there", "Approval", 1.0),
        ("something else", "Request approval", 0.0),
    ],
)
def test_how_much_of_a_name_is_said(said, name, least):
    assert text.mentions(said, name) == least


@pytest.mark.parametrize(
    "secret",
    [
        "the password is spring harbor 42",
        "Enter **Spring-Harbor-42!** in **Password**",
        "use blue-whale as the passphrase",
        "my card is 4111 1111 1111 1111",
        "sk-live-abcdefghijklmnop1234",
        "postgres://ana:hunter2secret@db/sales",
        "PIN: 4711",
    ],
)
def test_what_looks_like_a_secret_is_masked(secret):
    assert masking.MASK in masking.scrub(secret)


@pytest.mark.parametrize(
    "harmless",
    [
        "Enter your password in **Password**",
        "The password is required.",
        "Click **Reveal password**",
        "Enter **253 555 0148** in **Phone**",
        "Enter **Renewal-2026** in **Name**",
        "Open https://crm.example.com/deals/4711",
    ],
)
def test_what_is_no_secret_stays(harmless):
    assert masking.scrub(harmless) == harmless


def test_known_secrets_go_wherever_they_stand():
    assert masking.scrub("It said Tulip7 twice: tulip7.", ["Tulip7"]) == "It said •••• twice: ••••."


@pytest.mark.parametrize(
    ("label", "is_one"),
    [
        ("Password", True),
        ("Pesswotd", True),
        ("API key", True),
        ("Card number", True),
        ("Name", False),
        ("Pin", True),
        ("Order number", False),
        ("Secretary", False),
    ],
)
def test_names_of_fields_that_hold_secrets(label, is_one):
    assert masking.is_secret_name(label) is is_one
