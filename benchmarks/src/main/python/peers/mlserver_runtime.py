"""A runtime of MLServer's own kind: it is how a model without one of its packages is served."""

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse

import scorers


class Scored(MLModel):
    async def load(self) -> bool:
        self._score = scorers.load(self.settings.parameters.uri)
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        rows = self.decode(payload.inputs[0], default_codec=NumpyCodec)
        found = self._score(rows)
        return InferenceResponse(
            model_name=self.name, outputs=[NumpyCodec.encode_output("probability", found.astype("float32"))]
        )
