"""Reads and understands the files of a folder and tells what became of each, in a process with limits of its own.

    python -m tests.read.reading FOLDER [unrecognised]

A line of JSON for each file: its name, what became of it, seconds and the most memory so far in MB. `unrecognised`
leaves character recognition out: what decodes pictures is tested, not what recognises them.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import traceback
from pathlib import Path

ADDRESSES = 6 << 30  # bytes; beyond, a request for memory fails, and the test with it


def main(folder: Path, *, recognises: bool) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    from toolkit.errors import InputError
    from toolkit.pipeline import understand
    from toolkit.read import ocr

    if not recognises:
        ocr.read = lambda _: ocr.Reading([], False)
        ocr.installed = lambda: True
    for path in sorted(folder.iterdir()):
        start = time.process_time()
        print(json.dumps({"name": path.name, "became": "begun"}), flush=True)
        try:
            became = f"book of {len(understand(path).forms)}"
        except InputError as error:
            became = f"refused: {error.message}"
        except BaseException:
            became = traceback.format_exc()
        seconds = time.process_time() - start
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"name": path.name, "became": became, "seconds": seconds, "most": most}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), recognises="unrecognised" not in sys.argv)
