"""Embeds in an article on another site: readable, styled and as high as they are, whatever the frame allows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup
from micawber import Provider, ProviderRegistry
from micawber.exceptions import ProviderException
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Request, expect

from offswitch.assets import read_assets
from offswitch.folders import STATIC
from offswitch.pages.snippet import height_script

from .conftest import PATIENCE
from .pages import KINDS, OPEN_EVERYTHING
from .reader import STORED, UNKNOWN_THERE
from .test_accessibility import faults_of
from .test_budgets import KB, compressed

SECRET = "abCD012345"  # pragma: allowlist secret: made up here
STEPS = ("region", "review", "settings", "checklist")
EMBEDS = [f"/embed/en/linkedin-ai/at/{step}/" for step in STEPS] + ["/embed/de/meta-ai/settings/"]
UNKNOWN = "/embed/en/linkedin-ai/xx/settings/"

# What the script of WordPress does with the messages of frames, as its source says: only frames whose secret
# it knows, heights between 200 and 1000, links to the frame's own host while the frame has the focus.
LIKE_WORDPRESS = """
window.messages = [];
addEventListener("message", ({ data, source }) => {
  const frame = document.querySelector(`iframe[data-secret="${data.secret}"]`);
  messages.push(data);
  if (!frame || frame.contentWindow !== source) return;
  if (data.message === "height") frame.height = Math.min(Math.max(parseInt(data.value), 200), 1000);
  if (data.message === "link" && new URL(data.value).host === new URL(frame.src).host
      && document.activeElement === frame) top.location.href = data.value;
});
"""
NOTE_MESSAGES = "window.messages = []; addEventListener('message', ({ data }) => messages.push(data));"


Articles = dict[str, tuple[str, dict[str, str]]]


class Newsroom:
    """A site of its own, on a port of its own, that shows whatever article is put on it."""

    def __init__(self, address: str, articles: Articles) -> None:
        self.address = address
        self._articles = articles

    def publishes(self, body: str, script: str = "", headers: dict[str, str] | None = None) -> str:
        """The address of an article. Its script runs before the frames are there."""
        path = f"/article-{len(self._articles)}"
        html = (
            f"<!doctype html><html lang=en><meta charset=utf-8><title>Article</title><script>{script}</script>"
            f"<body><h1>Article</h1>{body}"
        )
        self._articles[path] = (html, headers or {})
        return self.address + path


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    articles: Articles = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, headers = articles.get(self.path, ("", {}))
            self.send_response(200 if html else 204)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Tests say what happened."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield Newsroom(f"http://localhost:{server.server_port}", articles)
        server.shutdown()


class Visitor:
    """Somebody who reads the article."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.requests.append(request))
        context.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and message.text != UNKNOWN_THERE:
            self.complaints.append(message.text)

    def opens(self, address: str) -> Frame:
        """The frame in the article, once all of it is there."""
        self.page.goto(address, wait_until="load")
        frame = self.page.frames[-1]
        frame.wait_for_load_state("networkidle")
        return frame

    @property
    def messages(self) -> list[dict[str, object]]:
        return list(self.page.evaluate("messages"))

    @property
    def frame_height(self) -> int:
        return int(self.page.evaluate("Number(document.querySelector('iframe').height)"))

    def waits_for_height(self, above: int = 0) -> int:
        self.page.wait_for_function(
            "above => Number(document.querySelector('iframe').height) > above", arg=above
        )
        return self.frame_height


@contextmanager
def visiting(browser: Browser, **options: object) -> Iterator[Visitor]:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    try:
        yield Visitor(context)
    finally:
        context.close()


def ours(site: str, address: str, height: int = 300) -> str:
    """The frame as our snippet writes it, here without 'lazy': nobody scrolls."""
    html = asked(site, address.removeprefix("/embed"))["html"]
    html = re.sub(r'width="\d+" height="\d+"', f'width="100%" height="{height}"', str(html))
    return html.replace('loading="lazy" ', "")


