"""What a rep types finds the right step in the demo library: with the real models and everything in it."""

from typing import Any

import pytest

from access.models import User
from kb.demo import loader
from search import service
from search.encoders import loading
from sops.models import Sop

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]

# The step where one asks for it or enters it, not the policy that tells when.
REQUEST = {"request-discount-approval-3", "request-discount-approval-4", "request-discount-approval-7"}
SOPS = [
    ("mark closed won", "close-won"),
    ("too expensive", "price-objection"),
    ("redlines", "legal-review"),
    ("what is an SQL", "mql-to-sql"),
    ("support handoff", "support-handoff"),
]


@pytest.fixture
def mara(settings: Any) -> User:
    settings.STEPMARK_ENCODER = "auto"
    loader.load()
    loading.wait_for_question_encoder()
    return User.objects.get(email="mara@brackenford.example")


def test_a_rep_who_types_discount_approval_lands_on_the_step_that_answers(mara: User) -> None:
    for query in ("discount approval", "discount aproval", "request a discount approval"):
        assert service.find_steps(user=mara, query=query).sops[0].best.key in REQUEST, query


def test_a_rep_finds_the_sop_by_the_words_of_the_trade(mara: User) -> None:
    found = {query: service.find_steps(user=mara, query=query).sops[0].key for query, _ in SOPS}
    assert found == dict(SOPS)


def test_a_rep_finds_nothing_of_the_deal_desk_and_its_members_do(mara: User) -> None:
    helen = User.objects.get(email="helen@brackenford.example")
    assert Sop.objects.published().filter(library__slug="deal-desk").count() == 5
    for query in ("margin floors", "exception register", "partner margin by level"):
        assert "deal-desk" not in {hit.library for hit in service.find_steps(user=mara, query=query).sops}
        assert service.find_steps(user=helen, query=query).sops[0].library == "deal-desk"
