#!/bin/sh
# The everyday work of the unmodified MLflow client against a running server.
#   mlflow_suite.sh URL [pytest arguments]
# Uses the Python of NORIA_TEST_PYTHON, else makes a virtual environment under .build/venv.
set -eu
url=${1:?"usage: mlflow_suite.sh URL [pytest arguments]"}
shift
here=$(cd "$(dirname "$0")" && pwd)
python=${NORIA_TEST_PYTHON:-}
if [ -z "$python" ]; then
  venv=$(cd "$here/../../../.." && pwd)/.build/venv
  python=$venv/bin/python
  if [ ! -x "$python" ]; then
    python3 -m venv "$venv"
    "$python" -m pip install --quiet --requirement "$here/requirements.txt" >&2
  fi
fi
NORIA_URL=$url exec "$python" -m pytest -q -p no:cacheprovider "$here/mlflow" "$@"
