"""The formats as people choose them, in groups; one that can't be made here says why."""

from dataclasses import dataclass

from integrations.exports import services
from integrations.exports.formats import FORMATS

INDEX_HINT = "A table of the SOPs with version, owner, address and hash, for a spreadsheet"


@dataclass(frozen=True)
class Choice:
    name: str
    label: str
    hint: str
    problem: str


def choices_of(*, with_index: bool = True) -> list[Choice]:
    found = [Choice(one.name, one.label, one.hint, one.problem()) for one in FORMATS.values()]
    if with_index:
        found.append(Choice(services.INDEX, services.KINDS[services.INDEX], INDEX_HINT, ""))
    return found
