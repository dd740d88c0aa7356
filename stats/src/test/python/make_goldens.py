"""Writes the reference values of the statistics' tests.

    python -m venv venv && venv/bin/pip install scipy==1.17.1 scikit-learn==1.9.1 evidently==0.7.21 "pandas<3"
    venv/bin/python make_goldens.py ../resources/io/noria/stats

Samples are made on both sides from the same generator (Knuth's MMIX multiplier), so the files hold
recipes and expected numbers, never the samples.
"""

import csv
import math
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import metrics

warnings.filterwarnings("ignore")

MASK = (1 << 64) - 1


def uniform(seed, n):
    state, out = seed, np.empty(n)
    for i in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        out[i] = (state >> 11) / float(1 << 53)
    return out


def sample(kind, seed, n):
    u = uniform(seed, n)
    if kind == "uniform":
        return u
    if kind == "shifted":
        return u + 0.05
    if kind == "far":
        return u + 0.7
    if kind == "squared":
        return u * u * 10
    if kind == "tied":
        return np.floor(u * 30)
    if kind == "few":
        return np.floor(u * u * 6)
    if kind == "wide":
        return np.floor(u * 500) - 100
    raise ValueError(kind)


def integral(kind):
    return kind in ("tied", "few", "wide")


def text(value):
    return repr(float(value))


