"""HTML that cannot be broken by what people wrote: every text is escaped where it enters."""

from __future__ import annotations

from html import escape
from typing import Final

#: Elements without content.
EMPTY: Final = frozenset({"meta", "rect", "circle", "path", "col", "br"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *children: str | None, **attributes: object) -> Markup:
    """One element; texts among the children are escaped, nothing is left out.

    Args:
        name: of the element.
        children: markup or text.
        attributes: a trailing underscore is dropped (``class_``), others become hyphens;
            nothing and False leave the attribute out, True writes its name alone.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in EMPTY:
        return Markup(f"<{name}{written}>" if name in {"meta", "col", "br"} else f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: str | None) -> Markup:
    """Several pieces in a row."""
    return Markup(
        "".join(
            each if isinstance(each, Markup) else escape(each, quote=False)
            for each in children
            if each is not None
        )
    )


def _attribute(key: str, value: object) -> str:
    """` key="value"`, or nothing."""
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
