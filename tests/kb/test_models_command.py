from io import StringIO

import pytest
from django.core.management import call_command

from ingest import models_found
from ingest.models_found import FoundModel
from search.encoders import found


def listed():
    out = StringIO()
    call_command("models", stdout=out)
    return out.getvalue()


def test_models_are_listed_with_where_they_are_from_and_their_checksums(monkeypatch, tmp_path):
    monkeypatch.setattr(models_found, "speech_model", lambda: FoundModel("whisper-base", tmp_path, "package", "9f2c"))
    monkeypatch.setattr(found, "embedding_model", lambda: None)
    told = listed()
    assert "whisper-base, from its package" in told
    assert "sha256 9f2c" in told
    assert f"none. {found.HOW_TO_ADD}" in told


def test_without_a_speech_model_it_says_how_to_add_one(settings):
    settings.STEPMARK_WHISPER_MODEL = "none"
    assert models_found.HOW_TO_ADD in listed()


def test_a_folder_in_the_setting_that_holds_no_model_is_no_model(settings, tmp_path):
    settings.STEPMARK_WHISPER_MODEL = str(tmp_path)
    assert models_found.speech_model() is None


def test_a_folder_in_the_setting_is_used(settings, tmp_path):
    for name in models_found.FILES:
        (tmp_path / name).write_bytes(b"weights")
    settings.STEPMARK_WHISPER_MODEL = str(tmp_path)
    model = models_found.speech_model()
    assert (model.origin, model.folder) == ("setting", tmp_path)
    assert models_found.checksum(model).startswith("9a1290")


def test_parts_that_do_not_match_the_checksum_are_thrown_away(settings, tmp_path, monkeypatch):
    settings.STEPMARK_MODELS_DIR = tmp_path / "models"
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "model.bin.part1").write_bytes(b"not the weights")
    monkeypatch.setattr(models_found, "_data_folder", lambda package: parts)
    assert models_found._from_packages() is None
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.heavy
def test_the_packaged_model_is_joined_and_verified(settings, tmp_path):
    settings.STEPMARK_MODELS_DIR = tmp_path
    model = models_found.speech_model()
    assert model.origin == "package"
    assert models_found._sha256(model.folder / "model.bin") == models_found.PACKAGED_SHA256
