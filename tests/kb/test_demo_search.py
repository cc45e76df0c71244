"""What a rep types finds the right step in the demo library: with the real models and everything in it."""

import pytest

from access.models import User
from kb.demo import loader
from search import service
from search.encoders import loading
from sops.models import Sop

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]

# The step where one asks for it or enters it, not the policy that tells when.
REQUEST = {"request-discount-approval-3", "request-discount-approval-4", "request-discount-approval-7"}
QUESTIONS = [
    ("discount approval", REQUEST),
    ("discount aproval", REQUEST),
    ("get a discount approved", REQUEST),
    ("mark closed won", {"close-won-6"}),
]


@pytest.fixture
def mara() -> User:
    loader.load()
    loading.wait_for_question_encoder()
    return User.objects.get(email="mara@brackenford.example")


def test_a_rep_lands_on_the_step_that_answers(mara: User) -> None:
    found = {query: service.find_steps(user=mara, query=query).sops[0].best.key for query, _ in QUESTIONS}
    assert {query: found[query] for query, right in QUESTIONS if found[query] not in right} == {}


def test_a_rep_finds_nothing_of_the_deal_desk_and_its_members_do(mara: User) -> None:
    helen = User.objects.get(email="helen@brackenford.example")
    assert Sop.objects.published().filter(library__slug="deal-desk").count() == 5
    for query in ("margin floors", "exception register", "partner margin by level"):
        assert "deal-desk" not in {hit.library for hit in service.find_steps(user=mara, query=query).sops}
        assert service.find_steps(user=helen, query=query).sops[0].library == "deal-desk"
