"""Addresses by name, quickly: a list holds many of them, and most differ only in one random key."""

from __future__ import annotations

from functools import lru_cache

from django.urls import NoReverseMatch, get_script_prefix, reverse

MARK = "0mark0"


def path(name: str, *args: object) -> str:
    """The address of a page below the present organisation and language; the same as Django's `reverse`."""
    prefix = get_script_prefix()
    if not args:
        return _whole(prefix, name)
    if len(args) == 1 and isinstance(args[0], str) and args[0].isalnum() and args[0].isascii():
        before, after = _around(prefix, name)
        if before:
            return f"{before}{args[0]}{after}"
    return reverse(name, args=args)


@lru_cache(maxsize=4096)
def _whole(_prefix: str, name: str) -> str:
    return reverse(name)


@lru_cache(maxsize=4096)
def _around(_prefix: str, name: str) -> tuple[str, str]:
    """What stands before and after the key; nothing where the pattern takes only some words."""
    try:
        before, mark, after = reverse(name, args=[MARK]).partition(MARK)
    except NoReverseMatch:
        return ("", "")
    return (before, after) if mark else ("", "")
