"""The command ``noria``: the program that came with this package, run in place of this process."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn, Optional

MISSING = """\
noria: this Python package came without the program: it is the client alone, or for another system.
Where the program is, it is made by `./noria dist` from Noria's sources: as a wheel, a tarball or a Debian package.
Set NORIA_PROGRAM to its bin/noria to have this command start it."""


def program() -> Optional[Path]:
    """Where the program's start script lies: NORIA_PROGRAM, else beside this module; None when there is none."""
    said = os.environ.get("NORIA_PROGRAM")
    path = Path(said) if said else Path(__file__).resolve().parent / "_dist" / "bin" / "noria"
    return path if path.is_file() else None


def main() -> NoReturn:
    """Becomes the program, with this process's arguments, environment and streams."""
    found = program()
    if found is None:
        sys.exit(MISSING)
    # By bash rather than by its own right to be executed, which not every installer keeps.
    os.execvp("bash", ["bash", str(found), *sys.argv[1:]])


if __name__ == "__main__":
    main()
