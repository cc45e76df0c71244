"""What an integrator reads beside the schema: all problems, and what changed. No secret, so for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET
from markdown_it import MarkdownIt

from access.api.problems import CODES


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its examples, drawn by Swagger UI from files of our own."""
    return render(request, "api/docs.html")


@require_GET
def problems_page(request: HttpRequest) -> HttpResponse:
    """Every `code`, what it means and what to do; `#code` leads to one."""
    rows = [{"code": code, "title": title, "advice": advice} for code, (title, advice) in sorted(CODES.items())]
    return render(request, "api/problems.html", {"rows": rows})


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """`docs/api-changes.md` of this release: a file of ours, so its Markdown is trusted."""
    text = (settings.BASE_DIR / "docs" / "api-changes.md").read_text()
    return render(request, "api/changes.html", {"text": mark_safe(MarkdownIt().enable("table").render(text))})
