"""A service of BentoML with one route for each model."""

import os

import bentoml
import numpy as np

import scorers


@bentoml.service(
    workers=int(os.environ.get("WORKERS", "1")),
    metrics={"enabled": False},
    logging={"access": {"enabled": False}},
    traffic={"timeout": 60},
)
class Scored:
    def __init__(self):
        self.scores = {name: scorers.load(path) for name, path in scorers.paths().items()}

    def score(self, model, features):
        return self.scores[model](np.asarray(features, dtype=np.float32)).astype(float).tolist()

    @bentoml.api(route="/predict/xgb")
    async def xgb(self, features: list) -> list:
        return self.score("xgb", features)

    @bentoml.api(route="/predict/forest")
    async def forest(self, features: list) -> list:
        return self.score("forest", features)

    @bentoml.api(route="/predict/mlp")
    async def mlp(self, features: list) -> list:
        return self.score("mlp", features)
