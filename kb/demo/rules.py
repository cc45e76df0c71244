"""Context rules of the demo library: made once, and only where a library has none yet."""

from pathlib import Path
from typing import Any

import yaml

from access.models import Library
from integrations.crm import services
from integrations.crm.conditions import Condition
from integrations.models import ContextRule, PipelineMap
from sops.models import Sop

FILE = Path(__file__).with_name("rules.yaml")


def load(*, library: Library, by: Any) -> int:
    """How many were made. Rules of SOPs that are not there are left out."""
    if ContextRule.objects.filter(sop__library=library).exists():
        return 0
    data = yaml.safe_load(FILE.read_text())
    sops = {sop.key: sop for sop in Sop.objects.filter(library=library).published()}
    wanted = [entry for entry in data["rules"] if entry["sop"] in sops]
    for entry in wanted:
        sop = sops[entry["sop"]]
        services.save_rule(
            library=library,
            crm=entry.get("crm", ""),
            object_name=entry["object"],
            conditions=[Condition(*condition) for condition in entry["when"]],
            sop=sop,
            step=sop.steps.present()[entry["step"] - 1] if "step" in entry else None,
            by=by,
        )
    for entry in data["stages"] if wanted else []:
        if not PipelineMap.objects.filter(library=library, crm=entry["crm"]).exists():
            services.set_map(library=library, by=by, **entry)
    return len(wanted)