def like_wordpress(site: str, address: str, fragment: str = "") -> str:
    """What WordPress leaves of a discovered frame, and adds to it."""
    src = escape(f"{site}{address}{fragment}#?secret={SECRET}")
    return (
        f'<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted" title="Step" '
        f'src="{src}" data-secret="{SECRET}" width="600" height="338" frameborder="0"></iframe>'
    )


def bare(site: str, address: str) -> str:
    return f'<iframe sandbox="allow-scripts" title="Step" src="{site}{address}" width="600" height="400"></iframe>'


def asked(site: str, path: str, **limits: object) -> dict[str, object]:
    """What a publishing system gets by a real consumer of oEmbed."""
    registry = ProviderRegistry()
    registry.register(rf"{re.escape(site)}/\S+", Provider(f"{site}/oembed"))
    return dict(registry.request(site + path, **limits))


def is_styled(frame: Frame) -> bool:
    """Whether our sheet was applied: nothing else draws this border."""
    return frame.evaluate("getComputedStyle(document.body).borderTopStyle") == "solid"


# ---------------------------------------------------------------- in every kind of frame


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("kind", [ours, like_wordpress, bare])
def test_an_embed_is_readable_and_styled_in_every_kind_of_frame(
    browser: Browser, site: str, newsroom: Newsroom, kind: object, scripts: bool
) -> None:
    with visiting(browser, java_script_enabled=scripts) as visitor:
        for address in EMBEDS:
            frame = visitor.opens(newsroom.publishes(kind(site, address)))  # type: ignore[operator]
            assert frame.url.startswith(site + address)
            expect(frame.locator("h1")).to_be_visible()
            expect(frame.locator("footer")).to_be_visible()
            assert is_styled(frame)
            assert frame.evaluate("self.origin") == "null", "the frame is not sandboxed"
        assert visitor.complaints == []


