"""Hostile words, and a reader that notices when a page takes them for more than words (C1-C7)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponseBase

from konsens.kernel.workdays import after_workdays, public_holidays

MARK = "x-evil"
SHORT = f"'\"><{MARK} {MARK}=1>{{{{7*7}}}}%(e)s%s"
LONG = " ".join(
    (
        SHORT,
        "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) javascript:alert(1)",
        "</textarea></title></script><!-- {% include 'x' %} ${7*7} {0.__class__} %n",
        f"\\u003c{MARK}\\u003e &lt;{MARK}&gt; &#60;{MARK}&#62; \u202e\u2066\u0000\u001b[31m",
        f"\r\nBcc: evil@evil.example\r\n\r\n<{MARK}/>",
    )
)
FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, some of them in their wide form too."""
LINK = f'https://beispiel.example/"><{MARK} {MARK}=1>'
NOT_FILLED = frozenset({"hidden", "file", "submit", "button", "image", "reset"})
SCHEMES = frozenset({"", "http", "https", "tel", "mailto"})
ADDRESSES = frozenset({"href", "src", "action", "formaction", "hx-get", "hx-post", "data-points"})
FORBIDDEN = frozenset({"iframe", "object", "embed", "base", "applet", "style", "frame", MARK})
ACTS = frozenset({MARK, "style"})
DAY = after_workdays(date(2027, 5, 3), 3, public_holidays())


@dataclass
class Field:
    """One control of a form."""

    name: str
    kind: str
    value: str = ""
    most: int = 0
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form that posts, with its controls."""

    action: str
    fields: list[Field] = field(default_factory=list)


class Page(HTMLParser):
    """Reads a page as a browser would: its words, its forms, and whatever acts and must not."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path, self.words = path, ""
        self.problems: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        self.problems += _what_acts(tag, named)
        if tag == "form":
            self._form = None
            if named.get("method", "").lower() == "post":
                self._form = Form(urljoin(self.path, named.get("action") or self.path))
                self.forms.append(self._form)
        elif self._form is not None:
            _collect(self._form, tag, named)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        self.words += data


def _what_acts(tag: str, named: dict[str, str]) -> Iterator[str]:
    """What of a tag is more than words."""
    if tag in FORBIDDEN:
        yield f"<{tag}>"
    if tag == "script" and "src" not in named and named.get("type") != "application/json":
        yield "an inline script"
    if tag == "meta" and "http-equiv" in named:
        yield "a meta that acts"
    for name, value in named.items():
        if name.startswith("on") or name in ACTS:
            yield f"{tag} {name}"
        if name in ADDRESSES and not _leads_on(value):
            yield f"{tag} {name}={value[:80]}"


def _leads_on(address: str) -> bool:
    text = "".join(sign for sign in address if sign > " ")
    try:
        return urlsplit(text).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _collect(form: Form, tag: str, named: dict[str, str]) -> None:
    """Take a control into its form; an option belongs to the list that was opened last."""
    if tag == "option" and form.fields and form.fields[-1].kind == "select":
        form.fields[-1].choices += [named["value"]] if named.get("value") else []
    elif tag in {"input", "textarea", "select"} and "name" in named:
        kind = named.get("type", "text") if tag == "input" else tag
        form.fields.append(
            Field(named["name"], kind, named.get("value", ""), int(named.get("maxlength") or 0))
        )


def filled(form: Form) -> dict[str, str]:
    """What somebody hostile sends: words in every field for words, what is valid in all others."""
    data: dict[str, str] = {}
    for each in form.fields:
        if each.kind == "radio":
            data.setdefault(each.name, each.value)
        elif each.kind == "hidden":
            data[each.name] = each.value
        elif each.kind not in NOT_FILLED:
            data[each.name] = _typed(each)
    return data


def _typed(each: Field) -> str:
    valid = {
        "email": "jemand@beispiel.example",
        "url": LINK,
        "checkbox": each.value or "on",
        "number": each.value or "7",
        "date": DAY.isoformat(),
        "password": "ein langes Passwort 7",
        "select": each.choices[-1] if each.choices else "",
    }
    if each.kind in valid:
        return valid[each.kind]
    return SHORT[: each.most] if 0 < each.most < len(LONG) else LONG


def raw_of(response: HttpResponseBase) -> str:
    """An answer's content as it goes over the wire."""
    parts = getattr(response, "streaming_content", None)
    content = b"".join(parts) if parts is not None else response.content  # type: ignore[attr-defined]
    return content.decode("utf-8", "replace")


def read(path: str, response: HttpResponseBase) -> tuple[Page | None, list[str]]:
    """An answer as a browser, a script or a spreadsheet reads it, and what in it is more than words."""
    kind, text = response.headers.get("Content-Type", ""), raw_of(response)
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    problems = ["a header"] if "Bcc" in response.headers or f"<{MARK}" in head else []
    if kind.startswith("text/html"):
        page = Page(path.partition("?")[0], text)
        return page, problems + page.problems
    if "json" in kind:
        json.loads(text)
    if kind.startswith("text/csv"):
        rows = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
        problems += [cell for row in rows for cell in row if cell.startswith(FORMULA)]
    return None, problems
