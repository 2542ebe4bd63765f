"""Starting: what did not change is not done again."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_django import Settings

from konsens.conf import running


def test_style_sheets_and_scripts_are_laid_out_once(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    own = tmp_path / "own"
    own.mkdir()
    (own / "page.js").write_text("1;")
    settings.STATICFILES_DIRS = [own]
    assert running.lay_out()
    assert (tmp_path / "static" / "page.js").read_text() == "1;"
    assert not running.lay_out()
    (own / "page.js").write_text("12;")
    later = (own / "page.js").stat().st_mtime + 60
    os.utime(own / "page.js", (later, later))
    assert running.lay_out()
    assert (tmp_path / "static" / "page.js").read_text() == "12;"
