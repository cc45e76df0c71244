"""The commands through which others search and measure."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.search.conftest import Publishing
from tests.support.cast import Cast
from tests.support.make import step_of
from tests.support.site import ROOT

SET = {
    "sops.jsonl": [
        {"sop_id": "a/b#1", "title": "Request a discount", "category": "sales"},
        {"sop_id": "c", "title": "Hire"},
    ],
    "steps.jsonl": [
        {
            "step_id": "s1",
            "sop_id": "a/b#1",
            "number": 1,
            "section": "",
            "text": "Open the deal",
            "screen_text": "Save",
        },
        {
            "step_id": "s2",
            "sop_id": "a/b#1",
            "number": 2,
            "section": "Why",
            "text": "Enter the reason",
            "screen_text": "",
        },
        {"step_id": "s3", "sop_id": "c", "number": 1, "section": "", "text": "Write the advert", "screen_text": ""},
    ],
    "queries.jsonl": [
        {"qid": "1", "text": "discount", "kind": "task"},
        {"qid": "2", "text": "discuont", "kind": "typo"},
        {"qid": "3", "text": "reason", "kind": "shot"},
    ],
    "qrels.jsonl": [
        {"qid": "1", "sop_id": "a/b#1", "rel": 1},
        {"qid": "2", "sop_id": "a/b#1", "rel": 1},
        {"qid": "3", "sop_id": "a/b#1", "step_id": "s2", "rel": 1},
    ],
}


def test_find_answers_in_json_as_that_person(cast: Cast, published: Publishing) -> None:
    sop = published(cast.sales, cast.ed, "Request a discount", ["Open the deal", "Enter the reason"])
    published(cast.desk, cast.dee, "Grant a discount")
    out = io.StringIO()
    call_command("find", "discount reason", "--as", "rosa@example.com", "--json", stdout=out)
    first, *others = json.loads(out.getvalue())
    assert {key: first[key] for key in ("step", "sop", "title", "library")} == {
        "step": step_of(sop, 2).key,
        "sop": sop.key,
        "title": "Request a discount",
        "library": "sales",
    }
    assert first["url"] == f"/s/{first['step']}"
    assert {row["library"] for row in others} <= {"sales"}


def test_find_says_who_is_unknown(cast: Cast) -> None:
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("find", "discount", "--as", "who@example.com")


@pytest.mark.heavy
def test_relevance_is_measured_in_a_database_that_is_thrown_away(tmp_path: Path) -> None:
    for name, rows in SET.items():
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "figures.json"
    environment = {**os.environ, "STEPMARK_VAR_DIR": str(tmp_path / "var"), "STEPMARK_ENCODER": "hashing"}
    subprocess.run(
        [sys.executable, "manage.py", "evaluate_search", str(tmp_path), "--json", str(out)],
        cwd=ROOT,
        env=environment,
        check=True,
        timeout=300,
    )
    figures = json.loads(out.read_text())
    assert figures["ndcg@10"]["all"] == figures["ndcg@10"]["typo"] == figures["step_ndcg@10"] == 1
    assert figures["queries"] == 3
    assert set(figures) >= {"recall@10", "mrr@10", "p50_ms", "p95_ms"}


def test_a_folder_without_its_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="missing"):
        call_command("evaluate_search", str(tmp_path))
