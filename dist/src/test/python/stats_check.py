"""Recomputes a deployment's window statistics with SciPy, NumPy and scikit-learn.

    python stats_check.py evidence.json

The file holds columns as they were served, the reference they were compared with, and the figures
that Noria gave for them:

    {"drift": [{"window": "...", "column": "temp", "numeric": true, "integral": false,
                "reference": [...], "current": [...],            # null is missing
                "psi": 0.1, "ks_statistic": 0.2, "ks_p": 1e-9,   # ks for numbers only
                "chi_square": null, "chi_square_p": null}],
     "performance": [{"window": "...", "labels": [0, 1], "scores": [0.2, 0.7],
                      "predicted": [0, 1], "metrics": {"auc": 1.0, "f1": 1.0, ...}}]}

Statistics must agree within 1e-12 relative, D to the last digit, p-values within 1e-9 relative.
"""

import json
import sys
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics

warnings.filterwarnings("ignore", category=RuntimeWarning)

STATISTIC = 1e-12
P_VALUE = 1e-9
NEARLY_NOTHING = 1e-3  # sums that cancel keep their absolute error
TINY = 1e-300  # below, doubles have fewer digits than are asked for


class Tally:
    def __init__(self):
        self.checked = 0
        self.problems = []

    def same(self, what, ours, theirs, tolerance, floor=0.0):
        """Within the tolerance of what is expected, or of the floor where that is smaller."""
        self.checked += 1
        if ours is None or abs(ours - theirs) > tolerance * max(abs(theirs), floor):
            self.problems.append(f"{what}: {ours!r} (expected: {theirs!r})")


def shares(reference, current, numeric, integral):
    """Bins as Evidently 0.7.21 makes them."""
    if numeric and len(np.unique(reference)) > 20:
        pooled = np.concatenate([reference, current])
        edges = np.histogram_bin_edges(pooled.astype(int) if integral else pooled, bins="sturges")
        pair = [np.histogram(side, edges)[0] / len(side) for side in (reference, current)]
    else:
        keys = sorted(set(reference) | set(current))
        pair = []
        for side in (reference, current):
            values, counts = np.unique(side, return_counts=True)
            found = dict(zip(values.tolist(), counts))
            pair.append(np.array([found.get(key, 0) for key in keys]) / len(side))
    for side in pair:
        smallest = side[side != 0].min()
        side[side == 0] = smallest / 1e6 if smallest <= 0.0001 else 0.0001
    return pair


def psi(reference, current, numeric, integral):
    r, c = shares(reference, current, numeric, integral)
    return float(np.sum((r - c) * np.log(r / c)))


def present(values, numeric):
    kept = [value for value in values if value is not None]
    return np.array(kept, dtype=float if numeric else object)


def drift(tally, item):
    what = f"window {item['window']} column {item['column']}"
    numeric = item["numeric"]
    reference, current = present(item["reference"], numeric), present(item["current"], numeric)
    if len(reference) == 0 or len(current) == 0:
        return
    if not numeric:
        reference, current = reference.astype(str), current.astype(str)
    tally.same(what + " psi", item["psi"],
               psi(reference, current, numeric, item.get("integral", False)), STATISTIC,
               NEARLY_NOTHING)
    if numeric:
        ks = stats.ks_2samp(reference, current)
        tally.same(what + " ks statistic", item["ks_statistic"], float(ks.statistic), 0)
        tally.same(what + " ks p", item["ks_p"], float(ks.pvalue), P_VALUE, TINY)


def performance(tally, item):
    what = f"window {item['window']}"
    labels = np.array(item["labels"])
    scores, predicted = np.array(item["scores"]), np.array(item["predicted"])
    expected = {
        "auc": lambda: metrics.roc_auc_score(labels, scores),
        "accuracy": lambda: metrics.accuracy_score(labels, predicted),
        "precision": lambda: metrics.precision_score(labels, predicted, zero_division=0),
        "recall": lambda: metrics.recall_score(labels, predicted, zero_division=0),
        "f1": lambda: metrics.f1_score(labels, predicted, zero_division=0),
        "log_loss": lambda: metrics.log_loss(labels, scores),
    }
    for name, value in item["metrics"].items():
        tally.same(f"{what} {name}", value, float(expected[name]()), STATISTIC)


def main(path):
    with open(path) as source:
        evidence = json.load(source)
    tally = Tally()
    for item in evidence["drift"]:
        drift(tally, item)
    for item in evidence["performance"]:
        performance(tally, item)
    for problem in tally.problems:
        print(problem, file=sys.stderr)
    print(f"{tally.checked} figures checked, {len(tally.problems)} differ")
    return 1 if tally.problems or tally.checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
