"""The markup of templates, and what must not stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from jinja2 import Environment

VALUE = "\ue000"
CSRF = "\ue001"
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN_ATTRIBUTES = frozenset({"alt", "title", "aria-label", "placeholder", "aria-description"})
DJANGO_TAG = re.compile(
    r"\{% comment %\}.*?\{% endcomment %\}"
    r"|\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}"
    r"|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
Problem = tuple[int, str]


def bare(source: str, environment: Environment) -> str:
    """The markup of a Jinja2 template: values become one sign, tokens another, statements a space."""
    kept: list[str] = []
    inside, code = "", ""
    for _line, kind, text in environment.lex(source):
        if kind in {"variable_begin", "block_begin", "comment_begin"}:
            inside, code = kind, ""
        elif kind in {"variable_end", "block_end", "comment_end"}:
            kept.append(_instead(inside, code) + "\n" * (code.count("\n") + text.count("\n")))
            inside = ""
        elif inside:
            code += text
        else:
            kept.append(text)
    return "".join(kept)


def _instead(kind: str, code: str) -> str:
    if kind != "variable_begin":
        return " " if kind == "block_begin" else ""
    return CSRF if re.fullmatch(r"\s*csrf\(\)\s*", code) else VALUE


def bare_django(source: str) -> str:
    """The same for a Django template."""

    def instead(found: re.Match[str]) -> str:
        text = found.group()
        lines = "\n" * text.count("\n")
        if "csrf_token" in text:
            return CSRF + lines
        return (VALUE if text.startswith("{{") or "translate" in text else " ") + lines

    return DJANGO_TAG.sub(instead, source)


@dataclass(slots=True)
class OpenForm:
    """A form whose end has not come yet."""

    line: int
    posts: bool
    has_token: bool = False


class Markup(HTMLParser):
    """Walks through markup and notes what must not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Problem] = []
        self.forms: list[OpenForm] = []
        self.unread = 0

    def say(self, sentence: str) -> None:
        """Note a problem at the present line."""
        self.found.append((self.getpos()[0], sentence))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element and its attributes."""
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style"} and not given.get("src"):
            self.say(f"<{tag}> within the page; the security policy forbids it, put it into a file")
        if tag in {"script", "style"}:
            self.unread += 1
        for name, value in given.items():
            self._attribute(name, value)
        if tag in {"img", "area"} and "alt" not in given:
            self.say(f"<{tag}> without alt; say what it shows, or alt='' when it says nothing")
        if tag == "form":
            posts = given.get("method", "").lower() == "post"
            self.forms.append(OpenForm(self.getpos()[0], posts))
        elif any(name in given for name in ("hx-post", "hx-put", "hx-patch", "hx-delete")) and not self.forms:
            self.say(f"<{tag}> sends something outside a form, so without a token")

    def _attribute(self, name: str, value: str) -> None:
        if name == "style" or re.match(r"on[a-z]", name) or name.startswith("hx-on"):
            self.say(f"the attribute {name} is script or style within the page; put it into a file")
        if name == "tabindex" and re.match(r"\s*[1-9]", value):
            self.say("tabindex above 0 takes the reading order away from people with a keyboard")
        if name in {"src", "srcset", "href", "action"} and re.search(r"https?://", value):
            self.say(f"{name} leads to another host; pages ask nobody else for anything")
        if name in SPOKEN_ATTRIBUTES and LETTERS.search(value):
            self.say(f'{name}="{value}" is not translated')

    def handle_endtag(self, tag: str) -> None:
        """Close forms and what nobody reads."""
        if tag in {"script", "style"}:
            self.unread -= 1
        if tag == "form" and self.forms:
            form = self.forms.pop()
            if form.posts and not form.has_token:
                self.found.append((form.line, "a form that posts has no csrf()"))

    def handle_data(self, data: str) -> None:
        """Text between elements comes out of the catalogue."""
        if CSRF in data and self.forms:
            self.forms[-1].has_token = True
        if not self.unread and (word := LETTERS.search(data)):
            self.say(f"„{' '.join(data.split())[:60]}“ is not translated ({word.group()})")


def of_markup(text: str) -> list[Problem]:
    """Inline script or style, foreign hosts, untranslated text, forms without token, images without alt."""
    reader = Markup()
    reader.feed(text)
    reader.close()
    return reader.found
