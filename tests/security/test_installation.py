"""How an installation protects itself: settings, files, commands, its own source (A10, F4, T7)."""

from __future__ import annotations

import ast
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from konsens.conf.command import main
from konsens.kernel.models import Entry
from tests import a
from tests.security import world

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "konsens"

ASK = """
import json
from konsens.conf import settings as s
print(json.dumps({name: getattr(s, name) for name in (
    "DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER",
    "SESSION_COOKIE_HTTPONLY", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", "ALLOWED_HOSTS",
    "ALLAUTH_TRUSTED_PROXY_COUNT")}))
"""


def _settings(tmp_path: Path, **environment: str) -> dict[str, object]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "PYTHONPATH"}}
    whole = {**kept, "KONSENS_DATA": str(tmp_path / "data"), **environment}
    done = subprocess.run([sys.executable, "-c", ASK], env=whole, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_an_installation_with_https_keeps_to_it(tmp_path: Path) -> None:
    safe = _settings(tmp_path, SITE_URL="https://konsens.stadt.example")
    assert safe["SESSION_COOKIE_SECURE"]
    assert safe["CSRF_COOKIE_SECURE"]
    assert safe["SECURE_HSTS_SECONDS"] == 31_536_000
    assert not safe["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]
    assert safe["SECURE_PROXY_SSL_HEADER"] is None, "a header is believed only when a proxy is said to set it"
    assert safe["DEBUG"] is False
    assert "*" not in safe["ALLOWED_HOSTS"]  # type: ignore[operator]


def test_a_proxy_is_believed_only_where_there_is_one(tmp_path: Path) -> None:
    """Also by the throttles of signing in: else all visitors would be one, and one could lock out all."""
    alone, behind = _settings(tmp_path), _settings(tmp_path, BEHIND_PROXY="1")
    assert (alone["SECURE_PROXY_SSL_HEADER"], alone["ALLAUTH_TRUSTED_PROXY_COUNT"]) == (None, 0)
    assert behind["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert behind["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_data_lie_where_no_other_user_of_the_machine_looks(tmp_path: Path) -> None:
    _settings(tmp_path)
    data = tmp_path / "data"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_demo_is_never_built_into_a_database_that_holds_something() -> None:
    """A10: its sign-in links would open what is there."""
    world.build()
    before = Entry.objects.count()
    done = CliRunner().invoke(main, ["demo", "stadt"])
    assert "nicht leer" in done.output
    assert done.exit_code != 0
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_founding_an_organisation_again_gives_nobody_a_right() -> None:
    """A10."""
    a.controller("stadt")
    before = world.snapshot()
    words = ["organisations", "found", "stadt", "Stadt", "--admin", "evil@evil.example"]
    done = CliRunner().invoke(main, words)
    assert "schon vergeben" in done.output
    assert done.exit_code != 0
    assert world.snapshot() == before


REACHES_OUT = {
    "http",
    "socket",
    "urllib.request",
    "requests",
    "httpx",
    "aiohttp",
    "ftplib",
    "telnetlib",
    "ssl",
}
MAY_REACH_OUT = {"doors/cli/fetch.py"}


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_the_house_reaches_out_in_one_place_only() -> None:
    """F4: whatever address somebody types is never fetched; mail goes out by Django alone."""
    reaching = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if any(name in REACHES_OUT or name.split(".")[0] in REACHES_OUT for name in _imports(path))
    }
    assert reaching == MAY_REACH_OUT


PLANTED = {
    "a query of text": "def find(db, name):\n    db.execute(\"SELECT b FROM c WHERE a = '%s'\" % name)\n",
    "a shell": "import subprocess\n\nsubprocess.run('ls', shell=True)\n",
    "evaluated words": "print(eval(input()))\n",
    "a key in the code": 'password = "hunter2hunter2"\n',
    "markup that is trusted": "from django.utils.safestring import mark_safe\n\nmark_safe(input())\n",
    "a weak digest": "import hashlib\n\nhashlib.md5(b'')\n",
    "a file that says what it does": "import pickle\n\npickle.loads(b'')\n",
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_hole_is_found_by_make_check(planted: str) -> None:
    """H13, T7: the linter's security rules are on for all of src."""
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent))
    assert ruff
    command = [ruff, "check", "--select", "S", "--stdin-filename", "src/konsens/kernel/planted.py", "-"]
    done = subprocess.run(command, input=planted, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1, done.stdout


def test_the_linters_security_rules_are_on_for_all_of_the_source() -> None:
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in settings["select"]
    assert [each for each in settings["ignore"] if each.startswith("S")] == ["S101"]
    loose = [path for path, rules in settings["per-file-ignores"].items() if "S" in rules]
    assert not [path for path in loose if path.startswith("src")]


TRUSTED = {
    "src/page.py": "page = mark_safe(words)",
    "src/page.html": "{{ words|safe }}",
    "src/x.py": "x = csrf_exempt",
}


@pytest.mark.parametrize("name", TRUSTED)
def test_markup_or_forms_that_are_trusted_are_found_by_make_check(name: str, tmp_path: Path) -> None:
    """C1, G6, T7: in a small project of its own, so that nothing is planted here."""
    (tmp_path / "requirements").mkdir()
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(f"{TRUSTED[name]}\n", encoding="utf-8")
    for command in (["git", "init", "-q"], ["git", "add", "-A"]):
        subprocess.run(command, cwd=tmp_path, check=True)
    done = subprocess.run(
        [str(ROOT / "scripts" / "guard")], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "trusted" in done.stdout
