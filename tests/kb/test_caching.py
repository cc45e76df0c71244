"""The cache holds JSON: what lies there is read, never run."""

import base64
import pickle
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from kb.caching import JsonSerializer


class Trap:
    """What a pickle makes somebody's process do."""

    sprung: list[str] = []

    def __reduce__(self) -> Any:
        return (Trap.sprung.append, ("ran",))


@pytest.mark.django_db
@pytest.mark.parametrize("value", [1, True, None, "Zürich 🚀", [1.5, 2.5], {"word": 3}])
def test_what_we_keep_comes_back(value: Any) -> None:
    cache.set("kept", value)
    assert cache.get("kept", "missing") == value


@pytest.mark.django_db
def test_counting_goes_on() -> None:
    assert cache.add("counted", 1)
    assert not cache.add("counted", 1)
    assert cache.incr("counted") == 2


@pytest.mark.django_db
def test_a_pickle_in_the_cache_is_not_opened() -> None:
    """Case 28: neither in the table nor in Redis."""
    cache.set("trap", "harmless")
    content = pickle.dumps(Trap())
    _plant(content)
    with pytest.raises(ValueError):
        cache.get("trap")
    with pytest.raises(ValueError):
        JsonSerializer().loads(content)
    assert Trap.sprung == []


def _plant(content: bytes) -> None:
    """As somebody would who can write where the cache lies, but not run anything."""
    if "redis" in settings.CACHES["default"]["BACKEND"]:
        redis: Any = cache
        redis._cache.get_client(None, write=True).set(cache.make_key("trap"), content)
        return
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kb_cache SET value = %s", [base64.b64encode(content).decode()])
        assert cursor.rowcount == 1


def test_redis_counts_by_itself_and_takes_nothing_but_json() -> None:
    store = JsonSerializer()
    assert store.dumps(7) == 7
    assert [store.loads(b"7"), store.loads(b"true")] == [7, True]
    assert store.loads(bytes(store.dumps({"a": [1]}))) == {"a": [1]}  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        store.dumps(Trap())
