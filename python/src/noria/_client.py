"""The client: one server, and everything that can be asked of it."""

from __future__ import annotations

import os
import threading
import time
from datetime import datetime
from types import ModuleType, TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    Type,
    Union,
    cast,
    overload,
)

from noria import _api
from noria._data import Dataset
from noria._errors import NoriaError
from noria._handles import Deployment, Model
from noria._html import Table
from noria._http import Connections
from noria._predict import Prediction, ask, batches, labels_of
from noria._rows import cell, rows_of
from noria._thread import Lineage, Story
from noria._wire import UNSET, Transport

__all__ = ["Client", "default"]

DEFAULT_URL = "http://127.0.0.1:7600"
LABELS_A_REQUEST = 10_000
PREDICTIONS_A_REQUEST = 1_000

RUN_COLUMNS = [
    ("run", lambda each: each.name),
    ("id", lambda each: each.id),
    ("status", lambda each: each.status),
    ("started", lambda each: each.started_at),
    ("seconds", lambda each: each.duration_s),
    ("metrics", lambda each: [f"{name} {metric.value}" for name, metric in each.metrics.items()]),
]


class Client:
    """A server of Noria. Thread-safe; connections are kept and shared.

    Args:
        url: Where it is; else ``NORIA_URL``, else ``http://127.0.0.1:7600``.
        token: Who calls; else ``NORIA_TOKEN``, else nobody in particular. It is in no text form of the client.
        timeout: The longest silence of the server, in seconds.
        retries: How often a call is repeated when the server is busy or cannot be reached.

    Attributes:
        api: Every operation of the REST API, one method each.

    Example:
        >>> with noria.Client("http://models.example:7600", token="…") as client:
        ...     client.predict({"carrier": "UA", "distance": 1400}, deployment="flights")
    """

    def __init__(
        self,
        url: Optional[str] = None,
        token: Optional[str] = None,
        *,
        timeout: float = 60.0,
        retries: int = 4,
    ) -> None:
        said = url or os.environ.get("NORIA_URL") or DEFAULT_URL
        self._token = token or os.environ.get("NORIA_TOKEN") or None
        self._connections = Connections(said, self._token, timeout, retries)
        self._transport = Transport(self._connections)
        self.api = _api.Api(self._transport)

    @property
    def url(self) -> str:
        """Where the server is."""
        return self._connections.url

    # --- predictions ------------------------------------------------------------------------------

    @overload
    def predict(
        self,
        features: Mapping[str, Any],
        *,
        deployment: Optional[str] = None,
        key: Optional[str] = None,
        event_time: Optional[datetime] = None,
    ) -> Prediction: ...

    @overload
    def predict(
        self,
        features: Any,
        *,
        deployment: Optional[str] = None,
        key: Optional[str] = None,
        event_time: Optional[datetime] = None,
    ) -> Union[Prediction, Table[Prediction]]: ...

    def predict(
        self,
        features: Any,
        *,
        deployment: Optional[str] = None,
        key: Optional[str] = None,
        event_time: Optional[datetime] = None,
    ) -> Union[Prediction, Table[Prediction]]:
        """Asks a deployment.

        Args:
            features: One row as a mapping by name, a sequence in the signature's order or a Series; or many as a
                list of those, a DataFrame, an arrow Table or a two-dimensional array. ``None`` and NaN are missing.
            deployment: Its name; the default deployment when left out.
            key: Your own name for the question, by which a label finds it later. Of several rows, row i has ``key/i``.
            event_time: When the question was asked, in the data's time; now when left out.

        Returns:
            One :class:`Prediction` for one row, a table of them for a table.
        """
        return ask(self._transport, features, deployment, key, event_time)

    def log_prediction(
        self,
        features: Any,
        prediction: Any,
        *,
        deployment: str,
        probability: Optional[float] = None,
        key: Optional[str] = None,
        event_time: Optional[datetime] = None,
        model_version: Optional[int] = None,
    ) -> str:
        """Logs what a model answered elsewhere as if the deployment had: for drift, performance and the thread.

        Args:
            features: One row, by name or in the signature's order.
            prediction: The predicted class as the target column has it, or the number.
            deployment: Into whose log.
            probability: Of the predicted class; not for a regression.
            key: Your own name for the question, by which a label finds it later.
            event_time: When it was asked, in the data's time; now when left out.
            model_version: Which version answered; the one that the deployment has when left out.

        Returns:
            The prediction's id.
        """
        one = {
            "features": features,
            "prediction": prediction,
            "probability": probability,
            "key": key,
            "event_time": event_time,
        }
        return self.log_predictions([one], deployment=deployment, model_version=model_version)[0]

    def log_predictions(
        self, predictions: Iterable[Mapping[str, Any]], *, deployment: str, model_version: Optional[int] = None
    ) -> List[str]:
        """Logs many; each a mapping with ``features``, ``prediction`` and, where there are, ``probability``, ``key``
        and ``event_time``. Each request of 1000 is logged as a whole or refused as a whole.
        """
        ids: List[str] = []
        for batch in batches(predictions, PREDICTIONS_A_REQUEST):
            given = [_logged(each, place) for place, each in enumerate(batch)]
            version = UNSET if model_version is None else model_version
            ids += self.api.log_predictions(
                deployment, predictions=cast(Any, given), model_version=version
            ).ids
        return ids

    def log_label(
        self,
        value: Any,
        *,
        prediction_id: Optional[str] = None,
        deployment: Optional[str] = None,
        key: Optional[str] = None,
        event_time: Optional[datetime] = None,
    ) -> None:
        """Says what came true for a prediction, named by its id or by its deployment and key.

        Raises:
            NoriaError: ``NOT_FOUND`` when there is no such prediction.
        """
        label = {
            "value": value,
            "prediction_id": prediction_id,
            "deployment": deployment,
            "key": key,
            "event_time": event_time,
        }
        if self.log_labels([label]).unmatched:
            named = f"prediction {prediction_id}" if prediction_id else f"key {key} of deployment {deployment}"
            raise NoriaError("NOT_FOUND", f"label: {named} (expected: a prediction that was logged)")

    def log_labels(self, labels: Any, *, deployment: Optional[str] = None) -> _api.LabelsRecorded:
        """Says what came true for many.

        Args:
            labels: Mappings, or a table, with ``value`` and ``prediction_id``, or ``value`` and ``key``; where there
                is, ``event_time``.
            deployment: For those that are named by key.

        Returns:
            How many were recorded, and the places of those that name no prediction.
        """
        accepted = 0
        unmatched: List[int] = []
        start = 0
        rows = labels if isinstance(labels, list) or hasattr(labels, "columns") else list(labels)
        for batch in batches(labels_of(rows, deployment) if len(rows) else [], LABELS_A_REQUEST):
            answer = self.api.record_labels(labels=cast(Any, batch))
            accepted += answer.accepted
            unmatched += [start + place for place in answer.unmatched]
            start += len(batch)
        return _api.LabelsRecorded(accepted=accepted, unmatched=unmatched)

    # --- records ----------------------------------------------------------------------------------

    def datasets(self) -> Table[Dataset]:
        """The datasets."""
        found = {each.name: each for each in self.api.list_datasets().items}
        return Table(
            (Dataset(self, name) for name in found),
            [
                ("dataset", lambda each: each.name),
                ("versions", lambda each: found[each.name].versions),
                ("refused", lambda each: found[each.name].refused),
                ("latest", lambda each: found[each.name].latest),
                ("rows", lambda each: found[each.name].rows_latest),
            ],
        )

    def dataset(self, name: str) -> Dataset:
        """One dataset by its name; asks nothing yet."""
        return Dataset(self, name)

    def deployments(self) -> Table[Deployment]:
        """The deployments."""
        found = {each.name: each for each in self.api.list_deployments().items}
        return Table(
            (Deployment(self, name) for name in found),
            [
                ("deployment", lambda each: each.name),
                ("model", lambda each: found[each.name].model),
                ("version", lambda each: found[each.name].version),
                ("follows", lambda each: found[each.name].follows),
                ("state", lambda each: found[each.name].state),
                ("predictions", lambda each: found[each.name].predictions),
                ("alerts", lambda each: found[each.name].alerts_open),
            ],
        )

    def deployment(self, name: str) -> Deployment:
        """One deployment by its name; asks nothing yet."""
        return Deployment(self, name)

    def models(self) -> Table[Model]:
        """The registered models."""
        found = {each.name: each for each in self.every(self.api.list_models)}
        return Table(
            (Model(self, name) for name in found),
            [
                ("model", lambda each: each.name),
                ("versions", lambda each: found[each.name].versions),
                ("champion", lambda each: found[each.name].champion),
                ("deployments", lambda each: found[each.name].deployment),
                ("updated", lambda each: found[each.name].updated_at),
            ],
        )

    def model(self, name: str) -> Model:
        """One model by its name; asks nothing yet."""
        return Model(self, name)

    def runs(
        self, filter: Optional[str] = None, *, experiment: Optional[str] = None, limit: int = 100
    ) -> Table[_api.Run]:
        """Runs, newest first; the filter is in MLflow's grammar: ``metrics.auc > 0.7 and params.depth = '6'``."""
        found: List[_api.Run] = []
        for run in self.every(self.api.list_runs, filter=filter, experiment=experiment, max_results=min(limit, 1000)):
            if len(found) == limit:
                break
            found.append(run)
        return Table(found, RUN_COLUMNS)

    # --- the thread -------------------------------------------------------------------------------

    def why(self, prediction_id: str, *, neighbours: Optional[int] = None) -> Story:
        """Why a prediction is what it is: features and contributions, version, verdicts, run, data.

        Args:
            prediction_id: Its id, or a beginning of it that no other has.
            neighbours: How many training rows like it; 0 to 50, 5 when left out.
        """
        return Story(self.api.why_prediction(prediction_id, neighbours=neighbours))

    def lineage(self, ref: str, *, direction: str = "both", depth: Optional[int] = None) -> Lineage:
        """What made a record (``back``), what it made (``forward``), or both.

        Args:
            ref: Its address, such as ``run:0f3a…``, ``model_version:flights/3``, ``dataset_version:flights@2013-06``.
        """
        return Lineage(ref, self.api.get_lineage(ref=ref, direction=direction, depth=depth))

    def impact(self, ref: str) -> _api.Impact:
        """Where a record went: the runs, versions and deployments made from it, and how many predictions they gave."""
        return self.api.get_impact(ref=ref)

    def rerun(self, ref: str, *, wait: bool = True, timeout: float = 3600.0) -> _api.Rerun:
        """Makes a run, a model version, a task or a pipeline run again from its recorded inputs alone.

        Args:
            ref: Its address, such as ``run:0f3a…`` or ``model_version:flights/3``.
            wait: Whether to return only when it has ended.
            timeout: The longest to wait, in seconds.

        Raises:
            NoriaError: ``FAILED_PRECONDITION`` with what is missing, ``DEADLINE_EXCEEDED`` when it has not ended.
        """
        rerun = self.api.start_rerun(ref=ref)
        until = time.monotonic() + timeout
        pause = 0.1
        while wait and rerun.state in ("pending", "running"):
            if time.monotonic() > until:
                raise NoriaError("DEADLINE_EXCEEDED", f"rerun {rerun.id}: {rerun.state} after {timeout:g} seconds")
            time.sleep(pause)
            pause = min(2.0, pause * 1.5)
            rerun = self.api.get_rerun(rerun.id)
        return rerun

    # --- others -----------------------------------------------------------------------------------

    def every(self, operation: Callable[..., Any], *arguments: Any, **options: Any) -> Iterator[Any]:
        """The items of all pages of an operation that lists.

        Example:
            >>> for run in client.every(client.api.list_runs, filter="metrics.auc > 0.7"):
            ...     print(run.name)
        """
        token: Optional[str] = None
        while True:
            page = operation(*arguments, **options, **({} if token is None else {"page_token": token}))
            yield from page.items
            token = getattr(page, "next_page_token", None)
            if token is None:
                return

    def mlflow(self) -> ModuleType:
        """MLflow's own client, told to use this server for tracking and models; needs mlflow.

        Example:
            >>> mlflow = noria.mlflow()
            >>> with mlflow.start_run():
            ...     mlflow.log_metric("auc", 0.73)
        """
        import importlib

        module = importlib.import_module("mlflow")
        if self._token:
            os.environ["MLFLOW_TRACKING_TOKEN"] = self._token
        module.set_tracking_uri(self.url)
        module.set_registry_uri(self.url)
        return module

    def version(self) -> _api.Version:
        """What the server is."""
        return self.api.get_version()

    def close(self) -> None:
        """Closes the connections; the client can be used again."""
        self._connections.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Client {self.url}>"


LOGGED_FIELDS = ("features", "prediction", "probability", "key", "event_time")


def _logged(given: Mapping[str, Any], place: int) -> Dict[str, Any]:
    unknown = [name for name in given if name not in LOGGED_FIELDS]
    if unknown:
        raise NoriaError(
            "INVALID_ARGUMENT",
            f"predictions[{place}]: unknown field {unknown[0]} (expected: {', '.join(LOGGED_FIELDS)})",
        )
    rows, many = rows_of(given.get("features"))
    if many:
        raise NoriaError("INVALID_ARGUMENT", f"predictions[{place}].features: {len(rows)} rows (expected: one)")
    values = {name: cell(given[name]) for name in LOGGED_FIELDS[1:] if given.get(name) is not None}
    return {"features": rows[0], **values}


_LOCK = threading.Lock()
_DEFAULTS: Dict[Sequence[Optional[str]], Client] = {}


def default() -> Client:
    """The client of ``NORIA_URL`` and ``NORIA_TOKEN`` as they are now."""
    named = (os.environ.get("NORIA_URL"), os.environ.get("NORIA_TOKEN"))
    with _LOCK:
        client = _DEFAULTS.get(named)
        if client is None:
            client = _DEFAULTS[named] = Client()
        return client
