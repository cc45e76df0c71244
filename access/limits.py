"""What a token leaves of what its person may.

A request that comes with a token acts as a person who carries it. The querysets and `fetch` ask here, so a token's
scope and its libraries hold on every path: API, search, pictures, assistants.
"""

from typing import Any, TypeVar

from django.db import models

from access.roles import Role

U = TypeVar("U")


class Scope(models.TextChoices):
    READ = "read", "Read"
    WRITE = "write", "Read and change"
    INGEST = "ingest", "Send recordings only"
    ADMIN = "admin", "Everything, people and roles too"


def carrying(person: U, token: Any) -> U:
    """The person as they are with this token in hand."""
    person.api_token = token  # type: ignore[attr-defined]
    return person


def token_of(person: Any) -> Any | None:
    """The token they came with; None where they signed in themselves."""
    return getattr(person, "api_token", None)


def may_reach(person: Any, model: type[models.Model], role: Role) -> bool:
    """Whether the token's scope lets them use that role on rows of this kind at all."""
    token = token_of(person)
    if token is None or token.scope == Scope.ADMIN:
        return True
    if token.scope == Scope.INGEST:
        return role < Role.ADMIN and getattr(model, "open_to_ingest", False)
    return role < Role.ADMIN


def may_change(person: Any) -> bool:
    """False with a token that only reads."""
    token = token_of(person)
    return token is None or token.scope != Scope.READ


def is_kept_to_libraries(person: Any) -> bool:
    token = token_of(person)
    return token is not None and not token.every_library


def kept_to_libraries(libraries: Any, person: Any) -> Any:
    """Those of the libraries that the token is for."""
    token = token_of(person)
    if token is None or token.every_library:
        return libraries
    return libraries.filter(pk__in=token.libraries.values("pk"))