def write(folder, name, source, header, rows):
    with open(f"{folder}/{name}", "w", newline="") as out:
        out.write(f"# {source}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def one_sample_law(folder):
    rows = []
    for n in [1, 2, 3, 5, 10, 37, 100, 139, 140, 141, 150, 500, 1000, 5000, 20000, 99999, 100000,
              100001, 300000, 2000000]:
        wanted = set()
        for t in [0.3, 0.5, 0.500001, 0.7, 0.999, 1.0, 1.0001, 1.5, 2.0, 2.5, 3.3]:
            wanted.add(t / n)
        for square in [0.05, 0.2, 0.5, 0.754, 0.754693, 0.7547, 1.0, 1.5, 2.19, 2.2, 2.21, 3.0, 3.99,
                       4.0, 4.01, 10.0, 17.9, 18.0, 18.1, 60.0, 200.0, 345.0, 371.0]:
            wanted.add(math.sqrt(square / n))
        for border in [1.39, 1.4, 1.41]:
            wanted.add((border / n) ** (2 / 3))
        for d in [0.49, 0.5, 0.51, 0.8, 0.95]:
            wanted.add(d)
        wanted.update([(n - 1) / n, (n - 1.5) / n, (n - 0.5) / n])
        for d in sorted(wanted):
            if 0 < d < 1:
                rows.append([n, text(d), text(stats.kstwo.sf(d, n))])
    write(folder, "ks_one_sample.csv", f"scipy {scipy.__version__} stats.kstwo.sf(d, n)",
          ["n", "d", "p"], rows)


def exact_law(folder):
    from scipy.stats._stats_py import _attempt_exact_2kssamp
    rows = []
    pairs = [(1, 1), (1, 2), (2, 3), (4, 4), (5, 9), (10, 10), (17, 10), (25, 50), (60, 61), (100, 100),
             (128, 96), (333, 1000), (1000, 1000), (2000, 1500), (5000, 5000), (9999, 10000),
             (10000, 10000), (10000, 3), (7001, 4000)]
    for n1, n2 in pairs:
        g = math.gcd(n1, n2)
        lcm = n1 // g * n2
        for share in [0.0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.9, 1.0]:
            h = int(round(share * lcm))
            ok, d, p = _attempt_exact_2kssamp(n1, n2, g, h / lcm, "two-sided")
            if not ok:  # ks_2samp falls back to the one-sample law here
                print("not exact:", n1, n2, h, p)
                continue
            rows.append([n1, n2, h, text(d), text(p)])
    write(folder, "ks_exact.csv", f"scipy {scipy.__version__} exact two-sided law of ks_2samp",
          ["n1", "n2", "h", "d", "p"], rows)


def two_samples(folder):
    import pandas as pd
    from evidently.legacy.calculations.stattests import get_stattest
    from evidently.legacy.core import ColumnType
    import evidently
    cases = []
    kinds = [("uniform", "uniform"), ("uniform", "shifted"), ("uniform", "far"), ("squared", "squared"),
             ("squared", "uniform"), ("tied", "tied"), ("tied", "few"), ("few", "few"), ("wide", "wide"),
             ("wide", "tied")]
    sizes = [(1, 5), (30, 30), (50, 49), (512, 512), (900, 1300), (10000, 10000), (10000, 8000),
             (10001, 50), (10001, 10000), (12000, 141), (30000, 6000)]
    for i, (left, right) in enumerate(kinds):
        for j, (n1, n2) in enumerate(sizes):
            cases.append((left, 1000 + i * 97 + j, n1, right, 5000 + i * 89 + j, n2))
    rows = []
    for left, s1, n1, right, s2, n2 in cases:
        a, b = sample(left, s1, n1), sample(right, s2, n2)
        ks = stats.ks_2samp(a, b)
        both = integral(left) and integral(right)
        x = pd.Series(a.astype(int) if both else a)
        y = pd.Series(b.astype(int) if both else b)
        scores = []
        for name in ["psi", "jensenshannon", "wasserstein"]:
            test = get_stattest(x, y, ColumnType.Numerical, name)
            scores.append(text(test.func(x, y, ColumnType.Numerical, 0.1)[0]))
        if both:
            keys = sorted(set(x) | set(y))
            observed = np.array([(y == key).sum() for key in keys])
            expected = np.array([(x == key).sum() * n2 / n1 for key in keys])
            if len(keys) > 1:
                with np.errstate(divide="ignore"):
                    statistic = float(np.sum((observed - expected) ** 2 / expected))
                p = float(stats.chi2.sf(statistic, len(keys) - 1))
            else:
                statistic, p = 0.0, 1.0
            scores += [text(statistic), text(p)]
        else:
            scores += ["", ""]
        rows.append([left, s1, n1, right, s2, n2, text(ks.statistic), text(ks.pvalue),
                     text(ks.statistic_location), int(ks.statistic_sign)] + scores)
    write(folder, "two_samples.csv",
          f"scipy {scipy.__version__} ks_2samp and chi2.sf; evidently {evidently.__version__} psi, "
          "jensenshannon, wasserstein",
          ["left", "seed1", "n1", "right", "seed2", "n2", "d", "p", "location", "sign", "psi", "js",
           "wasserstein", "chi2", "chi2_p"], rows)


def classifiers(folder):
    rows = []
    cases = [(11, 10, "plain"), (12, 50, "tied"), (13, 999, "plain"), (14, 1000, "coarse"),
             (15, 5000, "sure"), (16, 28000, "plain"), (17, 28000, "tied"), (18, 40, "never"),
             (19, 30, "coarse")]
    for seed, n, kind in cases:
        u = uniform(seed, 2 * n)
        score = 0.02 + 0.96 * u[:n]
        if kind == "tied":
            score = np.floor(score * 25) / 25
        if kind == "coarse":
            score = np.floor(score * 3) / 3
        if kind == "sure":
            score = np.round(score)
        label = (u[n:] < 0.2 + 0.5 * u[:n]).astype(int)
        predicted = (score >= (1.5 if kind == "never" else 0.5)).astype(int)
        rows.append([seed, n, kind, text(metrics.accuracy_score(label, predicted)),
                     text(metrics.precision_score(label, predicted, zero_division=0)),
                     text(metrics.recall_score(label, predicted, zero_division=0)),
                     text(metrics.f1_score(label, predicted, zero_division=0)),
                     text(metrics.roc_auc_score(label, score)),
                     text(metrics.log_loss(label, score))])
    write(folder, "classifiers.csv", f"scikit-learn {sklearn.__version__} metrics",
          ["seed", "n", "kind", "accuracy", "precision", "recall", "f1", "auc", "log_loss"], rows)


def multiclass(folder):
    """Rows whose classes follow their probabilities; "rare" has one class that is never predicted,
    "sure" has probabilities of 0 and 1."""
    rows = []
    cases = [(21, 30, 3, "plain"), (22, 1000, 3, "plain"), (23, 20000, 7, "plain"),
             (24, 900, 4, "tied"), (25, 600, 4, "rare"), (26, 500, 3, "sure")]
    for seed, n, k, kind in cases:
        u = uniform(seed, n * (k + 1))
        weight = 0.05 + u[:n * k].reshape(n, k)
        if kind == "tied":
            weight = np.floor(weight * 4) + 1
        if kind == "rare":
            weight[:, 1] = weight[:, 1] / 50
        if kind == "sure":
            weight = (weight == weight.max(axis=1, keepdims=True)).astype(float)
        p = weight / weight.sum(axis=1, keepdims=True)
        label = np.minimum((u[n * k:] * k).astype(int), k - 1)
        likely = u[n * k:] * 7 % 1 < 0.6
        label = np.where(likely, p.argmax(axis=1), label)
        predicted = p.argmax(axis=1)
        assert len(set(label)) == k
        rows.append([seed, n, k, kind, text(metrics.accuracy_score(label, predicted)),
                     text(metrics.f1_score(label, predicted, average="macro", zero_division=0)),
                     text(metrics.log_loss(label, p)),
                     text(metrics.roc_auc_score(label, p, multi_class="ovr", average="macro"))])
    write(folder, "multiclass.csv", f"scikit-learn {sklearn.__version__} metrics",
          ["seed", "n", "k", "kind", "accuracy", "f1_macro", "log_loss", "auc_macro"], rows)


def regressions(folder):
    rows = []
    for seed, n in [(31, 5), (32, 1000), (33, 20000), (34, 400)]:
        u = uniform(seed, 2 * n)
        actual, predicted = 10 * u[:n], 10 * u[:n] + u[n:] - 0.4
        if seed == 34:  # a price far from zero, and predictions worse than its mean
            actual, predicted = 250000 + 40 * u[:n], 250000 + 80 * u[n:]
        rows.append([seed, n, text(metrics.mean_absolute_error(actual, predicted)),
                     text(metrics.root_mean_squared_error(actual, predicted)),
                     text(metrics.r2_score(actual, predicted)),
                     text(metrics.max_error(actual, predicted))])
    write(folder, "regressions.csv", f"scikit-learn {sklearn.__version__} metrics",
          ["seed", "n", "mae", "rmse", "r2", "max_error"], rows)


def quantiles(folder):
    rows = []
    for seed, n in [(41, 1), (42, 2), (43, 10), (44, 1001)]:
        for q in [0, 0.005, 0.025, 0.25, 0.5, 0.9, 0.975, 1]:
            rows.append([seed, n, q, text(np.quantile(sample("squared", seed, n), q))])
    write(folder, "quantiles.csv", f"numpy {np.__version__} quantile", ["seed", "n", "q", "value"], rows)


def delong(folder):
    """DeLong's variance straight from its definition: structural components, no mid-ranks."""
    rows = []
    for seed, n, steps in [(51, 40, 1000000), (52, 400, 1000000), (53, 900, 12)]:
        u = uniform(seed, 2 * n)
        score = np.floor(u[:n] * steps) / steps
        label = u[n:] < 0.2 + 0.5 * u[:n]
        x, y = score[label], score[~label]
        psi = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
        area = psi.mean()
        variance = (np.var(psi.mean(axis=1), ddof=1) / len(x)
                    + np.var(psi.mean(axis=0), ddof=1) / len(y))
        reach = stats.norm.ppf(0.975) * math.sqrt(variance)
        rows.append([seed, n, steps, text(area), text(area - reach), text(area + reach)])
    write(folder, "delong.csv", f"the definition in numpy {np.__version__}; normal quantile of scipy "
          f"{scipy.__version__}", ["seed", "n", "steps", "auc", "low", "high"], rows)


if __name__ == "__main__":
    target = sys.argv[1]
    one_sample_law(target)
    exact_law(target)
    two_samples(target)
    classifiers(target)
    multiclass(target)
    regressions(target)
    quantiles(target)
    delong(target)
