"""Personal data is masked by policy: in words on screens, in narrations, on pictures."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.models import AuditEvent
from ingest import pictures_read, privacy, stamps
from ingest.artefacts import MaskedRegion, Sentence, TextLine, Transcript, Word
from ingest.stages.base import POLICY, Workspace
from ingest.stages.screen import secrets
from ingest.stages.shots import screen_out
from ingest.stages.words import masked_speech, masking, personal, policy
from ingest.stages.words.policy import Policy, using
from sops.pictures import store_picture
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes
from tests.support.screens import Screen

ALL = Policy(["email", "phone", "card", "iban"], ["Anna Schmidt", "Li"])
NOTHING = Policy([], [], False)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to ann.lee+crm@example.co.uk today", "Write to [e-mail] today"),
        ("ann @example.com", "[e-mail]"),
        ("Send it to ann dot lee at example dot com please", "Send it to [e-mail] please"),
        ("Call 555-0134 first", "Call [phone] first"),
        ("Phone: +49 30 1234567", "Phone: [phone]"),
        ("(253) 555-0148", "[phone]"),
        ("030/123 4567", "[phone]"),
        ("Card 4111 1111 1111 1111 expires soon", "Card •••• expires soon"),
        ("5500005555555559", "••••"),
        ("378282246310005", "••••"),
        ("DE89 3704 0044 0532 0130 00 EUR", "[IBAN] EUR"),
        ("gb82west12345698765432", "[IBAN]"),
        ("NO93 8601 1117 947", "[IBAN]"),
        ("Ask ANNA  Schmidt's team", "Ask [name]'s team"),
        ("Li signs", "[name] signs"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert personal.mask(text, ALL) == masked
    assert personal.mask(text, NOTHING) == text


@pytest.mark.parametrize(
    "text",
    [
        "Order 4500012345",
        "1,234,567.00 EUR",
        "2026-11-25 14:30",
        "05/11/2026",
        "192.168.100.200",
        "Version 10.2.300",
        "4111111111111112",  # its last digit is wrong
        "DE88 3704 0044",  # too short, and its check digits are wrong
        "Look at the deal",
        "Annabel lives in Lima",
        "#1234567890123",
    ],
)
def test_what_is_no_personal_data_stays(text: str) -> None:
    assert personal.mask(text, ALL) == text


@given(st.integers(min_value=10**11, max_value=10**17))
def test_one_wrong_digit_makes_a_card_number_none(number: int) -> None:
    digits = f"{number}"
    card = next(f"{digits}{last}" for last in range(10) if personal.luhn(f"{digits}{last}"))
    assert personal.luhn(card)
    assert not personal.luhn(card[:-1] + str((int(card[-1]) + 1) % 10))


@pytest.mark.parametrize("iban", ["DE89370400440532013000", "GB82WEST12345698765432", "FR1420041010050500013M02606"])
def test_one_wrong_sign_makes_an_iban_none(iban: str) -> None:
    assert personal.is_iban(iban)
    for place in range(4, len(iban)):
        other = "1" if iban[place] != "1" else "2"
        assert not personal.is_iban(iban[:place] + other + iban[place + 1 :])


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = personal.mask(text, ALL)
    assert personal.mask(once, ALL) == once


def test_secrets_are_masked_whatever_the_policy_says() -> None:
    with using(NOTHING):
        assert masking.scrub("the password is spring harbor 42") == "the password is ••••"
        assert masking.scrub("ann@example.com") == "ann@example.com"
    with using(ALL):
        assert masking.scrub("ann@example.com") == "[e-mail]"


class TestNarrations:
    def _heard(self, text: str) -> Sentence:
        words = [Word(i, i + 1, word, 0.9) for i, word in enumerate(text.split())]
        return Sentence(0, len(words), text, words)

    def _masked(self, text: str) -> tuple[str, list[str]]:
        (sentence,) = masked_speech.masked(Transcript("en", "speech", [self._heard(text)]), ALL).sentences
        return sentence.text, [word.text for word in sentence.words]

    def test_sentences_and_timed_words_are_masked_alike(self) -> None:
        text = "Write to ann at example dot com, then save."
        assert self._masked(text) == (
            "Write to [e-mail], then save.",
            ["Write", "to", "[e-mail],", "then", "save."],
        )

    def test_a_masked_word_has_the_time_of_all_it_stands_for(self) -> None:
        (sentence,) = masked_speech.masked(
            Transcript("en", "speech", [self._heard("Card 4111 1111 1111 1111 it is.")]), ALL
        ).sentences
        assert [(word.text, word.start_s, word.end_s) for word in sentence.words][1] == ("••••", 1, 5)

    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("Dial five five five oh one three four now.", "Dial [phone] now."),
            ("It is four one one one, one one one one, one one one one, one one one one.", "It is ••••."),
            ("Choose one two three options.", "Choose one two three options."),
        ],
    )
    def test_numbers_said_digit_by_digit_are_found(self, text: str, masked: str) -> None:
        said, words = self._masked(text)
        assert said == masked
        assert " ".join(words) == masked

    def test_a_narration_without_any_stays_as_it_is(self) -> None:
        heard = Transcript("en", "speech", [self._heard("Open the deal, and press save.")])
        assert masked_speech.masked(heard, ALL) == heard


class TestScreens:
    line = TextLine("Contact: ann@example.com", (20, 20, 200, 20), 0.9)
    other = TextLine("Save", (20, 80, 40, 20), 0.9)

    def test_the_words_are_masked_and_the_place_is_blurred(self) -> None:
        with using(ALL):
            screened = secrets.screened([self.line, self.other], [], [])
        assert [line.text for line in screened.lines] == ["Contact: [e-mail]", "Save"]
        assert (screened.covered, screened.blurred) == ([], [self.line.box])

    def test_where_the_policy_leaves_pictures_alone_only_the_words_are_masked(self) -> None:
        with using(dataclasses.replace(ALL, covers_pictures=False)):
            screened = secrets.screened([self.line], [], [])
        assert (screened.lines[0].text, screened.blurred) == ("Contact: [e-mail]", [])

    @pytest.mark.parametrize(
        ("lines", "masks"),
        [
            ([line, other], []),
            ([dataclasses.replace(line, text="Contact: [e-mail]"), other], []),  # read, and masked, earlier
            ([other], [MaskedRegion(0, 9, line.box, "personal")]),
        ],
    )
    def test_no_letter_of_it_can_be_brought_back_from_the_picture(
        self, lines: list[TextLine], masks: list[MaskedRegion]
    ) -> None:
        picture = np.tile(np.array([[[0], [255]]], np.uint8).repeat(3, 2), (120, 160, 1))  # fine stripes
        with using(ALL):
            clean, words = screen_out(picture, lines, 1.0, masks)
        x, y, w, h = self.line.box
        assert int(np.ptp(clean[y : y + h, x : x + w])) < 12
        assert int(np.ptp(clean[80:100, 20:60])) == 255
        assert "example" not in "".join(line.text for line in words)


class TestUploadedPictures:
    @pytest.fixture(autouse=True)
    def read_as(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lines = [
            {"text": "ann@example.com", "box": [0.1, 0.1, 0.5, 0.2]},
            {"text": "Save", "box": [0.1, 0.6, 0.2, 0.1]},
        ]
        monkeypatch.setattr(pictures_read, "_lines", lambda file: lines)

    def _read(self, cast: Cast) -> Any:
        sop = make_sop(cast.sales, cast.ed, publish=False)
        shot = store_picture(sop=sop, content=picture_bytes())
        pictures_read.read(shot.pk)
        before = shot.sha256
        shot.refresh_from_db()
        return shot, before

    def test_their_words_are_masked_and_the_place_is_blurred(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        privacy.decide(library=cast.sales, by=cast.adam, kinds=["email"], names=[], covers_pictures=True, days=None)
        burned: list[Any] = []
        monkeypatch.setattr(
            "sops.services.redacting.burned",
            lambda content, boxes, is_blur: (burned.append((list(boxes), is_blur)), picture_bytes(colour="red"))[1],
        )
        shot, before = self._read(cast)
        assert shot.sha256 != before
        ((boxes, is_blur),) = burned
        assert (len(boxes), boxes[0].x, is_blur) == (1, 0.1, True)
        assert "example" not in str(shot.words)
        assert AuditEvent.objects.get(verb="redacted a picture of").actor_name == "Privacy policy"

    def test_where_the_library_leaves_pictures_alone_only_the_words_are_masked(self, cast: Cast) -> None:
        privacy.decide(library=cast.sales, by=cast.adam, kinds=["email"], names=[], covers_pictures=False, days=None)
        shot, before = self._read(cast)
        assert (shot.sha256, [word["text"] for word in shot.words]) == (before, ["[e-mail]", "Save"])

    def test_by_default_an_address_stays(self, cast: Cast) -> None:
        shot, before = self._read(cast)
        assert (shot.sha256, shot.words[0]["text"]) == (before, "ann@example.com")


class TestDeciding:
    def test_a_library_decides_and_else_the_site_does(self, cast: Cast, settings: Any) -> None:
        settings.STEPMARK_MASK, settings.STEPMARK_MASK_NAMES = ["phone"], ["Root"]
        assert privacy.policy_of(cast.sales) == Policy(["phone"], ["Root"], True)
        privacy.decide(
            library=cast.sales,
            by=cast.adam,
            kinds=["iban", "email"],
            names=["Ann ", "", "Ann"],
            covers_pictures=False,
            days=7,
        )
        assert privacy.policy_of(cast.sales) == Policy(["email", "iban"], ["Root", "Ann"], False)
        assert (privacy.days_of(cast.sales), privacy.days_of(cast.desk)) == (7, 90)
        assert privacy.policy_of(cast.desk) == policy.default()
        event = AuditEvent.objects.get(verb="set the privacy of")
        assert (event.library, event.detail["masked"]) == (cast.sales, ["email", "iban"])
        assert "Ann" not in str(event.detail)

    def test_on_the_page(self, cast: Cast) -> None:
        client = client_of(cast.adam)
        form = {
            "mask": "own",
            "kind": ["email", "phone"],
            "names": "Ann Lee\n\nBo",
            "pictures": "no",
            "keep": "own",
            "days": "30",
        }
        assert client.post("/libraries/sales/privacy", form).status_code == 302
        assert privacy.policy_of(cast.sales) == Policy(["email", "phone"], ["Ann Lee", "Bo"], False)
        assert "Ann Lee\nBo" in client.get("/libraries/sales/privacy").content.decode()
        client.post("/libraries/sales/privacy", {"mask": "site", "pictures": "site", "keep": "site"})
        assert (privacy.policy_of(cast.sales), privacy.days_of(cast.sales)) == (policy.default(), 90)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"mask": "own", "kind": ["shoe size"]},
            {"names": "x"},
            {"names": "x" * 81},
            {"names": "\n".join(f"Name {number}" for number in range(501))},
            {"keep": "own", "days": "-1"},
            {"keep": "own", "days": "9999"},
            {"keep": "own", "days": "²"},
            {"keep": "own", "days": ""},
        ],
    )
    def test_what_is_out_of_its_limits_changes_nothing(self, cast: Cast, wrong: dict[str, Any]) -> None:
        assert client_of(cast.adam).post("/libraries/sales/privacy", wrong).status_code == 422
        assert privacy.policy_of(cast.sales) == policy.default()


def test_another_policy_makes_the_stages_run_again(tmp_path: Path) -> None:
    (tmp_path / "recording").write_bytes(b"film")
    workspace = Workspace(tmp_path, tmp_path / "recording")
    found = [stamps.inputs_of(workspace)]
    for kinds in (["email"], ["phone"], ["email"]):
        workspace.write(POLICY, Policy(kinds, []))
        found.append(stamps.inputs_of(workspace))
    assert len(set(found)) == 3
    assert found[1] == found[3]


@pytest.mark.heavy
def test_what_the_real_recogniser_reads_is_masked_and_can_not_be_read_again() -> None:
    from ingest.stages.screen.ocr import shared
    from ingest.stages.screen.reader import ScreenReader

    screen = Screen(960, 540).text("Customer record", 26, 30, size=28)
    for row, text in enumerate(
        (
            "anna.lee@larkspur.example",
            "4111 1111 1111 1111",
            "DE89 3704 0044 0532 0130 00",
            "+49 30 1234567",
            "Anna Schmidt",
        )
    ):
        screen.text(text, 26, 120 + 70 * row, size=26)
    read = ScreenReader(shared()).read(screen.picture)
    with using(ALL):
        clean, words = screen_out(screen.picture, read, 1.0, [])
    again = " ".join(line.text for line in ScreenReader(shared()).read(clean))
    kept = " ".join(line.text for line in words)
    assert "Customer record" in again
    for secret in ("larkspur", "4111", "3704", "1234567", "Schmidt"):
        assert secret in " ".join(line.text for line in read)
        assert secret not in kept
        assert secret not in again
    assert {"[e-mail]", "[IBAN]", "[phone]", "[name]"} <= {line.text for line in words}
