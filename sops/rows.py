"""Branches and links as the editor's form sends them: one row of fields each; a row left empty is no row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

# An address of one of our pages, a title with its key behind it, or the key alone.
_KEY = re.compile(r"(?:/sops/|^|·\s*)([a-z0-9][a-z0-9-]{1,39})/?\s*$")


@dataclass(frozen=True)
class BranchRow:
    """A way on, as it stands in the form: `target` is "end", "sop", "step:<key>", or "back:<key>" to an earlier one."""

    condition: str = ""
    target: str = "end"
    sop: str = ""

    @classmethod
    def of(cls, branch: Mapping[str, Any], sop_titles: Mapping[str, str]) -> "BranchRow":
        kind, key = branch.get("target_kind", "end"), branch.get("target_key", "")
        if kind == "step":
            return cls(branch["condition"], f"{'back' if branch.get('is_back') else 'step'}:{key}")
        return cls(branch["condition"], kind, sop_named(key, sop_titles) if kind == "sop" else "")

    def to_dict(self) -> dict[str, Any]:
        if self.target.startswith("back:"):
            return _branch(self.condition, "step", self.step_key) | {"is_back": True}
        if self.target.startswith("step:"):
            return _branch(self.condition, "step", self.target.removeprefix("step:"))
        if self.target == "sop":
            return _branch(self.condition, "sop", sop_key(self.sop))
        return _branch(self.condition, "end", "")

    @property
    def step_key(self) -> str:
        return self.target[5:] if self.target.startswith(("step:", "back:")) else ""


@dataclass(frozen=True)
class LinkRow:
    """A link, as it stands in the form: `address` is a web address or an SOP."""

    label: str = ""
    address: str = ""
    kind: str = ""

    @classmethod
    def of(cls, link: Mapping[str, str], sop_titles: Mapping[str, str]) -> "LinkRow":
        to_sop = link.get("sop_key", "")
        address = sop_named(to_sop, sop_titles) if to_sop else link.get("url", "")
        return cls(link["label"], address, link.get("kind", ""))

    def to_dict(self) -> dict[str, str]:
        """A key of an SOP where one was chosen, else the address; a bare domain is meant as https."""
        address = self.address.strip()
        to_sop = "" if re.match(r"[a-z]+:", address, re.IGNORECASE) or "." in address else sop_key(address)
        if to_sop:
            return {"label": self.label or address.split("·")[0].strip(), "url": "", "sop_key": to_sop, "kind": "sop"}
        if address and not re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE):
            address = f"https://{address}"
        kind = "" if self.kind == "sop" else self.kind
        return {"label": self.label or self.address.strip(), "url": address, "sop_key": "", "kind": kind}


@dataclass(frozen=True)
class FixRow:
    """Troubleshooting, as it stands in the form."""

    symptom: str = ""
    fix: str = ""

    def to_dict(self) -> dict[str, str]:
        return {"symptom": self.symptom.strip(), "fix": self.fix.strip()}


def fix_rows(data: QueryDict) -> list[FixRow]:
    columns = (data.getlist(name) for name in ("fix_symptom", "fix_fix"))
    rows = [FixRow(*row) for row in zip(*columns, strict=False)]
    return [row for row in rows if row.symptom.strip() or row.fix.strip()]


def branch_rows(data: QueryDict) -> list[BranchRow]:
    columns = (data.getlist(name) for name in ("branch_condition", "branch_target", "branch_sop"))
    rows = [BranchRow(*row) for row in zip(*columns, strict=False)]
    return [row for row in rows if row.condition.strip()]


def link_rows(data: QueryDict) -> list[LinkRow]:
    columns = (data.getlist(name) for name in ("link_label", "link_address", "link_kind"))
    rows = [LinkRow(*row) for row in zip(*columns, strict=False)]
    return [row for row in rows if row.label.strip() or row.address.strip()]


def sop_named(key: str, titles: Mapping[str, str]) -> str:
    """How an SOP stands in a field: “Title · key”."""
    return f"{titles[key]} · {key}" if key in titles else key


def sop_key(text: str) -> str:
    """The key in what somebody chose, typed or pasted; the text itself where there is none, to be mended."""
    found = _KEY.search(text.strip())
    return found.group(1) if found else text.strip()[:40]


def _branch(condition: str, kind: str, key: str) -> dict[str, Any]:
    return {"condition": condition.strip(), "target_kind": kind, "target_key": key}
