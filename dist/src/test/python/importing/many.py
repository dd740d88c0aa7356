"""Makes an MLflow database with many points: many.py FILE RUNS POINTS."""

import os
import random
import sqlite3
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

from mlflow import MlflowClient  # noqa: E402


def main(file, runs, points):
    client = MlflowClient("sqlite:///" + file)
    experiment = client.create_experiment("many", artifact_location=os.path.dirname(file) + "/none")
    ids = [client.create_run(experiment, run_name=f"run {n}").info.run_id for n in range(runs)]
    chance = random.Random(7)
    with sqlite3.connect(file) as connection:
        for run in ids:
            connection.executemany(
                "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)",
                ((f"m{n % 5}", chance.random(), 1700000000000 + n, run, n // 5) for n in range(points)),
            )
        connection.execute("UPDATE runs SET status = 'FINISHED', end_time = start_time + 1000")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
