"""Deployments and models by their names."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, List, Optional, Union

from noria._html import Table, heading
from noria._predict import Prediction
from noria._wire import UNSET

if TYPE_CHECKING:
    from noria import _api
    from noria._client import Client

__all__ = ["Deployment", "Model", "ModelVersion"]

PREDICTION_COLUMNS = [
    ("id", lambda each: each.id),
    ("event time", lambda each: each.event_time),
    ("version", lambda each: each.model_version),
    ("prediction", lambda each: each.prediction),
    ("score", lambda each: each.score),
    ("label", lambda each: each.label),
    ("key", lambda each: each.key),
]

WINDOW_COLUMNS = [
    ("from", lambda each: each.from_),
    ("to", lambda each: each.to),
    ("predictions", lambda each: each.predictions),
    ("labelled", lambda each: each.labelled),
    ("version", lambda each: each.model_version),
    ("drifted", lambda each: each.drifted),
]


class Deployment:
    """A deployment by its name. Made by :func:`noria.deployment` and :func:`noria.deployments`.

    Example:
        >>> flights = noria.deployment("flights")
        >>> flights.predict({"carrier": "UA", "distance": 1400, "hour": 18})
        Prediction(value=1, probability=0.71, id='019…')
    """

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self.name = name

    def info(self) -> _api.DeploymentDetail:
        """What it follows, which version answers, its load and its alerts."""
        return self._client.api.get_deployment(self.name)

    def predict(
        self, features: Any, *, key: Optional[str] = None, event_time: Optional[datetime] = None
    ) -> Union[Prediction, Table[Prediction]]:
        """Asks it; see :func:`noria.predict`."""
        answer: Union[Prediction, Table[Prediction]] = self._client.predict(
            features, deployment=self.name, key=key, event_time=event_time
        )
        return answer

    def log_prediction(
        self,
        features: Any,
        prediction: Any,
        *,
        probability: Optional[float] = None,
        key: Optional[str] = None,
        event_time: Optional[datetime] = None,
        model_version: Optional[int] = None,
    ) -> str:
        """Logs what a model answered elsewhere; see :func:`noria.log_prediction`."""
        return self._client.log_prediction(
            features,
            prediction,
            deployment=self.name,
            probability=probability,
            key=key,
            event_time=event_time,
            model_version=model_version,
        )

    def log_label(self, value: Any, *, key: str, event_time: Optional[datetime] = None) -> None:
        """Says what came true for a question asked with a key."""
        self._client.log_label(value, deployment=self.name, key=key, event_time=event_time)

    def log_labels(self, labels: Any) -> _api.LabelsRecorded:
        """Says what came true for many; see :func:`noria.log_labels`."""
        return self._client.log_labels(labels, deployment=self.name)

    def predictions(self, limit: int = 100) -> Table[_api.Prediction]:
        """The newest predictions in its log, newest first; at most 1000."""
        return Table(
            self._client.api.list_predictions(self.name, max_results=limit).items, PREDICTION_COLUMNS
        )

    def windows(self) -> Table[_api.Window]:
        """Its windows of event time with performance and drift, as the monitor computed them."""
        return Table(self._client.api.list_windows(self.name).items, WINDOW_COLUMNS)

    def way_back(self) -> _api.RollbackProposal:
        """Where a rollback would go: away from revoked data, else back to the version that served before."""
        return self._client.api.get_rollback_proposal(self.name)

    def __repr__(self) -> str:
        return f"<Deployment {self.name}>"

    def _repr_html_(self) -> str:
        info = self.info()
        return (
            heading(
                f"{self.name}: {info.model} version {info.version}",
                f"follows {info.follows}, {info.state}, {info.predictions:,} predictions,"
                f" {info.alerts_open} open alerts",
            )
            + self.predictions(5)._repr_html_()
        )


VERSION_COLUMNS = [
    ("version", lambda each: each.version),
    ("stage", lambda each: each.info.stage),
    ("aliases", lambda each: each.info.aliases),
    ("metric", lambda each: each.info.metric.name if each.info.metric else None),
    ("value", lambda each: each.info.metric.value if each.info.metric else None),
    ("created", lambda each: each.info.created_at),
    ("run", lambda each: each.info.run),
]


class ModelVersion:
    """One version of a model. Made by :meth:`Model.version`, :meth:`Model.versions` and :attr:`Model.champion`."""

    def __init__(self, client: Client, info: Union[_api.ModelVersion, _api.ModelVersionDetail]) -> None:
        self._client = client
        self.info = info

    @property
    def ref(self) -> str:
        """Its address: ``model_version:flights/3``."""
        return self.info.ref

    @property
    def version(self) -> int:
        """Its number."""
        return self.info.version

    def card(self) -> str:
        """Its card, in Markdown."""
        return self._client.api.get_card(self.info.model, str(self.version)).markdown

    def promote(self, to: str, *, why: Optional[str] = None) -> None:
        """Moves it to a stage (``Staging``, ``Production``, ``Archived``) or points an alias such as ``champion`` at it.

        Raises:
            NoriaError: ``PERMISSION_DENIED`` with the verdict's link when a gate refuses it.
        """
        reason = UNSET if why is None else why
        if to in ("Development", "Staging", "Production", "Archived"):
            self._client.api.set_stage(self.info.model, str(self.version), stage=to, why=reason)
        else:
            self._client.api.set_alias(self.info.model, alias=to, version=self.version, why=reason)

    def verdicts(self) -> List[_api.Verdict]:
        """What gates said about it, newest first."""
        return [
            each
            for each in self._client.every(self._client.api.list_verdicts, self.info.model)
            if each.version == self.version
        ]

    def __repr__(self) -> str:
        names = " ".join([self.info.stage, *self.info.aliases])
        return f"<ModelVersion {self.info.model}/{self.version} {names}>"


class Model:
    """A registered model by its name. Made by :func:`noria.model` and :func:`noria.models`.

    Example:
        >>> flights = noria.model("flights")
        >>> flights.champion
        <ModelVersion flights/7 Production champion>
        >>> flights.rollback(6, why="alerts since Monday")
    """

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self.name = name

    def info(self) -> _api.Model:
        """Its description, aliases and stages."""
        return self._client.api.get_model(self.name)

    def versions(self) -> Table[ModelVersion]:
        """Its versions, newest first."""
        found = self._client.every(self._client.api.list_model_versions, self.name)
        return Table((ModelVersion(self._client, each) for each in found), VERSION_COLUMNS)

    def version(self, number: Union[int, str]) -> ModelVersion:
        """One version by its number."""
        return ModelVersion(self._client, self._client.api.get_model_version(self.name, str(number)))

    @property
    def champion(self) -> Optional[ModelVersion]:
        """The version that alias ``champion`` points at; ``None`` when there is none."""
        number = self.info().champion
        return None if number is None else self.version(number)

    def rollback(self, version: int, *, why: str, dry_run: bool = False) -> _api.RollbackPlan:
        """Points the champion back at an earlier version; ``dry_run`` only says what would change."""
        return self._client.api.rollback(self.name, version=version, why=why, dry_run=dry_run)

    def __repr__(self) -> str:
        return f"<Model {self.name}>"

    def _repr_html_(self) -> str:
        return heading(self.name) + self.versions()._repr_html_()

