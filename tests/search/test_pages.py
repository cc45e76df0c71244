"""Search as a page and as a panel."""

import pytest

from sops.models import Category
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

ODD = ["", "   ", "?!…", "🙂🙂", '"unbalanced', "a" * 10_000, "' OR 1=1 --", "%00", "-", "NEAR(", "\x00x"]


@pytest.fixture
def library(cast: Cast, transactional_db: None) -> Cast:
    make_sop(cast.sales, cast.ed, "Request a discount approval", ["Open the deal", "Click **Request approval**"])
    make_sop(cast.sales, cast.ed, "Log a customer call", ["Open **Activities**"])
    make_sop(cast.desk, cast.adam, "Approval floor of the deal desk", ["Read the approval floor"])
    return cast


@pytest.mark.django_db(transaction=True)
class TestSearchPage:
    def test_the_step_that_answers_is_marked_and_linked(self, library: Cast) -> None:
        html = text_of(client_of(library.rosa), "/search?q=request+approval")
        assert "<mark>approval</mark>" in html
        assert f'href="/s/{_step("Request a discount approval", 2)}"' in html
        assert html.index("Request a <mark>") if "Request a <mark>" in html else True

    def test_a_closed_library_shows_in_no_result_count_or_filter(self, library: Cast) -> None:
        html = text_of(client_of(library.rosa), "/search?q=approval+floor")
        assert "Approval floor" not in html.replace("<mark>", "").replace("</mark>", "")
        assert "Deal desk" not in html
        seen = text_of(client_of(library.dee), "/search?q=approval+floor")
        assert "Deal desk" in seen

    def test_filters_are_in_the_address_and_can_be_cleared(self, library: Cast) -> None:
        client = client_of(library.dee)
        html = text_of(client, "/search?q=approval&library=deal-desk")
        assert 'value="deal-desk" data-submit checked' in html
        assert "Log a customer call" not in html
        assert "Clear filters" in html

    def test_nothing_found_names_whom_to_ask(self, library: Cast) -> None:
        html = text_of(client_of(library.rosa), "/search?q=%22zebra+crossing%22")
        assert "Nothing found for" in html
        assert "<strong>Sales</strong>" in html
        assert "mailto:ed@example.com?subject=Question%3A%20%22zebra%20crossing%22" in html

    def test_without_a_question_it_explains_itself(self, library: Cast) -> None:
        assert "What are you looking for?" in text_of(client_of(library.rosa), "/search")

    @pytest.mark.parametrize("query", ODD, ids=range(len(ODD)))
    def test_any_question_is_answered(self, library: Cast, query: str) -> None:
        client = client_of(library.rosa)
        for address in ("/search", "/search/panel"):
            assert client.get(address, {"q": query, "library": "x", "category": "y", "limit": "²"}).status_code == 200

    def test_a_picture_shows_the_region_that_matched(self, library: Cast) -> None:
        sop = make_sop(library.sales, library.ed, "Send a quote", ["Finish"], publish=False)
        words = [{"text": "Quarterly", "box": [0.1, 0.2, 0.1, 0.05]}]
        shot = store_picture(sop=sop, content=picture_bytes(1280, 720), words=words)
        editing.update_step(step=step_of(sop), by=library.ed, screenshot=shot)
        publishing.publish(sop=sop, by=library.ed)
        html = text_of(client_of(library.rosa), "/search?q=quarterly")
        assert "Seen on the screen" in html
        assert '<rect class="marked" x="10.0%" y="20.0%"' in html

    def test_the_panel_is_a_list_of_links_to_steps(self, library: Cast) -> None:
        html = text_of(client_of(library.rosa), "/search/panel?q=request+approval")
        assert "<html" not in html
        assert f'<a href="/s/{_step("Request a discount approval", 2)}" data-answer ' in html
        assert text_of(client_of(library.rosa), "/search/panel?q=").strip() == ""

    def test_what_was_asked_stays_in_the_box_as_text(self, library: Cast) -> None:
        html = text_of(client_of(library.rosa), "/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
        assert "<script>alert" not in html
        assert 'value="&lt;script&gt;' in html

    @pytest.mark.parametrize("address", ["/search?q=invoice", "/search/panel?q=invoice"])
    def test_more_results_need_no_more_queries(self, library: Cast, address: str) -> None:
        client = client_of(library.rosa)
        stage = Category.objects.create(name="Closing", slug="closing")
        make_sop(library.sales, library.ed, "Send invoice 0", ["Print the invoice"], category=stage)
        one = queries_for(client, address)
        for number in range(1, 6):
            make_sop(library.sales, library.ed, f"Send invoice {number}", ["Print the invoice"], category=stage)
        assert queries_for(client, address) == one


def _step(title: str, number: int) -> str:
    from sops.models import Sop

    return step_of(Sop.objects.get(title=title), number).key
