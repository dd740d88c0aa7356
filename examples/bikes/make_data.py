#!/usr/bin/env python3
"""Makes examples/bikes/data from the table Bikeshare of the Python package ISLP.

    python3 make_data.py            # makes a temporary virtual environment, writes data/

The rentals of Capital Bikeshare in Washington, D.C., hour by hour through 2011, with the weather:
Fanaee-T and Gama, "Event labeling combining ensemble detectors and background knowledge", 2013; the
UCI Machine Learning Repository's "Bike Sharing", CC BY 4.0. ISLP is BSD-licensed. Run again, it writes
the same bytes.

data/bikes/2011-MM.parquet  one row for each hour that was recorded, a file for each month
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "ISLP==0.6.0"
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
        table = f"{folder}/package/ISLP/data/Bikeshare.csv"
        return subprocess.run([python, __file__, table], env={**os.environ}).returncode


def write(table):
    import pandas as pd

    rows = pd.read_csv(table)
    start = pd.Timestamp("2011-01-01")
    hours = pd.to_timedelta(rows.day - 1, unit="D") + pd.to_timedelta(rows.hr, unit="h")
    rows.insert(0, "hour", (start + hours).astype("datetime64[us]"))
    rows = rows.drop(columns=["day", "mnth"]).sort_values("hour", ignore_index=True)
    folder = HERE / "data" / "bikes"
    folder.mkdir(parents=True, exist_ok=True)
    for month, part in rows.groupby(rows.hour.dt.strftime("%Y-%m"), sort=True):
        part.to_parquet(folder / f"{month}.parquet", index=False, compression="zstd")
    return 0


if __name__ == "__main__":
    sys.exit(main())
