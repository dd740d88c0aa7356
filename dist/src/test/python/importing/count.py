"""Counts runs and points over MLflow's client: count.py STORE."""

import os
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

from mlflow import MlflowClient  # noqa: E402

client = MlflowClient(sys.argv[1])
experiments = [e.experiment_id for e in client.search_experiments()]
runs = client.search_runs(experiments, max_results=1000)
points = sum(len(client.get_metric_history(r.info.run_id, key)) for r in runs for key in r.data.metrics)
print(f"{len(runs)} runs {points} points")
