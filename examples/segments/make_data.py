#!/usr/bin/env python3
"""Makes examples/segments/data from the table ImageSegments of the Python package river.

    python3 make_data.py            # makes a temporary virtual environment, writes data/

Pieces of three by three pixels of seven outdoor photographs, each classified by hand: Brodley,
University of Massachusetts, 1990; the UCI Machine Learning Repository's "Image Segmentation",
CC BY 4.0. river is BSD-licensed. Run again, it writes the same bytes.

data/segments.csv  one row for each piece
"""

import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "river==0.26.1"


def main():
    with tempfile.TemporaryDirectory() as folder:
        # The package's own needs are many and nothing of them is used: only its files.
        venv.create(folder, with_pip=True)
        pip = [str(Path(folder, "bin", "python")), "-m", "pip", "install", "-q", "--no-deps"]
        subprocess.run([*pip, "--target", f"{folder}/package", PACKAGE], check=True)
        (HERE / "data").mkdir(exist_ok=True)
        with zipfile.ZipFile(f"{folder}/package/river/datasets/segment.csv.zip") as packed:
            with packed.open(packed.namelist()[0]) as table:
                with open(HERE / "data" / "segments.csv", "wb") as out:
                    shutil.copyfileobj(table, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
