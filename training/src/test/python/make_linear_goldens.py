"""Makes the tables and scikit-learn's answers that LinearTrainerIT compares with.

    python make_linear_goldens.py ../resources/io/noria/training/linear

The tables are scikit-learn's own copies of "wine" and "breast cancer" (UCI, CC BY 4.0) and
"diabetes" (Efron, Hastie, Johnstone and Tibshirani 2004), and the Palmer penguins (CC0) out of the
package palmerpenguins, whose texts and gaps are kept. Made with scikit-learn 1.9.1.
"""

import pathlib
import sys

import numpy as np
import pandas as pd
from palmerpenguins import load_penguins
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.linear_model import LogisticRegression, Ridge


def design(features):
    """Standardised numbers with gaps at the mean, a column a category, a column for gaps."""
    columns = []
    for name in features:
        column = features[name]
        gaps = column.isna().to_numpy()
        if column.dtype.kind in "if":
            numbers = column.to_numpy(dtype=np.float32).astype(np.float64)
            mean, scale = np.nanmean(numbers), np.nanstd(numbers)
            columns.append(np.where(gaps, 0, (numbers - mean) / scale))
        else:
            columns.extend((column == text).to_numpy(float) for text in sorted(column.dropna().unique()))
        if gaps.any():
            columns.append(gaps.astype(float))
    return np.column_stack(columns)


def write(folder, name, table, target):
    features = table.drop(columns=target)
    if table[target].dtype.kind == "f":
        model = Ridge(alpha=1, tol=1e-12).fit(design(features), table[target])
        answers = model.predict(design(features))[:, None]
    else:
        model = LogisticRegression(C=1, tol=1e-11, max_iter=100_000).fit(design(features), table[target])
        answers = model.predict_proba(design(features))
        answers = answers[:, 1:] if answers.shape[1] == 2 else answers
    table.to_csv(folder / f"{name}.csv", index=False)
    np.savetxt(folder / f"{name}.expected.csv", answers, delimiter=",", fmt="%.12g")


def main(folder):
    wine = load_wine(as_frame=True)
    kinds = wine.frame.assign(target=wine.frame.target.map(lambda kind: "kind " + "abc"[kind]))
    write(folder, "wine", kinds, "target")
    cancer = load_breast_cancer(as_frame=True).frame
    write(folder, "cancer", cancer.iloc[:300, [0, 1, 2, 3, 4, 5, 6, 7, 30]], "target")
    write(folder, "diabetes", load_diabetes(as_frame=True, scaled=False).frame, "target")
    penguins = load_penguins().drop(columns="year")
    write(folder, "penguins", penguins, "species")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
