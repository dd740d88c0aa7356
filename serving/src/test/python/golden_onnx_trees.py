"""Makes onnx.json, which OnnxTreesTest compares with: python golden_onnx_trees.py FOLDER

Random ensembles with every mode, transform and aggregate of ai.onnx.ml's tree operators, and what
ONNX Runtime answers in one thread.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FEATURES = 4
ROWS = 24
MODES = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]


def rows(random, count):
    x = random.integers(-3, 4, size=(count, FEATURES)).astype(np.float64) / 2
    x[:, 0] = random.normal(size=count)
    x[:, 3] = random.integers(0, 40, size=count)
    x[random.uniform(size=x.shape) < 0.12] = np.nan
    return x


def tree(random, nodes, modes, depth):
    """Adds a tree's nodes breadth first to the lists; answers its leaves."""
    open_nodes, leaves, number = [(0, 0)], [], 1
    while open_nodes:
        node, level = open_nodes.pop(0)
        if level == depth or (level > 1 and random.uniform() < 0.3):
            leaves.append(node)
            nodes.append((node, 0, 0.0, "LEAF", 0, 0, 0))
            continue
        feature = int(random.integers(0, FEATURES))
        mode = modes[random.integers(0, len(modes))]
        value = random.normal() if feature == 0 else float(random.integers(-3, 4)) / 2
        value = float(random.integers(0, 40)) if feature == 3 else value
        nodes.append((node, feature, float(np.float32(value)), mode, number, number + 1, int(random.uniform() < 0.4)))
        open_nodes += [(number, level + 1), (number + 1, level + 1)]
        number += 2
    return leaves


def ensemble(random, prefix, modes, targets, trees=3, several=False, missing=True, positive=False, only=None):
    a = {name: [] for name in ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values",
                               "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids",
                               "nodes_missing_value_tracks_true")}
    w = {f"{prefix}_{name}": [] for name in ("treeids", "nodeids", "ids", "weights")}
    for number in range(trees):
        nodes = []
        for leaf in tree(random, nodes, modes, 3):
            ids = range(targets) if several else [only if only is not None else int(random.integers(0, targets))]
            for target in ids:
                weight = float(np.float32(random.normal()))
                w[f"{prefix}_treeids"].append(number)
                w[f"{prefix}_nodeids"].append(leaf)
                w[f"{prefix}_ids"].append(target)
                w[f"{prefix}_weights"].append(abs(weight) / 4 if positive else weight)
        for node in nodes:
            a["nodes_treeids"].append(number)
            for name, value in zip(("nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
                                    "missing_value_tracks_true"), node):
                a[f"nodes_{name}"].append(value)
    if not missing:
        del a["nodes_missing_value_tracks_true"]
    return a | w


def fifth(random, targets, aggregate, transform, doubles):
    """TreeEnsemble 5: splits and leaves in lists of their own, with sets."""
    kind = np.float64 if doubles else np.float32
    a = {name: [] for name in ("nodes_featureids", "nodes_truenodeids", "nodes_falsenodeids", "nodes_trueleafs",
                               "nodes_falseleafs", "nodes_missing_value_tracks_true", "tree_roots", "leaf_targetids")}
    modes, splits, weights, members = [], [], [], []

    def leaf():
        a["leaf_targetids"].append(int(random.integers(0, targets)))
        weights.append(random.normal())
        return len(weights) - 1

    def node(level):
        place = len(modes)
        feature = int(random.integers(0, FEATURES))
        mode = int(random.integers(0, 7)) if feature == 3 else int(random.integers(0, 6))
        modes.append(mode)
        splits.append(float(random.integers(0, 40)) if feature == 3 else random.normal())
        if mode == 6:
            members.append([float(m) for m in random.choice(40, size=9, replace=False)])
        for name in ("truenodeids", "falsenodeids", "trueleafs", "falseleafs"):
            a[f"nodes_{name}"].append(0)
        a["nodes_featureids"].append(feature)
        a["nodes_missing_value_tracks_true"].append(int(random.uniform() < 0.4))
        for side in ("true", "false"):
            end = level == 3 or random.uniform() < 0.2
            a[f"nodes_{side}leafs"][place] = int(end)
            a[f"nodes_{side}nodeids"][place] = leaf() if end else node(level + 1)
        return place

    for _ in range(4):
        a["tree_roots"].append(node(1))
    # The sets belong to their nodes in the order of the nodes.
    values = []
    for one in members:
        values += one + [np.nan]
    a |= {
        "n_targets": targets, "aggregate_function": aggregate, "post_transform": transform,
        "nodes_modes": np.array(modes, dtype=np.uint8), "nodes_splits": np.array(splits, dtype=kind),
        "leaf_weights": np.array(weights, dtype=kind),
    }
    if values:
        a["membership_values"] = np.array(values, dtype=kind)
    return a


