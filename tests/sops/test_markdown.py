"""People's text as markup: useful, and harmless."""

import pytest

from sops import markdown
from sops.glossary import Glossary

TERMS = {"deal desk": "The team that prices deals.", "mql": "A lead that marketing vouches for."}


def glossary() -> Glossary:
    return Glossary(dict(TERMS), {word: word for word in TERMS})


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        '<img src=x onerror="alert(1)">',
        "![x](http://tracker.example/pixel.png)",
        '<a href="https://example.com" onclick="alert(1)">x</a>',
        "<style>body{display:none}</style>",
        '[x](https://example.com "><script>alert(1)</script>")',
    ],
)
def test_nothing_that_runs_or_loads_comes_out(attack: str) -> None:
    for html in (markdown.render(attack), markdown.render_line(attack), markdown.render(attack, glossary())):
        assert not any(tag in html for tag in ("<script", "<img", "<style", 'href="javascript:', 'href="data:'))
        assert "<a href" not in html or "onclick" not in html.split("<a href", 1)[1].split(">", 1)[0]


def test_a_title_is_one_line_with_its_labels_in_bold() -> None:
    assert markdown.render_line("Click **Request approval**") == "Click <strong>Request approval</strong>"


def test_a_table_of_approval_levels_is_a_table() -> None:
    html = markdown.render("| Discount | Approver |\n|---|---|\n| 20% | Deal desk |")
    assert "<table>" in html
    assert '<div class="scroll" tabindex="0" role="group"' in html
    assert "<td>Deal desk</td>" in html


def test_headings_stay_below_those_of_the_page() -> None:
    assert "<h1" not in markdown.render("# Big")
    assert "<h3>Big</h3>" in markdown.render("# Big")


def test_plain_words_keep_their_signs() -> None:
    assert markdown.plain("Set **A & B** to `<none>`") == "Set A & B to <none>"


def test_a_term_is_explained_where_it_occurs_first_and_only_there() -> None:
    words = glossary()
    first, second = markdown.render("Ask the deal desk.", words), markdown.render("The Deal Desk answers.", words)
    assert "The team that prices deals." in first
    assert 'tabindex="0"' in first
    assert "<dfn" not in second


def test_terms_inside_labels_links_and_code_stay_as_they_are() -> None:
    html = markdown.render("**Deal desk**, `deal desk`, [deal desk](https://example.com)", glossary())
    assert "<dfn" not in html


def test_part_of_a_word_is_no_term() -> None:
    assert "<dfn" not in markdown.render("The MQLs came.", glossary())


def test_a_definition_is_text_not_markup() -> None:
    terms = Glossary({"x1": "<b>bold</b>"}, {"x1": "x1"})
    assert "<b>" not in markdown.render("Use x1.", terms)
