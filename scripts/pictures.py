"""`make pictures`: takes the pictures of the docs from the demo, with a server and a browser of its own."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDE, PHONE = (1200, 800), (390, 844)
COLOURS = 128


@dataclass(frozen=True, slots=True)
class Picture:
    """What one picture shows: a page, at a size, as somebody."""

    name: str
    path: str
    size: tuple[int, int]
    role: str = ""


PICTURES = (
    Picture("start", "/", WIDE),
    Picture("start-phone", "/", PHONE),
    Picture("say-phone", "/ideen/neu/?art=idee", PHONE),
    Picture("list", "/ideen/?stand=in-arbeit", WIDE),
    Picture("map", "/ideen/karte/", WIDE),
    Picture("figures", "/zahlen/", WIDE),
    Picture("desk", "/arbeit/", WIDE, "caretaker"),
    Picture("board", "/koordination/", WIDE, "coordinator"),
    Picture("moderation", "/moderation/", WIDE, "coordinator"),
)


@contextlib.contextmanager
def shown() -> Iterator[tuple[str, dict[str, str]]]:
    """A running demo of its own: its address, and the sign-in link of each role."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tempfile.mkdtemp(prefix="konsens-pictures-")
    environment = {**os.environ, "KONSENS_DATA": folder, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    server = subprocess.Popen(
        [sys.executable, "-m", "konsens", "run"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        yield f"http://localhost:{port}", _links(server)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _links(server: subprocess.Popen[str]) -> dict[str, str]:
    assert server.stdout is not None
    links: dict[str, str] = {}
    for line in server.stdout:
        if found := re.search(r"(http://\S+\?raum=(\w+))", line):
            links[found[2]] = found[1]
        if len(links) == len(("resident", "caretaker", "coordinator")):
            return links
    raise SystemExit("the demo did not start")


def take(browser: Browser, home: str, picture: Picture, link: str) -> bytes:
    """One picture as a small PNG."""
    width, height = picture.size
    page = browser.new_page(viewport={"width": width, "height": height}, locale="de-DE")
    if link:
        page.goto(link)
    page.goto(home + picture.path, wait_until="networkidle")
    raw = page.screenshot()
    page.close()
    target = BytesIO()
    Image.open(BytesIO(raw)).convert("RGB").quantize(COLOURS).save(target, "PNG", optimize=True)
    return target.getvalue()


def main() -> None:
    """Take all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with shown() as (home, links), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        _wait_for(browser, home)
        for picture in PICTURES:
            content = take(browser, home, picture, links.get(picture.role, ""))
            (FOLDER / f"{picture.name}.png").write_bytes(content)
            print(f"{picture.name}.png {len(content) / 1000:.0f} kB")
        browser.close()


def _wait_for(browser: Browser, home: str) -> None:
    page = browser.new_page()
    for _try in range(100):
        with contextlib.suppress(Exception):
            page.goto(f"{home}/gesund/")
            break
        page.wait_for_timeout(300)
    page.close()


if __name__ == "__main__":
    main()
