"""Histories of other systems: python elsewhere.py write FOLDER, or check URL."""

import datetime
import json
import math
import os
import sys
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
KEY = "fe5ed0231e4e4425a13b7c25ea82c51f"
BORN = datetime.datetime(2024, 3, 1, 10, tzinfo=datetime.timezone.utc)


def neptune(folder):
    import pyarrow as pa
    import pyarrow.parquet as pq

    # The columns and types of neptune-exporter.
    time = pa.timestamp("ms", tz="UTC")
    schema = pa.schema(
        [
            ("project_id", pa.string()),
            ("run_id", pa.string()),
            ("attribute_path", pa.string()),
            ("attribute_type", pa.string()),
            ("step", pa.decimal128(18, 6)),
            ("timestamp", time),
            ("int_value", pa.int64()),
            ("float_value", pa.float64()),
            ("string_value", pa.string()),
            ("bool_value", pa.bool_()),
            ("datetime_value", time),
            ("string_set_value", pa.list_(pa.string())),
            ("file_value", pa.struct([("path", pa.string())])),
            (
                "histogram_value",
                pa.struct(
                    [
                        ("type", pa.string()),
                        ("edges", pa.list_(pa.float64())),
                        ("values", pa.list_(pa.float64())),
                    ]
                ),
            ),
        ]
    )
    rows = []

    def add(path, kind, **value):
        row = dict.fromkeys(schema.names)
        row.update(project_id="org/vision", run_id="VIS-7", attribute_path=path)
        row.update(attribute_type=kind, **value)
        rows.append(row)

    add("sys/name", "string", string_value="wide")
    add("sys/owner", "string", string_value="ada")
    add("sys/creation_time", "datetime", datetime_value=BORN)
    add("sys/tags", "string_set", string_set_value=["b", "a"])
    add("params/lr", "float", float_value=1e-05)
    for i in range(20_000):
        add(
            "train/loss",
            "float_series",
            step=Decimal(i) / 4,
            timestamp=BORN + datetime.timedelta(milliseconds=i),
            float_value=None if i == 3 else 1 / (i + 1),
        )
    add("logs/out", "string_series", step=Decimal("0.5"), timestamp=BORN, string_value="hello, you")
    add("data/table.csv", "file", file_value={"path": "VIS-7/table.csv"})
    project = "org_vision-0123456789abcdef"
    data = folder / "neptune" / "data" / project
    data.mkdir(parents=True)
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(
        table, data / "VIS-7-0123456789abcdef_part_0.parquet", compression="snappy"
    )
    files = folder / "neptune" / "files" / project / "VIS-7"
    files.mkdir(parents=True)
    (files / "table.csv").write_text("a,b\n1,2\n")


def comet(folder):
    home = folder / "comet" / "team" / "churn" / KEY
    (home / "assets" / "image").mkdir(parents=True)
    (home / "metadata.json").write_text(
        json.dumps(
            {
                "experimentKey": KEY,
                "workspaceName": "team",
                "projectName": "churn",
                "startTimeMillis": 1700000000000,
                "endTimeMillis": 1700000060000,
                "tags": ["best"],
            }
        )
    )
    with open(home / "metrics.jsonl", "w") as out:
        for step in range(5000):
            line = {"metricName": "loss", "metricValue": str(1 / (step + 1)), "step": step}
            line.update(timestamp=1700000000000 + step, epoch=step // 1000)
            out.write(json.dumps(line) + "\n")
    (home / "parameters.json").write_text(json.dumps([{"name": "lr", "valueCurrent": "0.1"}]))
    (home / "others.jsonl").write_text(json.dumps({"name": "Name", "valueCurrent": "baseline"}))
    (home / "assets" / "image" / "plot.png").write_bytes(b"pixels")


def check(url):
    import mlflow

    mlflow.set_tracking_uri(url)
    client = mlflow.MlflowClient()
    run = client.get_run("VIS-7")
    assert client.get_experiment(run.info.experiment_id).name == "org/vision"
    assert (run.info.run_name, run.info.status) == ("wide", "FINISHED"), run.info
    assert run.info.start_time == int(BORN.timestamp() * 1000)
    assert run.data.params == {"params/lr": "1e-05"}, run.data.params
    assert run.data.tags["neptune.tags"] == "a,b"
    assert run.data.tags["noria.step.scale"] == "100"
    points = client.get_metric_history("VIS-7", "train/loss")
    assert [p.step for p in points] == [i * 25 for i in range(20_000)]
    assert math.isnan(points[3].value) and points[4].value == 1 / 5
    text = mlflow.artifacts.load_text(run.info.artifact_uri + "/logs/out.csv")
    assert text.splitlines() == ["step,timestamp,value", '0.5,2024-03-01T10:00:00Z,"hello, you"']
    assert mlflow.artifacts.load_text(run.info.artifact_uri + "/data/table.csv") == "a,b\n1,2\n"

    run = client.get_run(KEY)
    assert client.get_experiment(run.info.experiment_id).name == "team/churn"
    assert run.info.run_name == "baseline"
    assert (run.info.start_time, run.info.end_time) == (1700000000000, 1700000060000)
    assert run.data.params == {"lr": "0.1"}
    assert run.data.tags["comet.tags"] == "best"
    points = client.get_metric_history(KEY, "loss")
    assert [(p.step, p.value) for p in points] == [(i, 1 / (i + 1)) for i in range(5000)]
    assert client.get_metric_history(KEY, "epoch")[-1].value == 4
    assert "image/plot.png" in [f.path for f in client.list_artifacts(KEY, "image")]


if sys.argv[1] == "write":
    neptune(Path(sys.argv[2]))
    comet(Path(sys.argv[2]))
else:
    check(sys.argv[2])
