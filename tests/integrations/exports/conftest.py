"""What tests of exports need: no broker, few processes, and an SOP in which everything occurs."""

from typing import Any

import pytest

from integrations.exports import typesetters
from integrations.exports.content import ExportSop
from integrations.exports.gathering import export_sop, readable_by
from sops.models import Category, Sop
from sops.services import editing
from tests.support.cast import Cast
from tests.support.rich_sop import make_rich_sop

BASE = "https://sop.example.com"


@pytest.fixture(autouse=True)
def no_broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exports are made when a test says so."""
    settings.STEPMARK_EXPORT_ROOT = settings.STEPMARK_VAR_DIR / "folders"
    settings.STEPMARK_BASE_URL = BASE
    monkeypatch.setattr("integrations.exports.services._send_now", lambda export_id: None)


@pytest.fixture(scope="session", autouse=True)
def end_typesetters() -> Any:
    yield
    typesetters.close()


@pytest.fixture
def closing(db: None) -> Category:
    return Category.objects.create(name="Closing", slug="closing")


@pytest.fixture
def rich(cast: Cast, closing: Category) -> Sop:
    """Every kind of step, note, link and mark in one published SOP of Sales, with a draft that nobody may see."""
    sop = make_rich_sop(cast.sales, cast.ed, category=closing)
    for one in (sop, Sop.objects.get(title="Legal review")):
        editing.update_sop(sop=one, by=cast.ed, title="SECRET DRAFT of a title")
        editing.update_step(step=one.steps.present()[0], by=cast.ed, title="SECRET DRAFT of a step")
    sop.refresh_from_db()
    return sop


@pytest.fixture
def exported(cast: Cast, rich: Sop) -> ExportSop:
    return export_sop(rich, readable=readable_by(cast.rosa), base_url=BASE)
