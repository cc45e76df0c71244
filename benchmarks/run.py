"""`make bench`: start-up, ingest, search and exports beside their raw parts, into results.json and the README."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import machine, report
from benchmarks.parts import exports, ingest, search, starting, versions

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, nargs="*", default=[10_000, 30_000], help="sizes of the search measure")
    parser.add_argument("--only", choices=["starting", "ingest", "search", "exports", "versions"], nargs="*")
    options = parser.parse_args()
    wanted = options.only or ["starting", "ingest", "search", "exports", "versions"]
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results |= {"machine": machine.described(), "measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    if "starting" in wanted:
        results["starting"] = starting.measure()
    if "ingest" in wanted:
        results["ingest"] = ingest.measure()
    if "search" in wanted:
        results["search"] = [search.measure(steps) for steps in options.steps]
    if "exports" in wanted:
        results["exports"] = exports.measure()
    if "versions" in wanted:
        results["versions"] = versions.measure()
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    report.into_readme(results)
    print(report.table(results))


if __name__ == "__main__":
    main()
