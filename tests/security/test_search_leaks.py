"""Search gives nothing away, measured on a large library that one may not see."""

import difflib
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from access.models import Library, Membership
from access.roles import Role
from access.services import make_token
from search import embedding, indexing, service
from search.measures import corpus as corpora
from search.measures.corpus import Corpus
from sops.models import Sop
from tests.integrations.mcp.test_tools import call
from tests.security.walking import READS, ask, comparable
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop

Places = dict[str, dict[str, Any]]
HIDDEN_SOPS, STEPS_EACH = 100, 100
ENGINES = ["embedded"]
FRESH = {"GET mfa_activate_totp", "GET mfa_add_webauthn"}  # a secret of their own each time


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.STEPMARK_SEARCH_ENGINE = request.param
    return str(request.param)


@pytest.fixture
def many_hidden(cast: Cast, engine: str) -> Library:
    """10,000 published steps in a closed library, each a better answer than the only one that Rosa may see."""
    steps = {
        f"s{sop}": [
            {
                "step_id": f"s{sop}#{number}",
                "number": number,
                "text": f"Check the margin floor: margin floor {rare(sop, number)}",
            }
            for number in range(1, STEPS_EACH + 1)
        ]
        for sop in range(HIDDEN_SOPS)
    }
    sops = [{"sop_id": sop, "title": f"Margin floor {sop}"} for sop in steps]
    library = corpora.load(Corpus(sops, steps, [])).library
    library.is_open = False
    library.save()
    Membership.objects.create(library=library, user=cast.dee, role=Role.VIEWER)
    text = "Somewhere on the page of prices there is a floor for the price, ask somebody about the margin"
    indexing.index_sop(make_sop(cast.sales, cast.ed, "Prices", [text]).pk)
    embedding.embed_waiting()
    return library


def rare(sop: int, number: int) -> str:
    """A word that only one hidden step has."""
    return "".join(chr(97 + int(digit)) * 2 for digit in f"{sop:03}{number:03}") + "x"


@pytest.mark.heavy
def test_one_visible_step_is_found_among_ten_thousand_better_hidden_ones(cast: Cast, many_hidden: Library) -> None:
    """Case 6: through the page, the panel, the API and an assistant."""
    assert Sop.objects.visible_to(cast.dee).filter(library=many_hidden).count() == HIDDEN_SOPS
    everything = service.find_steps(user=cast.dee, query="margin floor", limit=50)
    assert all(hit.library == "corpus" for hit in everything.sops[:20])

    client = client_of(cast.rosa)
    for query in ("margin floor", '"margin"', "check the margin floor", rare(1, 1) + " margin"):
        found = service.find_steps(user=cast.rosa, query=query)
        assert [hit.title for hit in found.sops] == ["Prices"], query
        assert (found.total, [facet.slug for facet in found.libraries]) == (1, ["sales"])
    for address in ("/search?q=margin+floor", "/search/panel?q=margin+floor"):
        page = client.get(address).content.decode()
        assert "Prices" in page
        assert "Margin floor" not in page
    token = make_token(user=cast.rosa, name="Script")
    answer = client_of(None).get("/api/search?q=margin+floor", headers={"authorization": f"Token {token}"}).json()
    assert [sop["title"] for sop in answer["sops"]] == ["Prices"]
    steps = call(cast.rosa, "search_steps", query="margin floor").structured_content["steps"]
    assert {step["sop_title"] for step in steps} == {"Prices"}


@pytest.mark.heavy
def test_a_query_for_hidden_things_takes_as_long_as_one_for_nothing(cast: Cast, many_hidden: Library) -> None:
    """Case 8: a stranger who asks again and again can't tell which of two words exists where they may not look.

    Both kinds take turns in random order. Noise is what the same kind differs by when it is split in two at random.
    """
    chance = random.Random(8)
    # Words of the same letters in the same number: one half stands in hidden steps, the other nowhere.
    there = [rare(chance.randrange(HIDDEN_SOPS), chance.randrange(1, STEPS_EACH + 1)) for _ in range(250)]
    nowhere = [word[:-1] + "z" for word in there]
    asked: list[tuple[bool, str]] = [(True, word) for word in there] + [(False, word) for word in nowhere]
    chance.shuffle(asked)
    for _, word in asked[:60]:
        service.find_steps(user=cast.rosa, query=word)
    taken: dict[bool, list[float]] = {True: [], False: []}
    for is_hidden, word in asked:
        begun = time.perf_counter()
        results = service.find_steps(user=cast.rosa, query=word)
        taken[is_hidden].append(time.perf_counter() - begun)
        assert {hit.title for hit in results.sops} <= {"Prices"}, word
        assert results.did_you_mean == "", word
    difference = abs(statistics.median(taken[True]) - statistics.median(taken[False]))
    noise = max(_split(taken[False], chance) for _ in range(200))
    typical = statistics.median(taken[False])
    told = f"median {typical * 1000:.2f} ms, difference {difference * 1e6:.0f} µs, noise {noise * 1e6:.0f} µs"
    assert difference < max(2 * noise, 0.05 * typical), told


def _split(times: list[float], chance: random.Random) -> float:
    shuffled = chance.sample(times, len(times))
    half = len(shuffled) // 2
    return abs(statistics.median(shuffled[:half]) - statistics.median(shuffled[half:]))


@pytest.fixture
def asking(cast: Cast, places: Places) -> Iterator[Callable[[], dict[str, tuple[int, bytes]]]]:
    """Every address that can be read, as Rosa; comparable with the same later, for the clock stands still."""

    client = client_of(cast.rosa)
    client.get("/")

    def walk() -> dict[str, tuple[int, bytes]]:
        return {str(row) + row.address: comparable(ask(client, row, places["sales"])) for row in READS}

    with time_machine.travel(timezone.now(), tick=False):
        yield walk


def test_what_is_hidden_changes_nothing_that_others_see(cast: Cast, asking: Any) -> None:
    """Cases 5 and 7: counts, facets, suggestions, recent and related lists are the same byte for byte.

    New in the closed library: published SOPs that match every question better, a draft, feedback, words, a category.
    """
    from sops.models import Category, GlossaryTerm
    from sops.services import feedback

    asking()  # what one opened stands on one's home page from now on
    first, before = asking(), asking()
    fresh = {name for name in before if first[name] != before[name]}  # differ by themselves, each time
    assert {name.partition("/")[0] for name in fresh} <= FRESH
    category = Category.objects.get(slug="closing")
    for title in ("Discount discount discount", "Discnt approvals"):
        sop = make_sop(cast.desk, cast.dee, title, ["Request a discount", "Discount"], category=category)
        indexing.index_sop(sop.pk)
        feedback.give(sop=sop, version=sop.current_version, kind="wrong", text="A discount moved.", by=cast.dee)
    make_sop(cast.desk, cast.dee, "A discount that is a draft", publish=False)
    GlossaryTerm.objects.create(library=cast.desk, term="discount", definition="Hidden", aliases=["rebate"])
    embedding.embed_waiting()
    after = asking()
    assert [
        _difference(name, before[name][1], after[name][1])
        for name in before
        if name not in fresh and before[name] != after[name]
    ] == []


def _difference(name: str, before: bytes, after: bytes) -> tuple[str, list[str]]:
    lines = (text.decode(errors="replace").splitlines() for text in (before, after))
    changed = [line.strip()[:120] for line in difflib.ndiff(*lines) if line[:2] in ("- ", "+ ")]
    return name, changed[:4]
