"""TorchServe's handler as a function; the model's file is named in the archive's manifest."""

import json
import os

import numpy as np

import scorers

score = None


def handle(data, context):
    global score
    if score is None:
        found = context.manifest["model"]["serializedFile"]
        score = scorers.load(os.path.join(context.system_properties["model_dir"], found))
    if data is None:
        return None
    answers = []
    for question in data:
        body = question.get("data") or question.get("body")
        if isinstance(body, (bytes, bytearray)):
            body = json.loads(body)
        answers.append(score(np.asarray(body["features"], dtype=np.float32)).astype(float).tolist())
    return answers
