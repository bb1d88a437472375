"""Make a folder for what the tests write, and print where it is.

It is in memory where there is plenty: the tests write and delete some hundred thousand small files, on a slow disk for a tenth
of their time. Elsewhere it is where the system keeps temporary files.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 3_000_000_000
"""Bytes that all tests together may write."""
LEFT = 4_000_000_000
"""Bytes of memory that are to be left for the tests and the browser."""


def main() -> None:
    """Make the folder."""
    print(tempfile.mkdtemp(prefix="tongban-", dir=MEMORY if is_plenty() else None))


def is_plenty() -> bool:
    """Tell whether there is a file system in memory with enough room, in which programs can be started too."""
    try:
        free = shutil.disk_usage(MEMORY).free
        available = int(re.search(r"^MemAvailable: *(\d+) kB$", Path("/proc/meminfo").read_text("ascii"), re.M)[1]) * 1024
        return free >= ROOM and available >= ROOM + LEFT and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC and os.access(MEMORY, os.W_OK)
    except (OSError, TypeError):
        return False


if __name__ == "__main__":
    main()
