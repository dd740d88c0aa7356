"""Records as notebooks show them."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any, Callable, Generic, Iterable, List, Optional, Sequence, Tuple, TypeVar

__all__ = ["Table", "bar", "shown", "table"]

T = TypeVar("T")
Columns = Sequence[Tuple[str, Callable[[Any], Any]]]
MOST_ROWS = 50


def shown(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(each) for each in value)
    return str(value)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    top = "".join(f'<th style="text-align:left">{escape(head)}</th>' for head in heads)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left">{each}</td>' for each in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def bar(value: float, most: float) -> str:
    """A bar from the middle to the left (less) or right (more)."""
    share = 0.0 if most <= 0 else min(1.0, abs(value) / most) * 50
    left = 50 - share if value < 0 else 50.0
    colour = "#2b6cb0" if value < 0 else "#c05621"
    return (
        '<div style="position:relative;width:160px;height:12px;background:#8882">'
        f'<div style="position:absolute;left:{left:.1f}%;width:{share:.1f}%;height:100%;background:{colour}"></div>'
        '<div style="position:absolute;left:50%;width:1px;height:100%;background:#888"></div></div>'
    )


class Table(List[T], Generic[T]):
    """A list that notebooks show as a table."""

    def __init__(self, items: Iterable[T], columns: Columns) -> None:
        super().__init__(items)
        self._columns = columns

    def to_pandas(self) -> Any:
        """The rows as a DataFrame; needs pandas."""
        import pandas  # type: ignore[import-untyped,unused-ignore]

        return pandas.DataFrame(
            [[of(item) for _, of in self._columns] for item in self], columns=[name for name, _ in self._columns]
        )

    def _repr_html_(self) -> str:
        rows = [[escape(shown(of(item))) for _, of in self._columns] for item in self[:MOST_ROWS]]
        more = f"<p>and {len(self) - MOST_ROWS:,} more</p>" if len(self) > MOST_ROWS else ""
        return table([name for name, _ in self._columns], rows) + more


def heading(text: str, detail: Optional[str] = None) -> str:
    """A title, and a line below it."""
    return f"<h4>{escape(text)}</h4>" + (f"<p>{escape(detail)}</p>" if detail else "")
