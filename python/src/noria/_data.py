"""Datasets: their versions, and their rows as pandas or arrow."""

from __future__ import annotations

import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Union

from noria._errors import NoriaError
from noria._html import Table, heading, shown, table

if TYPE_CHECKING:
    from noria import _api
    from noria._client import Client

__all__ = ["Dataset", "DatasetVersion"]


class DatasetVersion:
    """One immutable content of a dataset. Made by :meth:`Dataset.version` and :meth:`Dataset.versions`."""

    def __init__(self, client: Client, info: Union[_api.DatasetVersion, _api.DatasetVersionDetail]) -> None:
        self._client = client
        self.info = info

    @property
    def ref(self) -> str:
        """Its address: ``dataset_version:flights@2013-06``."""
        return self.info.ref

    @property
    def name(self) -> str:
        """Its label, with the revision when it is not the first: ``2013-06``, ``2013-06.2``."""
        return self.info.ref.partition("@")[2]

    @property
    def status(self) -> str:
        """``accepted``, ``refused`` or ``revoked``."""
        return self.info.status

    def detail(self) -> _api.DatasetVersionDetail:
        """With its schema, profile and files."""
        return self._client.api.get_dataset_version(self.info.dataset, self.name)

    def download(self, folder: str) -> List[Path]:
        """Writes its files into a folder, each checked by its SHA-256, and gives their paths.

        Raises:
            NoriaError: ``DATA_LOSS`` when bytes are damaged.
        """
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        paths: List[Path] = []
        for place, file in enumerate(self.detail().files):
            # Several files may have one name, and a name is what somebody else chose.
            plain = Path(file.name).name or "file"
            path = target / (plain if plain not in [each.name for each in paths] else f"{place}-{plain}")
            part = path.with_name(path.name + ".part")
            try:
                self._client.api.get_dataset_file(self.info.dataset, self.name, place).save(
                    str(part), digest=file.digest
                )
                part.replace(path)
            finally:
                part.unlink() if part.exists() else None
            paths.append(path)
        return paths

    def revoke(self, why: str, *, dry_run: bool = False) -> _api.Revocation:
        """Withdraws it: deployments whose live version was trained on it get an alert with a way back."""
        return self._client.api.revoke_dataset_version(self.info.dataset, self.name, why=why, dry_run=dry_run)

    def to_arrow(self) -> Any:
        """Its rows as a ``pyarrow.Table``; needs pyarrow."""
        with tempfile.TemporaryDirectory(prefix="noria-") as folder:
            return _concatenated([_read(path) for path in self.download(folder)])

    def to_pandas(self) -> Any:
        """Its rows as a ``pandas.DataFrame``; needs pandas and pyarrow."""
        _needs("pandas")
        return self.to_arrow().to_pandas()

    def __repr__(self) -> str:
        return f"<DatasetVersion {self.info.dataset}@{self.name} {self.status}, {self.info.rows} rows>"

    def _repr_html_(self) -> str:
        detail = self.detail()
        rows = [
            [shown(each.column), shown(each.type), shown(each.nulls), shown(each.distinct), shown(each.mean)]
            for each in detail.profile
        ]
        return heading(
            f"{self.info.dataset} {self.name}", f"{self.status}, {self.info.rows:,} rows, {self.info.source}"
        ) + table(["column", "type", "missing", "distinct", "mean"], [[escape(one) for one in row] for row in rows])


VERSION_COLUMNS = [
    ("version", lambda each: each.name),
    ("status", lambda each: each.status),
    ("rows", lambda each: each.info.rows),
    ("bytes", lambda each: each.info.bytes),
    ("from", lambda each: each.info.from_),
    ("to", lambda each: each.info.to),
    ("source", lambda each: each.info.source),
]


class Dataset:
    """A dataset by its name. Made by :func:`noria.dataset` and :func:`noria.datasets`.

    Example:
        >>> flights = noria.dataset("flights")
        >>> flights.version("2013-06").to_pandas()
        >>> flights.to_arrow()  # everything as it stands
    """

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self.name = name

    def versions(self) -> Table[DatasetVersion]:
        """All versions, refused and revoked ones included, oldest first."""
        found = self._client.every(self._client.api.list_dataset_versions, self.name)
        return Table((DatasetVersion(self._client, each) for each in found), VERSION_COLUMNS)

    def version(self, name: str) -> DatasetVersion:
        """One version by its label, or by label and revision as ``2013-06.2``."""
        return DatasetVersion(self._client, self._client.api.get_dataset_version(self.name, name))

    def current(self) -> Table[DatasetVersion]:
        """Of each label the newest revision that was accepted: the data as it stands."""
        newest: Dict[str, DatasetVersion] = {}
        for each in self.versions():
            if each.status == "accepted":
                newest[each.info.label] = each
        return Table(newest.values(), VERSION_COLUMNS)

    def to_arrow(self, version: Optional[str] = None) -> Any:
        """The rows of a version, or of the data as it stands, as a ``pyarrow.Table``; needs pyarrow."""
        if version is not None:
            return self.version(version).to_arrow()
        versions = self.current()
        if not versions:
            raise NoriaError("NOT_FOUND", f"dataset {self.name}: has no accepted version")
        return _concatenated([each.to_arrow() for each in versions])

    def to_pandas(self, version: Optional[str] = None) -> Any:
        """The rows of a version, or of the data as it stands, as a DataFrame; needs pandas and pyarrow."""
        _needs("pandas")
        return self.to_arrow(version).to_pandas()

    def __repr__(self) -> str:
        return f"<Dataset {self.name}>"

    def _repr_html_(self) -> str:
        return heading(self.name) + self.versions()._repr_html_()


def _needs(library: str) -> Any:
    import importlib

    try:
        return importlib.import_module(library)
    except ImportError as error:
        extra = "arrow" if library.startswith("pyarrow") else "pandas"
        raise ImportError(
            f"{library.partition('.')[0]} is not installed (expected: pip install 'noria[{extra}]')"
        ) from error


def _read(path: Path) -> Any:
    with open(path, "rb") as file:
        start = file.read(4)
    if start == b"PAR1":
        return _needs("pyarrow.parquet").read_table(str(path), memory_map=False)
    return _needs("pyarrow.csv").read_csv(str(path))


def _concatenated(tables: List[Any]) -> Any:
    if len(tables) == 1:
        return tables[0]
    return _needs("pyarrow").concat_tables(tables, promote_options="permissive")
