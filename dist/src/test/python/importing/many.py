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
    ids = [f"{n:032x}" for n in range(1, runs + 1)]
    chance = random.Random(7)
    with sqlite3.connect(file) as connection:
        connection.executemany(
            "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,"
            " end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)"
            " VALUES (?, ?, 'LOCAL', '', '', 'ada', 'FINISHED', 1700000000000, 1700000001000, '', 'active', '', ?)",
            ((run, "run " + run[-4:], int(experiment)) for run in ids),
        )
        for run in ids:
            connection.executemany(
                "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)",
                ((f"m{n % 5}", chance.random(), 1700000000000 + n, run, n // 5) for n in range(points)),
            )
            connection.executemany(
                "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, 0, 0, 0, 0, ?)",
                ((f"m{n}", run) for n in range(5)),
            )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