def test_without_a_sandbox_it_works_too_and_in_a_page_that_isolates_itself(
    browser: Browser, site: str, newsroom: Newsroom
) -> None:
    with visiting(browser) as visitor:
        plain = f'<iframe title="Step" src="{site}{EMBEDS[2]}"></iframe>'
        frame = visitor.opens(newsroom.publishes(plain))
        assert is_styled(frame)
        isolating = {
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        frame = visitor.opens(newsroom.publishes(plain, headers=isolating))
        assert visitor.page.evaluate("crossOriginIsolated") is True
        assert is_styled(frame)


def test_an_unknown_embed_explains_itself_in_the_frame_and_says_its_height(
    browser: Browser, site: str, newsroom: Newsroom
) -> None:
    with visiting(browser) as visitor:
        frame = visitor.opens(newsroom.publishes(like_wordpress(site, UNKNOWN), LIKE_WORDPRESS))
        expect(frame.locator("h1")).to_have_text("This page does not exist")
        assert is_styled(frame)
        visitor.page.wait_for_function("messages.length > 0")
        assert 200 <= visitor.frame_height <= 1000


def test_no_other_page_lets_itself_be_framed(browser: Browser, site: str, newsroom: Newsroom) -> None:
    with visiting(browser) as visitor:
        addresses = [f"/en{path}" for path in KINDS.values()] + ["/partial/en/linkedin-ai/at/settings/"]
        for address in addresses:
            visitor.page.goto(
                newsroom.publishes(f'<iframe title="x" src="{escape(site + address)}"></iframe>')
            )
            visitor.page.wait_for_load_state("networkidle")
            (frame,) = visitor.page.frames[1:]
            assert frame.url.startswith("chrome-error:"), f"{address} was framed"


# ---------------------------------------------------------------- how high it is


def test_wordpress_is_told_the_height_whenever_it_changes(
    browser: Browser, site: str, newsroom: Newsroom
) -> None:
    with visiting(browser) as visitor:
        frame = visitor.opens(newsroom.publishes(like_wordpress(site, EMBEDS[2]), LIKE_WORDPRESS))
        visitor.page.wait_for_function("messages.length > 0")
        folded = int(frame.evaluate("document.documentElement.offsetHeight"))
        assert abs(visitor.frame_height - min(folded, 1000)) <= 1
        frame.locator("summary").first.click()
        visitor.page.wait_for_function("folded => messages.some(({ value }) => value > folded)", arg=folded)
        before = len(visitor.messages)
        visitor.page.evaluate("document.querySelector('iframe').width = 300")
        visitor.page.wait_for_function("before => messages.length > before", arg=before)
        for message in visitor.messages:
            assert set(message) == {"message", "value", "secret"}
            assert (message["message"], message["secret"]) == ("height", SECRET)


def test_wordpress_may_name_the_secret_late_and_ask_again(
    browser: Browser, site: str, newsroom: Newsroom
) -> None:
    with visiting(browser) as visitor:
        visitor.opens(newsroom.publishes(bare(site, EMBEDS[0]), NOTE_MESSAGES))
        visitor.page.evaluate(f"document.querySelector('iframe').src += '#?secret={SECRET}'")
        visitor.page.wait_for_function(
            "secret => messages.some((each) => each.secret === secret)", arg=SECRET
        )
        before = len(visitor.messages)
        ask = "words => document.querySelector('iframe').contentWindow.postMessage(words, '*')"
        another = {"message": "ready", "secret": "another"}  # pragma: allowlist secret: made up here
        visitor.page.evaluate(ask, another)
        visitor.page.evaluate(ask, {"message": "ready", "secret": SECRET})
        visitor.page.wait_for_function("before => messages.length > before", arg=before)
        assert len(visitor.messages) == before + 1


@pytest.mark.parametrize("width", [280, 600, 1000])
@pytest.mark.parametrize("late", [False, True], ids=["script before the frame", "script after the frame"])
def test_with_our_script_nothing_is_scrolled_inside_the_frame(
    browser: Browser, site: str, newsroom: Newsroom, width: int, late: bool
) -> None:
    text, _ = height_script(read_assets(STATIC))
    with visiting(browser, viewport={"width": width + 16, "height": 800}) as visitor:
        for address in EMBEDS:
            html = ours(site, address, height=20)
            frame = visitor.opens(newsroom.publishes(html, "" if late else text))
            if late:
                visitor.page.evaluate(text)
            visitor.waits_for_height(above=100)
            frame.wait_for_function("() => document.documentElement.scrollHeight <= innerHeight")
            assert frame.evaluate("innerWidth") == width
            assert frame.evaluate("document.documentElement.scrollWidth") <= width
        before = visitor.frame_height
        frame.locator("summary").first.click()
        visitor.waits_for_height(above=before)


def test_our_script_hears_only_heights_and_only_from_the_frame_itself(
    browser: Browser, site: str, newsroom: Newsroom
) -> None:
    text, _ = height_script(read_assets(STATIC))
    with visiting(browser) as visitor:
        visitor.opens(newsroom.publishes(ours(site, EMBEDS[0], height=20), text))
        height = visitor.waits_for_height(above=100)
        visitor.page.evaluate("postMessage({ type: 'offswitch:height', height: 999 }, '*')")
        for words in ("{}", "null", "'x'", "{ type: 'offswitch:height', height: '5px' }"):
            visitor.page.evaluate(f"postMessage({words}, '*')")
        visitor.page.evaluate("new Promise((done) => setTimeout(done, 100))")
        assert visitor.frame_height == height


def test_an_embed_says_nothing_but_its_height(browser: Browser, site: str, newsroom: Newsroom) -> None:
    with visiting(browser) as visitor:
        frame = visitor.opens(newsroom.publishes(ours(site, EMBEDS[2]), NOTE_MESSAGES))
        frame.locator("summary").first.click()
        with visitor.context.expect_page():
            frame.locator("details[open] a").first.click()
        assert visitor.messages
        for message in visitor.messages:
            assert set(message) == {"type", "height"}
            assert message["type"] == "offswitch:height"
            assert isinstance(message["height"], int)


# ---------------------------------------------------------------- where it leads


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_our_snippet_the_whole_guide_opens_in_a_tab_that_is_free(
    browser: Browser, site: str, newsroom: Newsroom, scripts: bool
) -> None:
    with visiting(browser, java_script_enabled=scripts) as visitor:
        article = newsroom.publishes(ours(site, EMBEDS[2]))
        frame = visitor.opens(article)
        with visitor.context.expect_page() as opened:
            frame.locator("a[data-whole]").click()
        expect(opened.value).to_have_url(f"{site}/en/linkedin-ai/at/settings/")
        if scripts:
            assert opened.value.evaluate("self.origin") == site
            assert opened.value.evaluate("[opener, document.referrer]") == [None, ""]
        assert visitor.page.url == article


def test_in_wordpress_a_link_leads_the_article_to_the_whole_guide(
    browser: Browser, site: str, newsroom: Newsroom
) -> None:
    with visiting(browser) as visitor:
        article = newsroom.publishes(like_wordpress(site, EMBEDS[2]), LIKE_WORDPRESS)
        visitor.opens(article).locator("a[data-whole]").click()
        expect(visitor.page).to_have_url(f"{site}/en/linkedin-ai/at/settings/")
        visitor.opens(article).locator("a[data-whole]").focus()
        visitor.page.keyboard.press("Enter")
        expect(visitor.page).to_have_url(f"{site}/en/linkedin-ai/at/settings/")


def test_in_wordpress_a_link_to_the_service_leads_to_the_same_link_in_the_guide(
    browser: Browser, site: str, newsroom: Newsroom
) -> None:
    """That frame opens no tab, and WordPress follows no link to another host."""
    with visiting(browser) as visitor:
        frame = visitor.opens(newsroom.publishes(like_wordpress(site, EMBEDS[2]), LIKE_WORDPRESS))
        frame.locator("summary").first.click()
        link = frame.locator("details[open] a").first
        target = str(link.get_attribute("href"))
        link.click()
        expect(visitor.page).to_have_url(f"{site}/en/linkedin-ai/at/settings/#desktop")
        assert visitor.page.locator(f'#desktop a[href="{target}"]').count()


@pytest.mark.parametrize("kind", [like_wordpress, bare])
def test_the_address_of_an_action_opens_it(
    browser: Browser, site: str, newsroom: Newsroom, kind: object
) -> None:
    with visiting(browser) as visitor:
        if kind is like_wordpress:
            html = like_wordpress(site, EMBEDS[2], "#app-switch")
        else:
            html = bare(site, EMBEDS[2] + "#app-switch")
        frame = visitor.opens(newsroom.publishes(html))
        expect(frame.locator("#app-switch")).to_be_in_viewport()
        assert frame.locator("details[open]").count() == 1


# ---------------------------------------------------------------- how it looks, and to whom


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [280, 1000])
def test_axe_finds_nothing_in_an_embed(
    browser: Browser, site: str, newsroom: Newsroom, scheme: str, width: int
) -> None:
    with visiting(browser, color_scheme=scheme, viewport={"width": width + 16, "height": 900}) as visitor:
        found = []
        for address in [*EMBEDS, UNKNOWN]:
            frame = visitor.opens(newsroom.publishes(at_full_width(site, address)))
            frame.evaluate(OPEN_EVERYTHING)
            found += faults_of(frame, f"{address} {scheme} {width}")
            assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert not found, "\n".join(found)


