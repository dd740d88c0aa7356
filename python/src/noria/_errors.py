"""What went wrong, in one kind of exception."""

from __future__ import annotations

from typing import Optional
from urllib.parse import quote

__all__ = ["NoriaError"]


class NoriaError(Exception):
    """The server refused a call, or could not be reached.

    Attributes:
        code: The kind of failure in gRPC's vocabulary: ``NOT_FOUND``, ``INVALID_ARGUMENT``, ``UNPROCESSABLE``,
            ``PERMISSION_DENIED``, ``UNAUTHENTICATED``, ``UNAVAILABLE``, ``DATA_LOSS`` and so on.
        message: One sentence that shows the offending value and what was expected.
        status: The HTTP status; ``None`` when no answer came.
        evidence: The address of the record that explains a refusal, such as ``verdict:…``.
        link: The page to look at; ``None`` when there is none.

    Example:
        >>> try:
        ...     noria.model("flights").version(4).promote("champion")
        ... except noria.NoriaError as error:
        ...     print(error.code, error.link)
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: Optional[int] = None,
        evidence: Optional[str] = None,
        link: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.evidence = evidence
        self.link = link

    def __str__(self) -> str:
        return self.message + (f" (see {self.link})" if self.link else "")


def page_of(url: str, ref: str) -> str:
    """The page of the web UI that shows a record."""
    kind, _, name = ref.partition(":")

    def part(text: str) -> str:
        return quote(text, safe="")

    if kind == "run":
        path = f"/runs/{part(name)}"
    elif kind == "experiment":
        path = f"/experiments/{part(name)}"
    elif kind == "model":
        path = f"/models/{part(name)}"
    elif kind == "model_version":
        model, _, version = name.rpartition("/")
        path = f"/models/{part(model)}/versions/{part(version)}"
    elif kind == "deployment":
        path = f"/deployments/{part(name)}"
    elif kind == "dataset":
        path = f"/data/{part(name)}"
    elif kind == "dataset_version":
        dataset, _, label = name.partition("@")
        path = f"/data/{part(dataset)}/{part(label)}"
    elif kind == "pipeline_run":
        path = f"/pipelines/{part(name)}"
    else:
        path = f"/?evidence={part(ref)}"
    return f"{url}/#{path}"
