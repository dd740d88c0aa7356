"""The whole life of a model, from Python.

    >>> import noria
    >>> answer = noria.predict({"carrier": "UA", "distance": 1400, "hour": 18})
    >>> noria.why(answer.id)
    >>> noria.log_label(1, prediction_id=answer.id)
    >>> noria.dataset("flights").to_pandas()

The functions here ask the server that ``NORIA_URL`` names (default ``http://127.0.0.1:7600``) as the caller that
``NORIA_TOKEN`` names. :class:`Client` is for another server. Needs nothing but the standard library; pandas and
pyarrow where rows come as tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, Optional, Union

from noria._errors import NoriaError
from noria._version import __version__

if TYPE_CHECKING:
    from datetime import datetime
    from types import ModuleType

    from noria import _api
    from noria._client import Client
    from noria._data import Dataset, DatasetVersion
    from noria._handles import Deployment, Model, ModelVersion
    from noria._html import Table
    from noria._predict import Prediction
    from noria._thread import Lineage, Story

__all__ = [
    "Client",
    "Dataset",
    "DatasetVersion",
    "Deployment",
    "Lineage",
    "Model",
    "ModelVersion",
    "NoriaError",
    "Prediction",
    "Story",
    "Table",
    "__version__",
    "dataset",
    "datasets",
    "deployment",
    "deployments",
    "impact",
    "lineage",
    "log_label",
    "log_labels",
    "log_prediction",
    "log_predictions",
    "mlflow",
    "model",
    "models",
    "predict",
    "rerun",
    "runs",
    "why",
]

# Loaded when they are first named, so that importing the package costs next to nothing.
_LATER: Dict[str, str] = {
    "Client": "_client",
    "Dataset": "_data",
    "DatasetVersion": "_data",
    "Deployment": "_handles",
    "Lineage": "_thread",
    "Model": "_handles",
    "ModelVersion": "_handles",
    "Prediction": "_predict",
    "Story": "_thread",
    "Table": "_html",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'noria' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"noria.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> List[str]:
    return sorted(__all__)


def _default() -> Client:
    from noria._client import default

    return default()


def predict(
    features: Any,
    *,
    deployment: Optional[str] = None,
    key: Optional[str] = None,
    event_time: Optional[datetime] = None,
) -> Any:
    """Asks a deployment: one :class:`Prediction` for one row, a table of them for a table.

    See :meth:`Client.predict` for what the arguments mean.

    Example:
        >>> noria.predict({"carrier": "UA", "distance": 1400, "hour": 18}, deployment="flights")
        Prediction(value=1, probability=0.71, id='019…')
        >>> noria.predict(frame, deployment="flights").to_pandas()
    """
    return _default().predict(features, deployment=deployment, key=key, event_time=event_time)


def log_prediction(
    features: Any,
    prediction: Any,
    *,
    deployment: str,
    probability: Optional[float] = None,
    key: Optional[str] = None,
    event_time: Optional[datetime] = None,
    model_version: Optional[int] = None,
) -> str:
    """Logs what a model answered elsewhere into a deployment's log, and gives the prediction's id.

    See :meth:`Client.log_prediction` for what the arguments mean.

    Example:
        >>> noria.log_prediction(row, 1, probability=0.71, deployment="flights", key="UA1400-2013-06-01")
        '019…'
    """
    return _default().log_prediction(
        features,
        prediction,
        deployment=deployment,
        probability=probability,
        key=key,
        event_time=event_time,
        model_version=model_version,
    )


def log_predictions(
    predictions: Iterable[Mapping[str, Any]], *, deployment: str, model_version: Optional[int] = None
) -> List[str]:
    """Logs many; see :meth:`Client.log_predictions`."""
    return _default().log_predictions(predictions, deployment=deployment, model_version=model_version)


def log_label(
    value: Any,
    *,
    prediction_id: Optional[str] = None,
    deployment: Optional[str] = None,
    key: Optional[str] = None,
    event_time: Optional[datetime] = None,
) -> None:
    """Says what came true for a prediction, named by its id or by its deployment and key.

    Example:
        >>> noria.log_label(1, deployment="flights", key="UA1400-2013-06-01")
    """
    _default().log_label(
        value, prediction_id=prediction_id, deployment=deployment, key=key, event_time=event_time
    )


def log_labels(labels: Any, *, deployment: Optional[str] = None) -> _api.LabelsRecorded:
    """Says what came true for many, given as mappings or a table; see :meth:`Client.log_labels`.

    Example:
        >>> noria.log_labels(frame[["key", "value"]], deployment="flights").accepted
        2400
    """
    return _default().log_labels(labels, deployment=deployment)


def datasets() -> Table[Dataset]:
    """The datasets."""
    return _default().datasets()


def dataset(name: str) -> Dataset:
    """One dataset by its name.

    Example:
        >>> noria.dataset("flights").to_pandas()
        >>> noria.dataset("flights").version("2013-06").to_arrow()
    """
    return _default().dataset(name)


def deployments() -> Table[Deployment]:
    """The deployments."""
    return _default().deployments()


def deployment(name: str) -> Deployment:
    """One deployment by its name."""
    return _default().deployment(name)


def models() -> Table[Model]:
    """The registered models."""
    return _default().models()


def model(name: str) -> Model:
    """One model by its name."""
    return _default().model(name)


def runs(
    filter: Optional[str] = None, *, experiment: Optional[str] = None, limit: int = 100
) -> Table[_api.Run]:
    """Runs, newest first; the filter is in MLflow's grammar.

    Example:
        >>> noria.runs("metrics.auc > 0.7").to_pandas()
    """
    return _default().runs(filter, experiment=experiment, limit=limit)


def why(prediction: Union[str, Prediction], *, neighbours: Optional[int] = None) -> Story:
    """Why a prediction is what it is; notebooks show the contributions as bars.

    Example:
        >>> print(noria.why(noria.predict(row)))
    """
    if not isinstance(prediction, str):
        if prediction.id is None:
            raise NoriaError("INVALID_ARGUMENT", "prediction: has no id (expected: one of at most 100 rows asked together)")
        prediction = prediction.id
    return _default().why(prediction, neighbours=neighbours)


def lineage(ref: str, *, direction: str = "both", depth: Optional[int] = None) -> Lineage:
    """What made a record, and what it made.

    Example:
        >>> noria.lineage("model_version:flights/3", direction="back")
    """
    return _default().lineage(ref, direction=direction, depth=depth)


def impact(ref: str) -> _api.Impact:
    """Where a record went; see :meth:`Client.impact`.

    Example:
        >>> noria.impact("dataset_version:flights@2013-06").summary
    """
    return _default().impact(ref)


def rerun(ref: str, *, wait: bool = True, timeout: float = 3600.0) -> _api.Rerun:
    """Makes a run or a model version again from its recorded inputs alone; see :meth:`Client.rerun`.

    Example:
        >>> noria.rerun("model_version:flights/3").state
        'same'
    """
    return _default().rerun(ref, wait=wait, timeout=timeout)


def mlflow() -> ModuleType:
    """MLflow's own client, told to use this server; needs mlflow.

    Example:
        >>> mlflow = noria.mlflow()
        >>> mlflow.sklearn.autolog()
    """
    return _default().mlflow()
