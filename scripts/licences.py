"""Under which licences the packages stand that an installation runs on."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"

LICENCES = frozenset(
    {"MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "MPL-2.0", "PSF-2.0"}
    | {"LGPL-3.0-only", "ISC", "Zlib", "CC0-1.0"}
)
"""What may be in the set; a licence that is not here needs a decision first."""

READ_IN_FILE = {
    "brotli": "MIT",
    "django-csp": "BSD-3-Clause",
    "django-js-lib-leaflet": "BSD-2-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "jinja2": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
}
"""Packages whose metadata is vague: what their licence file says."""


def packages() -> list[str]:
    """The packages of the run-time lock, each once."""
    lock = (REQUIREMENTS / "runtime.txt").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==(?!.*win32)", lock, re.MULTILINE)))


def licence_of(name: str) -> str:
    """The licence of an installed package, as an SPDX expression where its metadata allows."""
    if name in READ_IN_FILE:
        return READ_IN_FILE[name]
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return ""
    return str(about.get("License-Expression") or about.get("License") or "")


def wanted() -> set[str]:
    """The packages that we ask for ourselves; all others come with them."""
    lines = (REQUIREMENTS / "runtime.in").read_text(encoding="utf-8")
    return {each.split("[")[0] for each in re.findall(r"^([a-z][\w.\[\],-]*)", lines, re.MULTILINE)}
