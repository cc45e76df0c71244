"""The people that every test knows, and their two libraries."""

from dataclasses import dataclass

from access.models import Library, Membership, User
from access.roles import Role


@dataclass(frozen=True)
class Cast:
    sales: Library  # open: every signed-in person reads it
    desk: Library  # members only
    rosa: User  # a rep: viewer of Sales
    ed: User  # editor of Sales
    ava: User  # approver of Sales
    adam: User  # admin of both
    dee: User  # editor of the Deal desk
    gus: User  # a guest: signed in, member of nothing


def gather() -> Cast:
    sales = Library.objects.create(name="Sales", slug="sales", is_open=True)
    desk = Library.objects.create(name="Deal desk", slug="deal-desk", is_open=False)
    people = {
        name: User.objects.create_user(f"{name}@example.com", name=name.title())
        for name in ("rosa", "ed", "ava", "adam", "dee", "gus")
    }
    for name, library, role in (
        ("rosa", sales, Role.VIEWER),
        ("ed", sales, Role.EDITOR),
        ("ava", sales, Role.APPROVER),
        ("adam", sales, Role.ADMIN),
        ("adam", desk, Role.ADMIN),
        ("dee", desk, Role.EDITOR),
    ):
        Membership.objects.create(library=library, user=people[name], role=role)
    return Cast(sales=sales, desk=desk, **people)