def answer(operator, attributes, x, doubles):
    given = {
        name: numpy_helper.from_array(value, name) if isinstance(value, np.ndarray) else value
        for name, value in attributes.items()
    }
    classifier = operator == "TreeEnsembleClassifier"
    node = helper.make_node(operator, ["X"], ["L", "S"] if classifier else ["S"], domain="ai.onnx.ml", **given)
    number = TensorProto.DOUBLE if doubles and operator == "TreeEnsemble" else TensorProto.FLOAT
    outputs = [helper.make_tensor_value_info("S", number, None)]
    if classifier:
        label = TensorProto.STRING if "classlabels_strings" in attributes else TensorProto.INT64
        outputs = [helper.make_tensor_value_info("L", label, None)] + outputs
    graph = helper.make_graph(
        [node], "g",
        [helper.make_tensor_value_info("X", TensorProto.DOUBLE if doubles else TensorProto.FLOAT, [None, FEATURES])],
        outputs,
    )
    version = 5 if operator == "TreeEnsemble" else 3
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", version)])
    model.ir_version = 9
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    found = session.run(None, {"X": x.astype(np.float64 if doubles else np.float32)})
    return (found[0].tolist() if classifier else []), found[-1]


def case(name, operator, attributes, x, doubles=False):
    labels, scores = answer(operator, attributes, x, doubles)
    texts = attributes.get("classlabels_strings")
    integers, numbers, strings = {}, {}, {}
    for key, value in attributes.items():
        many = value.tolist() if isinstance(value, np.ndarray) else value if isinstance(value, list) else [value]
        if isinstance(many[0], str):
            strings[key] = many
        elif isinstance(many[0], int):
            integers[key] = many
        else:
            numbers[key] = [None if np.isnan(number) else number for number in many]
    return {
        "name": name, "operator": operator, "doubles": doubles, "integers": integers, "numbers": numbers,
        "texts": strings, "labels": [texts.index(label) for label in labels] if texts else labels,
        "scores": [None if np.isnan(s) else float(s) for s in np.asarray(scores, dtype=np.float64).ravel()],
    }


def cases(x):
    seed = 0

    def random():
        nonlocal seed
        seed += 1
        return np.random.default_rng(seed)

    regressor, classifier = "TreeEnsembleRegressor", "TreeEnsembleClassifier"
    for mode in MODES:
        yield case(mode, regressor, ensemble(random(), "target", [mode], 1) | {"n_targets": 1}, x)
        yield case(mode + " untracked", regressor, ensemble(random(), "target", [mode], 1, missing=False) | {"n_targets": 1}, x)
    for aggregate in ("SUM", "AVERAGE", "MIN", "MAX"):
        for targets in (1, 3):
            extra = {"n_targets": targets, "aggregate_function": aggregate, "base_values": [0.1, 0.7, -2.3][:targets]}
            yield case(f"{aggregate} of {targets}", regressor, ensemble(random(), "target", MODES, targets) | extra, x)
    for transform in ("LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"):
        for targets in (1, 3):
            extra = {"n_targets": targets, "post_transform": transform}
            yield case(f"{transform} of {targets}", regressor, ensemble(random(), "target", MODES, targets, several=targets > 1) | extra, x)
    yield case("double", regressor, ensemble(random(), "target", MODES, 1) | {"n_targets": 1}, x, doubles=True)
    for transform in ("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"):
        labels = {"classlabels_int64s": [3, 7], "post_transform": transform}
        yield case(f"one class {transform}", classifier, ensemble(random(), "class", MODES, 2, only=0) | labels, x)
        yield case(f"one positive class {transform}", classifier, ensemble(random(), "class", MODES, 2, only=0, positive=True) | labels, x)
        yield case(f"second class {transform}", classifier, ensemble(random(), "class", MODES, 2, only=1) | labels, x)
        yield case(f"one class, base {transform}", classifier, ensemble(random(), "class", MODES, 2, only=0) | labels | {"base_values": [0.3]}, x)
        yield case(f"one class, two bases {transform}", classifier, ensemble(random(), "class", MODES, 2, only=0) | labels | {"base_values": [0.3, -0.2]}, x)
        yield case(f"two classes {transform}", classifier, ensemble(random(), "class", MODES, 2, several=True) | labels, x)
        labels = {"classlabels_strings": ["a", "b", "c"], "post_transform": transform}
        yield case(f"three classes {transform}", classifier, ensemble(random(), "class", MODES, 3, several=True, positive=True) | labels, x)
        yield case(f"three classes, base {transform}", classifier, ensemble(random(), "class", MODES, 3) | labels | {"base_values": [0.5, -0.1, 0.2]}, x)
    for doubles in (False, True):
        for aggregate in range(4):
            yield case(f"five {aggregate} {doubles}", "TreeEnsemble", fifth(random(), 1, aggregate, 0, doubles), x, doubles)
        yield case(f"five of two {doubles}", "TreeEnsemble", fifth(random(), 2, 1, 0, doubles), x, doubles)
    for transform in (1, 2, 3):
        yield case(f"five transform {transform}", "TreeEnsemble", fifth(random(), 3, 1, transform, False), x)


def main():
    x = rows(np.random.default_rng(99), ROWS)
    asked = [None if np.isnan(v) else float(v) for v in x.ravel()]
    text = json.dumps({"library": f"onnxruntime {onnxruntime.__version__}", "rows": asked, "cases": list(cases(x))}, separators=(",", ":"))
    (pathlib.Path(sys.argv[1]) / "onnx.json").write_text(text)


if __name__ == "__main__":
    main()
