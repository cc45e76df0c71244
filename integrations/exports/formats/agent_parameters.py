"""What is typed as parameters: an automation brings its own values, and a secret is never in the file."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from ingest.stages.words import masking
from sops.document import DocumentStep


@dataclass
class Parameter:
    name: str
    label: str
    is_secret: bool
    example: str
    used_in: list[str] = field(default_factory=list)


class Parameters:
    """One for each field that something is typed into, in the order of the steps."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool], Parameter] = {}

    def value_of(self, step: DocumentStep) -> dict[str, str] | None:
        """What goes into the target: a parameter for what is typed, the option itself for what is chosen."""
        is_secret = _is_secret(step)
        if step.action == "type":
            return {"parameter": self._parameter(step, is_secret).name}
        if not step.value:
            return None
        return {"parameter": self._parameter(step, True).name} if is_secret else {"literal": step.value}

    def listed(self) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "label": one.label,
                "secret": one.is_secret,
                "example": None if one.is_secret else one.example or None,
                "used_in": one.used_in,
            }
            for one in self._known.values()
        ]

    def _parameter(self, step: DocumentStep, is_secret: bool) -> Parameter:
        label = step.target_label or step.title
        if (label, is_secret) not in self._known:
            name = self._free_name(slugify(label).replace("-", "_") or "value")
            self._known[label, is_secret] = Parameter(name, label, is_secret, "" if is_secret else step.value)
        parameter = self._known[label, is_secret]
        parameter.used_in.append(step.key)
        return parameter

    def _free_name(self, wanted: str) -> str:
        """Begins with a letter, and is not taken."""
        wanted = wanted if wanted[0].isalpha() else f"value_{wanted}"
        taken = {one.name for one in self._known.values()}
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}_{number}", number + 1
        return name


def _is_secret(step: DocumentStep) -> bool:
    """By the name of the field or by the look of the value; in doubt it is one."""
    return (
        masking.is_secret_name(step.target_label)
        or "•" in step.value
        or masking.scrub(step.value) != step.value
        or (not step.target_label and masking.is_secret_name(step.title))
    )
