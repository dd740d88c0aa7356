"""Writes runs straight into the SQLite file of MLflow's or FastTrackML's server, which is down.

    fill_tracking.py mlflow|fasttrackml FILE RUNS

Over HTTP a hundred thousand runs would take MLflow an hour. What is written is what the same
runs would have left: see Runs.java, whose figures these are.
"""

import sqlite3
import sys

METRICS, PARAMS, TAGS = 20, 20, 10
START = 1364774400000


def mixed(n):
    """A 64-bit mix of the number, the same as in Runs.java."""
    n = (n * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    n ^= n >> 30
    n = (n * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    return n ^ (n >> 27)


def value(run, key):
    return (mixed(run * 64 + key) >> 11) / float(1 << 53)


def main(system, file, count):
    db = sqlite3.connect(file)
    db.execute("PRAGMA synchronous = OFF")
    location = "file:///tmp" if system == "fasttrackml" else "mlflow-artifacts:/0"
    for begin in range(0, count, 2000):
        runs, params, tags, metrics, latest = [], [], [], [], []
        for run in range(begin, min(begin + 2000, count)):
            uuid = f"{mixed(run):016x}{run:016x}"
            name = f"bench-{run}"
            begun = START + run * 1000
            runs.append((uuid, name, begun, begun + 500, f"{location}/{uuid}/artifacts", run))
            tags.append(("mlflow.runName", name, uuid))
            for key in range(TAGS):
                tags.append((f"t{key}", f"team-{mixed(run * 64 + 40 + key) % 50}", uuid))
            for key in range(PARAMS):
                params.append((f"p{key}", f"value-{mixed(run * 64 + 20 + key) % 100}", uuid))
            for key in range(METRICS):
                point = (f"m{key}", value(run, key), begun, uuid)
                metrics.append(point)
                latest.append(point)
        if system == "mlflow":
            db.executemany(
                "INSERT INTO runs (run_uuid, name, start_time, end_time, artifact_uri, source_type, source_name,"
                " entry_point_name, user_id, status, source_version, lifecycle_stage, experiment_id)"
                " VALUES (?, ?, ?, ?, ?, 'UNKNOWN', '', '', 'bench', 'FINISHED', '', 'active', 0)",
                [row[:5] for row in runs],
            )
            db.executemany("INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)", params)
            db.executemany("INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)", tags)
            db.executemany(
                "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, 0, 0)", metrics
            )
            db.executemany(
                "INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, 0, 0)",
                latest,
            )
        else:
            db.executemany(
                "INSERT INTO runs (run_uuid, name, start_time, end_time, artifact_uri, row_num, source_type,"
                " user_id, status, lifecycle_stage, experiment_id)"
                " VALUES (?, ?, ?, ?, ?, ?, 'UNKNOWN', 'bench', 'FINISHED', 'active', 0)",
                runs,
            )
            db.executemany("INSERT INTO params (key, value_str, run_uuid) VALUES (?, ?, ?)", params)
            db.executemany("INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)", tags)
            context = db.execute("SELECT min(id) FROM contexts").fetchone()[0]
            if context is None:
                db.execute("INSERT INTO contexts (id, json) VALUES (1, '{}')")
                context = 1
            db.executemany(
                "INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan, iter, context_id)"
                " VALUES (?, ?, ?, ?, 0, 0, 1, ?)",
                [row + (context,) for row in metrics],
            )
            db.executemany(
                "INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan, last_iter, context_id)"
                " VALUES (?, ?, ?, ?, 0, 0, 1, ?)",
                [row + (context,) for row in latest],
            )
        db.commit()
    db.execute("ANALYZE")
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
