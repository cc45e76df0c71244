"""Inbox and mail."""

from typing import Any

from access.models import Membership
from access.roles import Role
from notices.models import Notice
from notices.services import tell
from tests.urls.rows import PAGE, Row

ROWS = [
    Row("notices:inbox", "GET", "/inbox", PAGE),
    Row("notices:read-all", "POST", "/inbox/read-all", (302, 302, 302, 302, 302)),
    # An inbox is one's own: to everybody else the notice does not exist.
    Row("notices:read", "POST", "/inbox/{notice}/read", (302, 404, 404, 302, 404)),
    Row("notices:preferences", "GET", "/account/notices", PAGE),
    Row("notices:preferences", "POST", "/account/notices", (302, 302, 302, 302, 302), {"mail": "daily"}),
]


def add(names: dict[str, Any], cast: Any, sop: Any, by: Any) -> None:
    """A notice of an editor of the SOP's library."""
    editor = Membership.objects.filter(library=sop.library, role=Role.EDITOR).first()
    assert editor is not None
    tell(people=[editor.user], kind="news", about=sop, text="Look at this.", url=sop.get_absolute_url())
    names["notice"] = Notice.objects.get(person=editor.user, object_pk=sop.pk).pk
