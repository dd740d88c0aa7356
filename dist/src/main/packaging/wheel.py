"""Makes the wheel of Noria from the staged folder: the Python package and, under it, the whole program.

Nothing but the standard library: a wheel is a zip with a list of its files (PEP 427) and a name that says
where it runs (PEP 600). Prints where it lies.
"""

import argparse
import base64
import hashlib
import os
import re
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STORED = {".jar", ".gz", ".parquet", ".png", ".zip"}
EXECUTABLE = ("bin/noria", "runtime/bin/java", "runtime/lib/jspawnhelper")
SUMMARY = "The whole life of a machine-learning model in one program: server, command line and Python client"


def python_version(version: str) -> str:
    """Maven's version as PEP 440 writes it."""
    written = re.sub(r"-SNAPSHOT$", ".dev0", version)
    if not re.fullmatch(r"\d+(\.\d+)*(\.dev0)?", written):
        sys.exit(f"wheel: version {version} (expected: numbers with dots, and perhaps -SNAPSHOT)")
    return written


class Wheel:
    """A wheel that is being written; its files in the order given, all of one time."""

    def __init__(self, path: Path, info: str, epoch: int):
        self._zip = zipfile.ZipFile(path, "w")
        self._info = info
        self._time = time.gmtime(max(epoch, 315_532_800))[:6]
        self._record: list[str] = []

    def add(self, name: str, content: bytes, mode: int = 0o644) -> None:
        entry = zipfile.ZipInfo(name, self._time)
        entry.external_attr = (0o100000 | mode) << 16
        entry.create_system = 3
        entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix in STORED else zipfile.ZIP_DEFLATED
        self._zip.writestr(entry, content, compresslevel=7)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        self._record.append(f"{quoted(name)},sha256={digest},{len(content)}")

    def close(self) -> None:
        name = f"{self._info}/RECORD"
        self._record.append(f"{name},,")
        self.add(name, ("\n".join(self._record) + "\n").encode())
        self._zip.close()


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if "," in name or '"' in name else name


def python_package(folder: Path) -> dict[str, bytes]:
    """The files of the package ``noria``, whose command runs the program that lies beside it."""
    source = folder / "src" / "noria"
    return {
        f"noria/{path.relative_to(source).as_posix()}": path.read_bytes()
        for path in sorted(source.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def metadata(folder: Path, version: str) -> str:
    """The package's description; what it needs stands in its pyproject.toml."""
    project = {}
    if (folder / "pyproject.toml").is_file():
        project = tomllib.loads((folder / "pyproject.toml").read_text()).get("project", {})
    lines = [
        "Metadata-Version: 2.1",
        "Name: noria",
        f"Version: {version}",
        f"Summary: {SUMMARY}",
        "License: Apache-2.0",
        f"Requires-Python: {project.get('requires-python', '>=3.10')}",
    ]
    lines += [f"Requires-Dist: {need}" for need in project.get("dependencies", [])]
    for extra, needs in project.get("optional-dependencies", {}).items():
        lines.append(f"Provides-Extra: {extra}")
        for need in needs:
            requirement, _, marker = need.partition(";")
            condition = f"({marker.strip()}) and extra == '{extra}'" if marker else f"extra == '{extra}'"
            lines.append(f"Requires-Dist: {requirement.strip()} ; {condition}")
    lines += ["Description-Content-Type: text/plain", "", "Type `noria demo`, then look at the pages it names.", ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("stage", "package", "license", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--machine", required=True)
    given = parser.parse_args()

    version = python_version(given.version)
    glibc = subprocess.run(
        ["bash", HERE / "glibc.sh", given.stage], check=True, capture_output=True, text=True
    ).stdout.strip()
    tag = f"py3-none-manylinux_{glibc.replace('.', '_')}_{given.machine}"
    info = f"noria-{version}.dist-info"
    path = given.out / f"noria-{version}-{tag}.whl"
    part = path.with_suffix(".part")
    wheel = Wheel(part, info, int(os.environ["SOURCE_DATE_EPOCH"]))
    for name, content in python_package(given.package).items():
        wheel.add(name, content)
    for file in sorted(given.stage.rglob("*")):
        name = file.relative_to(given.stage).as_posix()
        if file.is_symlink():
            sys.exit(f"wheel: {name} is a link (expected: none, since a wheel cannot hold one)")
        if file.is_file():
            wheel.add(f"noria/_dist/{name}", file.read_bytes(), 0o755 if name in EXECUTABLE else 0o644)
    wheel.add(f"{info}/METADATA", metadata(given.package, version).encode())
    wheel.add(
        f"{info}/WHEEL",
        f"Wheel-Version: 1.0\nGenerator: noria-dist\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(),
    )
    wheel.add(f"{info}/entry_points.txt", b"[console_scripts]\nnoria = noria._program:main\n")
    wheel.add(f"{info}/licenses/LICENSE", given.license.read_bytes())
    wheel.close()
    part.replace(path)
    print(path, end="")


if __name__ == "__main__":
    main()
