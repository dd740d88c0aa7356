"""The thread: why a prediction is what it is, and what made what."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, List

from noria._html import bar, heading, shown, table

if TYPE_CHECKING:
    from noria import _api

__all__ = ["Lineage", "Story"]


class Story:
    """Why a prediction is what it is. Made by :func:`noria.why`; notebooks show it with bars.

    Attributes:
        record: Everything that the server says.

    Example:
        >>> story = noria.why(prediction.id)
        >>> print(story.summary)
        >>> for feature in story.features:
        ...     print(feature.name, feature.value, feature.contribution)
    """

    def __init__(self, record: _api.Why) -> None:
        self.record = record

    @property
    def summary(self) -> str:
        """One sentence: what was asked, what was answered, what came true."""
        return self.record.summary

    @property
    def features(self) -> List[_api.WhyFeature]:
        """As served, those that added most first."""
        return self.record.features

    def to_pandas(self) -> Any:
        """The features as a DataFrame; needs pandas."""
        import pandas  # type: ignore[import-untyped,unused-ignore]

        return pandas.DataFrame(
            [[each.name, each.value, each.contribution, each.change, each.mark] for each in self.features],
            columns=["feature", "value", "contribution", "change", "mark"],
        )

    def __str__(self) -> str:
        lines = [self.summary]
        if self.record.explanation is not None:
            lines.append(f"contributions in {self.record.explanation.scale}, from {self.record.explanation.bias:.4g}:")
        width = max((len(each.name) for each in self.features), default=0)
        for each in self.features:
            added = "" if each.contribution is None else f"{each.contribution:+.4f}"
            value = "missing" if each.value is None else shown(each.value)
            lines.append(f"  {each.name:<{width}}  {value:>12}  {added:>9}  {'' if each.mark == 'usual' else each.note}")
        lines.append(f"made by {self.record.version_ref}")
        if self.record.run is not None:
            lines.append(f"  from {self.record.run.ref}")
        lines += [f"  from {each.ref} ({', '.join(each.uses)})" for each in self.record.data]
        lines += [f"next: {each.command}  # {each.why}" for each in self.record.next]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Story {self.record.prediction.ref}>"

    def _repr_html_(self) -> str:
        most = max((abs(each.contribution or 0.0) for each in self.features), default=0.0)
        rows = [
            [
                escape(each.name),
                escape("missing" if each.value is None else shown(each.value)),
                "" if each.contribution is None else bar(each.contribution, most),
                "" if each.contribution is None else f"{each.contribution:+.4f}",
                escape("" if each.mark == "usual" else each.note),
            ]
            for each in self.features
        ]
        came_from = [self.record.version_ref]
        if self.record.run is not None:
            came_from.append(self.record.run.ref)
        came_from += [each.ref for each in self.record.data]
        explained = self.record.explanation
        detail = explained.note if explained is not None else self.record.explanation_problem
        return (
            heading(self.summary, detail)
            + table(["feature", "value", "", "contribution", ""], rows)
            + f"<p>{escape(' ← '.join(came_from))}</p>"
        )


class Lineage:
    """Records and what leads from one to another. Made by :func:`noria.lineage`.

    Attributes:
        ref: The record that it was asked for.
        graph: Everything that the server says.
    """

    def __init__(self, ref: str, graph: _api.Graph) -> None:
        self.ref = ref
        self.graph = graph

    def to_dot(self) -> str:
        """As a graph in Graphviz's language."""
        lines = ["digraph lineage {", "  rankdir=LR;", "  node [shape=box];"]
        lines += [f"  {_dot(each.ref)} [label={_dot(each.title)}];" for each in self.graph.nodes]
        lines += [
            f"  {_dot(each.from_)} -> {_dot(each.to)} [label={_dot(each.relation)}];" for each in self.graph.edges
        ]
        return "\n".join([*lines, "}"])

    def __repr__(self) -> str:
        return f"<Lineage {self.ref}: {len(self.graph.nodes)} records>"

    def _repr_html_(self) -> str:
        titles = {each.ref: each.title for each in self.graph.nodes}
        rows = [
            [escape(titles.get(each.from_, each.from_)), escape(each.relation), escape(titles.get(each.to, each.to))]
            for each in self.graph.edges
        ]
        return heading(self.ref, f"{len(self.graph.nodes)} records") + table(["from", "", "to"], rows)


def _dot(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