def at_full_width(site: str, address: str) -> str:
    return bare(site, address).replace('width="600"', 'width="100%"')


def test_light_and_dark_differ_inside_the_frame(browser: Browser, site: str, newsroom: Newsroom) -> None:
    papers = set()
    for scheme in ("light", "dark"):
        with visiting(browser, color_scheme=scheme) as visitor:
            frame = visitor.opens(newsroom.publishes(like_wordpress(site, EMBEDS[0])))
            papers.add(frame.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(papers) == 2


# ---------------------------------------------------------------- what it keeps to itself


@pytest.mark.parametrize("kind", [ours, like_wordpress])
def test_an_embed_keeps_nothing_and_asks_nobody_else_and_is_not_told_the_article(
    browser: Browser, site: str, newsroom: Newsroom, kind: object
) -> None:
    with visiting(browser) as visitor:
        frame = visitor.opens(newsroom.publishes(kind(site, EMBEDS[2])))  # type: ignore[operator]
        asked = {
            request.url.removeprefix(site).partition("?")[0].partition("#")[0] for request in visitor.requests
        }
        theirs = {address for address in asked if address.startswith(newsroom.address)}
        assert asked - theirs == {EMBEDS[2], "/static/embed.css", "/static/embed.js"}
        assert visitor.context.cookies() == []
        assert visitor.context.storage_state(indexed_db=True) == {"cookies": [], "origins": []}
        assert visitor.complaints == []
        told = {
            request.url
            for request in visitor.requests
            if request.url.startswith(site) and "referer" in request.all_headers()
        }
        # WordPress lets the browser name the article's site when it opens the frame; our snippet does not.
        assert told == (set() if kind is ours else {frame.url.partition("#")[0]})


def test_an_embed_opened_by_itself_keeps_nothing_either(browser: Browser, site: str) -> None:
    with visiting(browser) as visitor:
        visitor.page.goto(site + EMBEDS[2])
        assert not any(visitor.page.evaluate(STORED).values())


# ---------------------------------------------------------------- what it weighs


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_embed_is_small(site: str, language: str) -> None:
    with urlopen(f"{site}{EMBEDS[0]}") as response:
        soup = BeautifulSoup(response.read(), "html.parser")
    files = [
        str(soup.select_one("link[rel=stylesheet]:not([media])")["href"]),
        str(soup.select_one("script")["src"]),
    ]  # type: ignore[index]
    shared = sum(compressed(site + address) for address in files)
    for guide in ("linkedin-ai", "linkedin-ads", "meta-ai", "gemini"):
        for step in STEPS:
            weight = shared + compressed(f"{site}/embed/{language}/{guide}/{step}/")
            assert weight <= 10 * KB, f"{guide} {step} ({language}): {weight / KB:.2f} KB of 10"


# ---------------------------------------------------------------- by oEmbed


def test_a_consumer_of_oembed_gets_a_frame_that_shows_the_step(
    browser: Browser, site: str, newsroom: Newsroom
) -> None:
    answer = asked(site, "/de/gemini/at/checklist/#x?y", maxwidth=400)
    assert (answer["type"], answer["width"]) == ("rich", 400)
    with visiting(browser) as visitor:
        frame = visitor.opens(newsroom.publishes(str(answer["html"]).replace('loading="lazy"', "")))
        assert frame.url == f"{site}/embed/de/gemini/at/checklist/"
        expect(frame.locator("main > ol > li").first).to_be_visible()


def test_a_consumer_of_oembed_is_refused_what_is_no_step(site: str) -> None:
    for path in ("/en/", "/en/nothing/settings/"):
        with pytest.raises(ProviderException):
            asked(site, path)


def test_a_step_names_its_embed_as_publishing_systems_look_for_it(site: str) -> None:
    with urlopen(f"{site}/en/linkedin-ai/at/settings/?have=posts") as response:
        soup = BeautifulSoup(response.read(), "html.parser")
    (link,) = soup.select('head link[rel="alternate"][type="application/json+oembed"]')
    with urlopen(str(link["href"])) as response:
        assert response.status == 200
        assert "/embed/en/linkedin-ai/at/settings/" in response.read().decode()
    assert Path(str(link["href"]).partition("?")[0]).name == "oembed"
