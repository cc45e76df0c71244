"""The company of the demo library: its people, groups, libraries, categories and words."""

from typing import Any

from django.contrib.auth.models import Group

from access import services
from access.models import Library, User
from access.roles import Role
from kb.demo import signins
from sops.models import Category, GlossaryTerm
from sops.signals import announce, glossary_changed


class Company:
    """What is in the database of it. Only what is missing is made, unless `reset`: people may have changed the rest."""

    def __init__(self, data: dict[str, Any], *, reset: bool) -> None:
        self.reset = reset
        self.people: dict[str, User] = {}
        self.libraries: dict[str, Library] = {}
        self._new: set[Any] = set()
        self._make_people(data["people"])
        self._make_groups(data["groups"])
        self._make_categories(data["categories"])
        for library in data["libraries"]:
            self._make_library(library)
        self.admin = next(
            self.people[member["person"]]
            for member in data["libraries"][0]["members"]
            if member["role"] == "admin" and "person" in member
        )

    def make_glossary(self, words: dict[str, list[dict[str, Any]]]) -> None:
        """The terms of each library; those of a library that was there before only on reset."""
        for slug, terms in words.items():
            library = self.libraries[slug]
            if library not in self._new and not self.reset:
                continue
            for position in terms:
                GlossaryTerm.objects.update_or_create(
                    library=library,
                    term=position["term"],
                    defaults={"definition": position["definition"], "aliases": position.get("aliases", [])},
                )
            announce(glossary_changed, library_id=library.pk)

    def _make_people(self, people: list[dict[str, Any]]) -> None:
        known = signins.stored()
        passwords = {}
        for person in people:
            email, signs_in = person["email"], person.get("signs_in", False)
            user = User.objects.filter(email=email).first()
            if user is None:
                password = known.get(email) or signins.new_password() if signs_in else None
                user = User.objects.create_user(email, password, name=person["name"])
                self._new.add(user)
                known |= {email: password} if password else {}
            elif signs_in and self.reset:
                known[email] = signins.new_password()
                user.set_password(known[email])
                user.save(update_fields=["password"])
            if signs_in and email in known:
                passwords[email] = known[email]
            self.people[person["id"]] = user
        if passwords:
            signins.store(passwords)

    def _make_groups(self, groups: list[dict[str, Any]]) -> None:
        self.groups = {}
        for entry in groups:
            group, is_new = Group.objects.get_or_create(name=entry["name"])
            members = [self.people[person] for person in entry["members"]]
            group.user_set.add(*[user for user in members if is_new or self.reset or user in self._new])
            self.groups[group.name] = group

    def _make_categories(self, categories: list[dict[str, Any]]) -> None:
        for position, entry in enumerate(categories, start=1):
            fields = {name: entry[name] for name in ("name", "kind", "description")} | {"position": position}
            make = Category.objects.update_or_create if self.reset else Category.objects.get_or_create
            make(slug=entry["slug"], defaults=fields)

    def _make_library(self, entry: dict[str, Any]) -> None:
        facts = {name: entry[name] for name in ("name", "description", "is_open")}
        library, is_new = Library.objects.get_or_create(slug=entry["slug"], defaults=facts)
        self.libraries[library.slug] = library
        if is_new:
            self._new.add(library)
        # The admin first: a library is never without one.
        for member in sorted(entry["members"], key=lambda member: member["role"] != "admin"):
            holder: dict[str, Any] = (
                {"user": self.people[member["person"]]}
                if "person" in member
                else {"group": self.groups[member["group"]]}
            )
            if is_new or self.reset or holder.get("user") in self._new:
                services.set_role(library=library, role=Role[member["role"].upper()], by="Demo library", **holder)
        if self.reset and not is_new:
            services.set_open(library=library, is_open=entry["is_open"], by="Demo library")
