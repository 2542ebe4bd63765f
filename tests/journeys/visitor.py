"""Somebody with a browser. Whatever they see is watched: nothing may go wrong quietly (A1, C1, C12)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

from tests.journeys.house import House

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
COOKIES = {"sessionid", "csrftoken"}
"""Strictly necessary ones (§ 25 TTDSG): to stay signed in, and to know that a form is ours."""
WATCH_POLICY = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
SENDS = "main form button:not([name], [type=button], [form])"
REFUSALS = frozenset({401, 403, 404, 410, 422, 429})
KEPT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  caches: await caches.keys(), databases: (await indexedDB.databases()).map((each) => each.name),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""

expect.set_options(timeout=10_000)


class Visitor:
    """One browser profile with one page; `troubles` tells what must not have happened."""

    def __init__(
        self, browser: Browser, house: House, device: dict[str, Any] = DESKTOP, **options: Any
    ) -> None:
        self.house = house
        self.hosts = {urlsplit(house.home).netloc}
        self.troubles: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=house.home, locale="de-DE", timezone_id="Europe/Berlin", reduced_motion="reduce",
            **{**device, **options},
        )  # fmt: skip
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(WATCH_POLICY)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        self.context.on("request", self._see_request)
        self.context.on("response", self._see_response)
        self.page: Page = self.context.new_page()

    def _hear(self, message: ConsoleMessage) -> None:
        # the browser's own remark about an answer's status; `_see_response` judges that
        if message.type == "error" and "responded with a status of" not in message.text:
            self.troubles.append(f"console: {message.text} ({message.location.get('url')})")

    def _see_request(self, request: Request) -> None:
        to = urlsplit(request.url)
        if to.scheme in {"http", "https", "ws", "wss"} and to.netloc not in self.hosts:
            self.troubles.append(f"asked another host: {request.url}")

    def _see_response(self, response: Response) -> None:
        is_answer = response.request.resource_type in {"document", "xhr", "fetch"}
        if response.status >= 400 and not (is_answer and response.status in REFUSALS):
            self.troubles.append(f"{response.status}: {response.url}")

    def go(self, address: str, status: int = 200) -> None:
        """Open a page, and see that it answers as it should."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status, f"{address} answered {answer.status}, not {status}"

    def read(self, address: str) -> None:
        """Open a page as it is now; a browser may show a public page as it was half a minute ago."""
        self.go(address)
        self.page.reload()

    def click(self, name: str, role: Any = None) -> None:
        """Press the button or follow the link of this name."""
        self.named(name, role).click()

    def submit(self) -> None:
        """Press the button that sends the page's form, and wait for the answer."""
        with self.page.expect_navigation():
            self.page.locator(SENDS).first.click()

    def named(self, name: str, role: Any = None) -> Locator:
        """The visible button or link of this name in the page's main part."""
        main = self.page.locator("main")
        if role is not None:
            return main.get_by_role(role, name=name)
        exactly = re.compile(rf"^\s*{re.escape(name)}\s*$")
        return main.get_by_role("button", name=exactly).or_(main.get_by_role("link", name=exactly))

    def field(self, label: str) -> Locator:
        """The field with this label."""
        return self.page.get_by_label(label, exact=False)

    def heading(self, words: str) -> None:
        """The page's main heading is this."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def sees(self, words: str) -> None:
        """Somewhere in the page these words can be read."""
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible()

    def sees_not(self, words: str) -> None:
        """Nowhere in the page these words can be read."""
        expect(self.page.locator("main").get_by_text(words)).to_have_count(0)

    def check(self) -> None:
        """Nothing went wrong so far, and the device keeps nothing but what is strictly necessary."""
        assert not self.troubles, "\n".join(self.troubles)
        cookies = {str(each.get("name")) for each in self.context.cookies()}
        assert cookies <= COOKIES, f"unexpected cookies: {cookies - COOKIES}"
        if self.page.url.startswith(self.house.home):
            kept = self.page.evaluate(KEPT)
            assert not any(kept.values()), f"the device keeps {kept}"

    def leave(self) -> None:
        """Close the browser profile."""
        self.context.close()
