"""A reader in Chromium: does what people do, and notes what no reader may ever meet."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from .pages import GUIDE

# Every time the announcement gets words, they are heard.
LISTEN = """
window.heard = [];
new MutationObserver((records) => {
  const announcement = document.getElementById("announcement");
  if (announcement?.textContent && records.some(({ target }) => announcement.contains(target)))
    heard.push(announcement.textContent);
}).observe(document, { subtree: true, childList: true, characterData: true });
"""

STORED = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  cookie: document.cookie,
})"""

LINKS = """() => [...document.querySelectorAll("#page a[href^='/']")]
  .map((link) => [link.getAttribute("href"), link.dataset.hxGet ?? null])"""

# Forms that lead to a file carry no answers.
FORMS = """() => [...document.querySelectorAll("#page form[data-hx-get]")].map((form) => [...new FormData(form)])"""


# Chromium on Linux has no web share, and says so of every page whose header allows it.
UNKNOWN_THERE = "Error with Permissions-Policy header: Unrecognized feature: 'web-share'."


class Reader:
    """Someone with a browser, and what the browser asked for and complained about."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context = context
        self.base = base
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.sent: list[dict[str, str]] = []
        """The headers as they left the browser, where a test watches them."""
        self.may_be_told = {"hx-request", "hx-request-type"}
        self._excused: list[str] = [UNKNOWN_THERE]
        context.on("request", lambda request: self.requests.append(request))
        context.on("console", self._note)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.add_init_script(LISTEN)
        self.page: Page = context.new_page()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def excuse(self, complaint: str) -> None:
        """The test itself causes this complaint."""
        self._excused.append(complaint)

    # ------------------------------------------------------------ going

    def open(self, address: str) -> None:
        self.page.goto(self.base + address)

    def link(self, words: str, within: str = "main") -> Locator:
        return self.page.locator(within).get_by_role("link", name=words, exact=True)

    def button(self, words: str) -> Locator:
        return self.page.locator("main").get_by_role("button", name=words, exact=True)

    def box(self, task_or_content: str) -> Locator:
        return self.page.locator(f"main input[type=checkbox][value='{task_or_content}']")

    def tick(self, task_or_content: str) -> None:
        """Tick or untick a box, and wait until that was announced."""
        with self.being_told():
            self.box(task_or_content).click()

    def choose_language(self, autonym: str) -> None:
        self.page.locator(".languages summary").click()
        self.link(autonym, within=".languages").click()

    @contextmanager
    def being_told(self) -> Iterator[None]:
        """Wait until something was announced."""
        before = len(self.heard)
        yield
        self.page.wait_for_function("before => heard.length > before", arg=before)

    # ------------------------------------------------------------ seeing

    @property
    def address(self) -> str:
        return self.page.url.removeprefix(self.base)

    @property
    def heading(self) -> Locator:
        return self.page.locator("h1")

    @property
    def heard(self) -> list[str]:
        return list(self.page.evaluate("heard"))

    @property
    def ticked(self) -> set[str]:
        """What is ticked on the screen, whatever the HTML says."""
        return set(
            self.page.locator("main input[type=checkbox]").evaluate_all(
                "boxes => boxes.filter((box) => box.checked).map((box) => box.value)"
            )
        )

    def is_at(self, address: str) -> None:
        """Wait until the reader's address is exactly this one."""
        expect(self.page).to_have_url(self.base + address)

    def sees_heading(self, words: str) -> None:
        expect(self.heading).to_have_text(words)

    def has_focus(self, selector: str) -> None:
        expect(self.page.locator(selector)).to_be_focused()

    @property
    def asked(self) -> list[str]:
        """All that the browser asked of our server, in order, without the static files."""
        addresses = (request.url.removeprefix(self.base) for request in self.requests)
        return [address for address in addresses if not address.startswith("/static/")]

    @property
    def page_loads(self) -> list[str]:
        return [
            request.url.removeprefix(self.base)
            for request in self.requests
            if request.is_navigation_request()
        ]

    @property
    def partials(self) -> list[str]:
        return [address for address in self.asked if address.startswith("/partial/")]

    @property
    def history_length(self) -> int:
        return int(self.page.evaluate("history.length"))

    def all_links_carry(self, answers: list[tuple[str, str]]) -> None:
        """Every link and form of the guide holds exactly these answers; links ask for their own partial."""
        carrying = []
        for address, partial in self.page.evaluate(LINKS):
            parts = urlsplit(address)
            if not re.match(rf"/[a-z]+/{GUIDE}/", parts.path) or parts.path.endswith("/sources/"):
                continue
            assert parse_qsl(parts.query) == answers, f"{address} loses or invents answers"
            assert partial in {None, f"/partial{address}"}, f"{address} asks for {partial}"
            carrying.append(parts.path)
        for form in self.page.evaluate(FORMS):
            held = [tuple(pair) for pair in form]
            if not any(name == "labels" for name, _ in answers):
                # The chooser always says what it shows; the server leaves the usual one out.
                held = [pair for pair in held if pair[0] != "labels"]
            assert sorted(held) == sorted(answers), "a form loses or invents answers"
        for step in ("region", "review", "settings", "checklist"):
            assert any(path.endswith(f"/{step}/") for path in carrying), f"no link to {step}"
        assert {path.split("/")[1] for path in carrying} >= {"de", "en"}, "the language menu leads elsewhere"

    # ------------------------------------------------------------ what no reader may meet

    def met_nothing_wrong(self) -> None:
        """No complaint of the browser, nothing asked of anybody else, nothing kept in the browser."""
        complaints = [
            complaint
            for complaint in self.complaints
            if not any(excused in complaint for excused in self._excused)
        ]
        assert not complaints, complaints
        strangers = [request.url for request in self.requests if not request.url.startswith(self.base + "/")]
        assert not strangers, f"asked of others: {strangers}"
        assert not self.context.cookies(), "a cookie was set"
        if self.page.url.startswith(self.base):
            kept = self.page.evaluate(STORED)
            assert not any(kept.values()), f"kept in the browser: {kept}"
        told = {
            name
            for request in self.requests
            for name in request.headers
            if name.startswith("hx-") and name not in self.may_be_told
        }
        assert not told, f"the server was told more than the address: {told}"
