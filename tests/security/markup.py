"""Hostile words, and a reader that notices when a page takes them for more than words (C1-C7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

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
FORMULA = "=1+1"
LINK = f'https://beispiel.example/"><{MARK} {MARK}=1>'
VOID = frozenset({"hidden", "file", "submit", "button", "image", "reset"})
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
    """Reads a page as a browser would, and collects what is wrong."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path, self.words, self.problems = path, "", []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        if tag in FORBIDDEN or tag.startswith("x-"):
            self.problems.append(f"<{tag}>")
        self.problems += [f"{tag} {name}" for name in named if name.startswith("on") or name in ACTS]
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.problems.append("an inline script")
        if tag == "meta" and "http-equiv" in named:
            self.problems.append("a meta that acts")
        for name in ADDRESSES & named.keys():
            if not _leads_on(named[name]):
                self.problems.append(f"{tag} {name}={named[name][:80]}")
        self._collect(tag, named)

    def _collect(self, tag: str, named: dict[str, str]) -> None:
        if tag == "form":
            self._form = None
            if named.get("method", "").lower() == "post":
                self._form = Form(urljoin(self.path, named.get("action") or self.path))
                self.forms.append(self._form)
        if self._form is None or ("name" not in named and tag != "option"):
            return
        most = int(named.get("maxlength") or 0)
        if tag in {"input", "button"}:
            kind = named.get("type", "text") if tag == "input" else "submit"
            self._form.fields.append(Field(named["name"], kind, named.get("value", ""), most))
        elif tag == "textarea":
            self._area = Field(named["name"], "textarea", "", most)
            self._form.fields.append(self._area)
        elif tag == "select":
            self._select = Field(named["name"], "select")
            self._form.fields.append(self._select)
        elif tag == "option" and self._select is not None and named.get("value"):
            self._select.choices.append(named["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        self.words += data


def _leads_on(address: str) -> bool:
    text = "".join(sign for sign in address.strip() if sign > " ")
    try:
        return urlsplit(text).scheme.lower() in SCHEMES
    except ValueError:
        return False


def filled(form: Form, *, pick: int = -1) -> dict[str, str]:
    """What somebody hostile types: words in every field for words, what is valid in all others."""
    data: dict[str, str] = {}
    for each in form.fields:
        if each.kind == "radio":
            data.setdefault(each.name, each.value)
        elif each.kind == "hidden":
            data[each.name] = each.value
        elif each.kind not in VOID:
            data[each.name] = _typed(each, pick)
    return data


def _typed(each: Field, pick: int) -> str:
    simple = {
        "email": "jemand@beispiel.example",
        "url": LINK,
        "checkbox": each.value or "on",
        "number": each.value or "7",
        "date": DAY.isoformat(),
        "password": "ein langes Passwort 7",
    }
    if each.kind in simple:
        return simple[each.kind]
    if each.kind == "select":
        return each.choices[pick] if each.choices else ""
    words = LONG if not each.most or each.most >= len(LONG) else SHORT
    return words[: each.most] if each.most else words
