"""Reads one file in a process of its own, with limits; see apart.py.

python -m sops.importing.child FILE NAME BUNDLE
Writes the bundle, and to standard output lines of JSON: `progress`, at last `found` or `refused`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from sops.importing import bundles
from sops.importing.base import ImportRefused, Source
from sops.importing.readers import read
from sops.process_limits import limit

CPU_SECONDS = 90
MEMORY_BYTES = 1_500_000_000
FILE_BYTES = 400_000_000


def main(path: str, name: str, bundle: str) -> None:
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, file_bytes=FILE_BYTES)
    settings.configure(USE_I18N=False)  # readers need no database and none of our secrets
    try:
        found = read(Source(name, Path(path).read_bytes()), lambda percent: _say({"progress": percent}))
        Path(bundle).write_bytes(bundles.write(found))
    except ImportRefused as problem:
        _say({"refused": str(problem)})
        return
    except MemoryError:
        _say({"refused": "Reading the file takes more memory than a file may. Split it, or leave out pictures."})
        return
    _say({"found": {"kind": found.kind, "left_out": found.left_out}})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
