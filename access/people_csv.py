"""People from a table: read, judged line by line, and then done all at once or not at all.

What stands in a cell is text, whatever it begins with. Nothing is computed, nothing is fetched.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from access.models import Library, Membership, User
from access.roles import Role

MOST_LINES = 10_000
MOST_BYTES = 2_000_000
CELL_LENGTH = 254
NAME_LENGTH = 120
COLUMNS = ("email", "name", "library", "role", "groups")
ALSO_CALLED = {"e-mail": "email", "mail": "email", "e-mail address": "email", "group": "groups"}
NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


@dataclass
class Line:
    """One line of the table: what it says, and what will come of it."""

    number: int
    email: str
    name: str = ""
    library: Library | None = None
    role: Role | None = None
    groups: list[Group] = field(default_factory=list)
    verdict: str = SAME
    says: str = ""

    def refuse(self, why: str) -> Line:
        self.verdict, self.says = REFUSED, why
        return self


@dataclass(frozen=True)
class Plan:
    """What a table would do, as things stand now."""

    lines: list[Line]

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if line.verdict in (NEW, CHANGED)]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.verdict == REFUSED]

    @property
    def same_count(self) -> int:
        return sum(line.verdict == SAME for line in self.lines)

    @property
    def new_people(self) -> int:
        return len({line.email for line in self.lines if line.verdict == NEW})

    @property
    def fingerprint(self) -> str:
        """Changes whenever any line would do something else."""
        told = "\n".join(f"{line.number} {line.email} {line.verdict} {line.says}" for line in self.lines)
        return hashlib.sha256(told.encode()).hexdigest()


def decode(content: bytes) -> str:
    """The text of an uploaded file; ValidationError for what is no table or too large."""
    if len(content) > MOST_BYTES:
        raise ValidationError(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise ValidationError("The file is no text in UTF-8. Save it as “CSV UTF-8” and try again.") from problem


def plan(text: str) -> Plan:
    """Every line judged, in a handful of queries. ValidationError where there is no table in it at all."""
    rows = _rows(text)
    known = _Known.of(rows)
    return Plan([known.judge(number, row) for number, row in rows])


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise ValidationError(f"The table is larger than {MOST_BYTES // 1_000_000} MB. Split it.")
    first = text.lstrip("\ufeff\r\n ").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
        head = [_column(cell) for cell in next((row for row in reader if any(row)), [])]
        if "email" not in head:
            raise ValidationError("The first line must name the columns: email, name, library, role, groups.")
        unknown = [cell for cell in head if cell and cell not in COLUMNS]
        if unknown or len(set(filter(None, head))) != len([cell for cell in head if cell]):
            raise ValidationError(
                f"Columns are {', '.join(COLUMNS)}, each once. Not: {', '.join(unknown or head)[:200]}."
            )
        found: list[tuple[int, dict[str, str]]] = []
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(found) == MOST_LINES:
                raise ValidationError(f"The table has more than {MOST_LINES:,} lines. Split it.")
            cells = {name: cell.strip() for name, cell in zip(head, row, strict=False) if name}
            if len(row) > len(head) and any(cell.strip() for cell in row[len(head) :]):
                cells["more"] = "yes"
            found.append((reader.line_num, cells))
    except csv.Error as problem:
        raise ValidationError(f"The table can't be read: {problem}.") from problem
    if not found:
        raise ValidationError("There is no line below the names of the columns.")
    return found


def _column(cell: str) -> str:
    name = cell.strip().strip("\ufeff").lower()
    return ALSO_CALLED.get(name, name)


@dataclass
class _Known:
    """What is there already, read once."""

    people: dict[str, User]
    libraries: dict[str, Library]
    groups: dict[str, Group]
    roles: dict[tuple[int, int], int]
    in_groups: set[tuple[int, int]]
    seen: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: list[tuple[int, dict[str, str]]]) -> _Known:
        wanted = {row.get("email", "").lower() for _, row in rows}
        people = {person.email.lower(): person for person in User.objects.all() if person.email.lower() in wanted}
        pks = {person.pk for person in people.values()}
        libraries = {}
        for library in Library.objects.all():
            libraries[library.name.lower()] = libraries[library.slug] = library
        held = Membership.objects.filter(user__isnull=False).values_list("library", "user", "role")
        inside = User.groups.through.objects.values_list("user", "group")
        return cls(
            people=people,
            libraries=libraries,
            groups={group.name.lower(): group for group in Group.objects.all()},
            roles={(library, user): role for library, user, role in held if user in pks},
            in_groups={pair for pair in inside if pair[0] in pks},
        )

    def judge(self, number: int, row: dict[str, str]) -> Line:
        line = Line(number=number, email=row.get("email", "").lower())
        try:
            self._read(line, row)
        except ValidationError as problem:
            return line.refuse(" ".join(problem.messages))
        return self._decide(line)

    def _read(self, line: Line, row: dict[str, str]) -> None:
        """ValidationError with the first thing that is wrong in the line."""
        if "more" in row:
            raise ValidationError("It has more cells than there are columns.")
        if any(len(cell) > CELL_LENGTH for cell in row.values()):
            raise ValidationError(f"A cell is longer than {CELL_LENGTH} letters.")
        try:
            validate_email(line.email)
        except ValidationError as problem:
            raise ValidationError(f"“{line.email[:60]}” is no e-mail address.") from problem
        line.name = " ".join(row.get("name", "").split())
        if len(line.name) > NAME_LENGTH:
            raise ValidationError(f"The name is longer than {NAME_LENGTH} letters.")
        line.library, line.role = self._role(row.get("library", ""), row.get("role", ""))
        line.groups = [self._group(name.strip()) for name in row.get("groups", "").split("|") if name.strip()]

    def _role(self, library: str, role: str) -> tuple[Library | None, Role | None]:
        if not library and not role:
            return None, None
        if not library or not role:
            raise ValidationError("A library and a role go together: one of them is empty.")
        if library.lower() not in self.libraries:
            raise ValidationError(f"There is no library “{library}”.")
        if role.upper() not in Role.names:
            raise ValidationError(f"“{role}” is no role. Roles are viewer, editor, approver, admin.")
        return self.libraries[library.lower()], Role[role.upper()]

    def _group(self, name: str) -> Group:
        if name.lower() not in self.groups:
            raise ValidationError(f"There is no group “{name}”. Make it first.")
        return self.groups[name.lower()]

    def _decide(self, line: Line) -> Line:
        person = self.people.get(line.email)
        if person is not None and not person.is_active:
            return line.refuse(f"{person} is switched off. Switch the account on first.")
        says: list[str] = [] if person else ["new account"]
        if line.library and line.role:
            key = (line.email, line.library.pk)
            if key in self.seen:
                return line.refuse(f"Line {self.seen[key]} gives a role in {line.library} already.")
            self.seen[key] = line.number
            before = self.roles.get((line.library.pk, person.pk)) if person else None
            if before == Role.ADMIN and line.role < Role.ADMIN:
                return line.refuse(f"{person} is admin of {line.library}. An import takes no admin away.")
            if before != line.role:
                was = f" (was {Role(before).label.lower()})" if before else ""
                says.append(f"{line.role.label.lower()} in {line.library}{was}")
        says += [
            f"into {group.name}"
            for group in line.groups
            if person is None or (person.pk, group.pk) not in self.in_groups
        ]
        line.says = ", ".join(says) or "nothing to change"
        line.verdict = SAME if not says else CHANGED if person else NEW
        return line
