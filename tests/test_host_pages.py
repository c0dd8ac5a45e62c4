"""The host's pages: Markdown becomes a page like ours, and what could harm a reader stops the start."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as some

import offswitch
from offswitch.content import ContentError, Library
from offswitch.folders import TRANSLATIONS
from offswitch.host_pages import ADDITIONS, HostPages
from offswitch.language import read_languages
from offswitch.markdown import HostText, _sanitized, read_text
from offswitch.pages.info import PAGES as OURS
from offswitch.settings import Settings, SettingsError
from tests.conftest import LOCAL, PUBLIC, Serve
from tests.hosted import PAGES, hosted, write_pages
from tests.house import Page, complaints, partial_complaints
from tests.languages import TWO
from tests.reader import Browser
from tests.sitemaps import listed
from tests.test_house_rules import targets

ENGLISH = read_languages(TRANSLATIONS)["en"]

Start = Callable[..., Browser]


@pytest.fixture(scope="module")
def browse(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A site whose host has every kind of page."""
    return serve(hosted(tmp_path_factory.mktemp("host")))


@pytest.fixture
def start(serve: Serve, tmp_path: Path) -> Start:
    """Start a site with these pages."""

    def start(pages: dict[str, str], settings: Settings = PUBLIC) -> Browser:
        return serve(settings.model_copy(update={"folder": write_pages(tmp_path, pages)}))

    return start


Read = Callable[..., HostPages]


@pytest.fixture
def read_pages(library: Library, translations: Path, tmp_path: Path) -> Read:
    """Read these pages as the start does."""

    def read_pages(pages: dict[str, str], **settings: object) -> HostPages:
        folder = write_pages(tmp_path, pages)
        chosen = PUBLIC.model_copy(update={"folder": folder, **settings})
        return offswitch.pages_of_host(chosen, library, read_languages(translations))

    return read_pages


def mistakes(read_pages: Read, pages: dict[str, str]) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read_pages(pages)
    return str(caught.value).splitlines()


# ---- a page of the host's own


def test_a_page_stands_at_its_name_in_each_of_its_languages(browse: Browser):
    assert browse("/en/imprint/").heading == "Imprint"
    german = browse("/de/imprint/")
    assert german.heading == "Impressum"
    assert german.title == "Impressum – Offswitch"
    assert "Verein Beispiel, Beispielstraße 1" in german.words()
    assert not german.all("main [lang]")


def test_a_reader_for_whose_language_there_is_no_text_gets_another_and_is_told(browse: Browser):
    page = browse("/en/donate/")
    assert page.language == "en"
    assert "This text is not in the language of this page. Its language: Deutsch" in page.words()
    assert page.one("h1 span")["lang"] == "de"
    text = page.one("main .own")
    assert (text["lang"], text["dir"]) == ("de", "ltr")
    assert "öffnet einen neuen Tab" in page.words("main .own")
    assert "This text is not in the language" not in browse("/de/imprint/").words()


def test_the_default_language_stands_in_for_those_without_a_text(read_pages: Read):
    pages = {"donate.en.md": "# Donate\n\nThank you.\n", "donate.de.md": "# Spenden\n\nDanke.\n"}
    for default, title in (("en", "Donate"), ("de", "Spenden")):
        assert read_pages(pages, language=default).own["donate"].text("xx").title == title


def test_headings_stand_below_the_title_and_leave_out_no_level(start: Start):
    text = "# Our *title* `x`\n\n#### Deep\n\na\n\n# Top\n\nb\n\n## Second\n\nc\n\n###### Last\n\nd\n"
    page = start({"donate.en.md": text})("/en/donate/")
    assert page.heading == "Our title x"
    assert [(tag.name, tag.text) for tag in page.all(".own :is(h1, h2, h3, h4, h5, h6)")] == [
        ("h2", "Deep"),
        ("h2", "Top"),
        ("h2", "Second"),
        ("h3", "Last"),
    ]
    below_ours = start({"about.en.md": text})("/en/about/")
    assert [tag.name for tag in below_ours.all(".own :is(h1, h2, h3, h4, h5, h6)")] == [
        "h4",
        "h4",
        "h4",
        "h5",
    ]


def test_links_outside_open_a_new_tab_and_say_so_and_others_do_not(browse: Browser):
    links = {str(link["href"]): link for link in browse("/en/imprint/").all("main .own a")}
    outside = links.pop("https://register.example/?a=1&b=2")
    assert outside["class"] == ["outside"]
    assert (outside["target"], outside["rel"], outside["data-mark"]) == (
        "_blank",
        ["noopener", "noreferrer"],
        "a",
    )
    assert set(links) == {"mailto:mail@offswitch.example", "/en/privacy/"}
    assert not any(link.has_attr("target") for link in links.values())


def test_the_foot_of_every_page_and_the_sitemap_lead_to_the_pages(browse: Browser):
    for language, title in (("en", "Spenden"), ("de", "Spenden")):
        for address in (f"/{language}/", f"/{language}/linkedin-ai/at/review/", f"/{language}/imprint/"):
            foot = browse(address).all("footer.site li a")
            assert [link.text for link in foot if link["href"] == f"/{language}/donate/"] == [title]
            assert len([link for link in foot if link["href"] == f"/{language}/imprint/"]) == 1
    found = listed(browse)
    for name in ("imprint", "donate"):
        for language in TWO:
            assert f"https://offswitch.example/{language}/{name}/" in found


def test_a_slip_in_the_address_of_a_page_leads_to_it(browse: Browser):
    lost = browse("/en/donat/", status=404)
    assert "/en/donate/" in [link["href"] for link in lost.all(".suggestions a")]


def test_what_the_host_adds_stands_under_its_own_heading_after_all_of_ours(browse: Browser, serve: Serve):
    plain = serve(PUBLIC)
    for name, title in (
        ("about", "Why we run it"),
        ("privacy", "Our proxy"),
        ("accessibility", "Durchsetzung"),
    ):
        page = browse(f"/en/{name}/")
        assert page.words("#added") == "What Example Foundation adds"
        assert page.words("[aria-labelledby=added] h3") == title
        sections = page.all("main > section:not(.footnotes, .notes)")
        assert sections[-1]["aria-labelledby"] == "added"
        ours = plain(f"/en/{name}/")
        assert not ours.all("#added")
        if name == "about":
            assert set(ours.all_words("main p, main li")) <= set(page.all_words("main p, main li"))


def test_every_page_of_such_a_site_keeps_the_house_rules(browse: Browser):
    """All but the guides, which are the same as elsewhere."""
    waiting = [f"/{language}/" for language in TWO]
    pages: dict[str, Page] = {}
    guides = browse.app.extensions["offswitch"].library.guides
    while waiting:
        address = waiting.pop()
        if address in pages or "?" in address or address.split("/")[2] in guides:
            continue
        pages[address] = browse.look(address)
        waiting += targets(pages[address])
    assert {f"/{language}/{name}/" for language in TWO for name in ("imprint", "donate", *OURS)} <= set(pages)
    broken = [f"{page}: {each}" for page in pages.values() for each in complaints(page)]
    for address, page in pages.items():
        partial = browse.look(f"/partial{address}")
        broken += [f"{partial}: {each}" for each in partial_complaints(page, partial)]
    assert not broken, "\n".join(broken)


def test_hidden_files_and_a_readme_are_left_alone(start: Start):
    browse = start({".swp": "x", "README.md": "How we write these."})
    assert len(browse("/en/").all("footer.site li")) == len(start({})("/en/").all("footer.site li"))


def test_a_folder_without_pages_and_no_folder_at_all_are_fine(serve: Serve, tmp_path: Path):
    for folder in (tmp_path, None):
        serve(PUBLIC.model_copy(update={"folder": folder}))("/en/about/")


# ---- what is refused


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "line 1: has to begin with its title"),
        ("Just text\n", "line 1: has to begin with its title"),
        ("## Second level\n\nx\n", "line 1: has to begin with its title"),
        ("x\n\n# Late title\n", "line 1: has to begin with its title"),
        ("# Only a title\n", "line 1: says nothing below its title"),
        ("#\n\nx\n", "line 1: a heading has no words"),
        ("# T\n\nx\n\n##\n", "line 5: a heading has no words"),
        ("# T\n\n<script>alert(1)</script>\n", "line 3: '<script>alert(1)</script>' is HTML"),
        ("# T\n\na\nb <b onclick=x>c\n", "line 4: '<b onclick=x>' is HTML"),
        ("# T\n\n- a\n- <br>\n", "line 4: '<br>' is HTML"),
        ("# T\n\n<!-- note -->\n", "line 3: '<!-- note -->' is HTML"),
        ("# T <i>\n\nx\n", "line 1: '<i>' is HTML"),
        ("# T\n\n<style>\nbody {}\n</style>\n", "line 3: '<style>' is HTML"),
        ("# T\n\n![a chart](https://x.example/a.png)\n", "line 3: 'a chart' is a picture"),
        ("# T\n\n![](logo.svg)\n", "line 3: 'logo.svg' is a picture"),
        ("# T\n\n[x](javascript:alert(1))\n", "line 3: a link leads to 'javascript:alert(1)'"),
        ("# T\n\n[x](&#106;avascript:alert(1))\n", "line 3: a link leads to 'javascript:alert(1)'"),
        ("# T\n\n[x](JaVaScRiPt:alert(1))\n", "line 3: a link leads to 'JaVaScRiPt:alert(1)'"),
        ("# T\n\n[x][1]\n\n[1]: vbscript:x\n", "line 3: a link leads to 'vbscript:x'"),
        ("# T\n\n<data:text/html,x>\n", "line 3: a link leads to 'data:text/html,x'"),
        ("# T\n\n[x](data:text/html;base64,eA==)\n", "line 3: a link leads to 'data:"),
        ("# T\n\n[x](file:///etc/passwd)\n", "line 3: a link leads to 'file:"),
        ("# T\n\n[x](//elsewhere.example)\n", "line 3: a link leads to '//elsewhere.example'"),
        ("# T\n\n[x](/\\elsewhere.example)\n", "line 3: a link leads to '/%5Celsewhere.example'"),
        ("# T\n\n[x](imprint.html)\n", "line 3: a link leads to 'imprint.html'"),
        ("# T\n\n[x](#there)\n", "line 3: a link leads to '#there'"),
        ("# T\n\n[x](https:)\n", "line 3: a link leads to 'https:'"),
        ("# T\n\n[ ](https://x.example)\n", "line 3: a link to 'https://x.example' has no words"),
    ],
)
def test_a_wrong_page_is_refused_by_file_and_line(read_pages: Read, text: str, named: str):
    found = mistakes(read_pages, {"donate.en.md": text})
    assert any(line.startswith(f"pages/donate.en.md: {named}") for line in found), found


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("donate.txt", "only files such as imprint.en.md belong here"),
        ("donate.md", "only files such as imprint.en.md belong here"),
        ("donate.en.md.bak", "only files such as imprint.en.md belong here"),
        ("donate.xx.md", "there is no language 'xx'; there are "),
        ("Donate.en.md", "a name is 1 to 40 of"),
        ("do nate.en.md", "a name is 1 to 40 of"),
        ("linkedin-ai.en.md", "the name 'linkedin-ai' is taken"),
        ("authorities.en.md", "the name 'authorities' is taken"),
        ("share.en.md", "the name 'share' is taken"),
        ("region.en.md", "the name 'region' is taken"),
        ("at.en.md", "the name 'at' is taken"),
        ("world.en.md", "the name 'world' is taken"),
    ],
)
def test_a_file_that_is_no_page_or_takes_a_name_of_ours_is_refused(read_pages: Read, name: str, reason: str):
    (line,) = mistakes(read_pages, {name: "# Title\n\nWords.\n"})
    assert line.startswith(f"pages/{name}: {reason}")


def test_a_folder_among_the_pages_and_a_file_that_is_no_text_are_refused(read_pages: Read, tmp_path: Path):
    (tmp_path / "pages" / "more").mkdir(parents=True)
    (tmp_path / "pages" / "donate.en.md").write_bytes(b"# \xff\n\nx\n")
    first, second = mistakes(read_pages, {})
    assert first.startswith("pages/donate.en.md: cannot be read as UTF-8")
    assert second.startswith("pages/more: only files")


def test_all_mistakes_of_all_pages_are_named_at_once(read_pages: Read):
    pages = {"a.en.md": "# A\n\n<b>x</b> ![y](z)\n", "b.de.md": "x\n", "c.en.md": "# C\n\nfine\n"}
    found = mistakes(read_pages, pages)
    assert [line.split(":")[0] for line in found] == ["pages/a.en.md"] * 3 + ["pages/b.de.md"]


def test_a_wrong_page_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    write_pages(tmp_path, {"donate.en.md": "# Donate\n\n<script>\n"})
    monkeypatch.setattr(sys, "argv", ["gunicorn"])
    monkeypatch.setenv("OFFSWITCH_FOLDER", str(tmp_path))
    with pytest.raises(
        SystemExit, match=r"does not start\.\npages/donate\.en\.md: line 3: '<script>' is HTML"
    ):
        offswitch.create_app()


@pytest.mark.parametrize("pages", [{}, {"legal.en.md": "# Legal\n\nx\n"}])
def test_an_imprint_that_is_no_page_stops_the_start(read_pages: Read, pages: dict[str, str]):
    with pytest.raises(
        SettingsError, match=r"OFFSWITCH_IMPRINT is 'imprint': there is no pages/imprint\.en\.md"
    ):
        read_pages(pages, imprint="imprint")


@pytest.mark.parametrize("pages", [{}, {"privacy.de.md": "# Proxy\n\nx\n"}])
def test_a_proxy_of_ones_own_has_to_be_described_in_the_default_language(
    read_pages: Read, pages: dict[str, str]
):
    with pytest.raises(SettingsError, match=r"OFFSWITCH_PROXY is 'own': pages/privacy\.en\.md has to stand"):
        read_pages(pages, proxy="own")


# ---- whatever is written, no page may hold what runs or loads

PIECES = some.sampled_from(
    [
        "<script>", "</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)",
        "[x](", ")", "](javascript:x)", "<", ">", '"', "'", "&#106;", "&lt;script&gt;", "`", "```\n", "\n\n", "\n",
        "# ", "## ", "> ", "- ", "![", "data:text/html,", "https://x.example/", "\x00", "\\", 'data-mark=""', "<a href=",
        "[1]: javascript:x\n", " style=x", "words", "\t", "\u2028", "<!--", "-->", "]]>", "<?", "http://x.example/\" onclick=x",
    ]
)  # fmt: skip
MARKDOWN = some.lists(PIECES | some.text(max_size=8), max_size=25).map("".join)


def harm(html: str) -> list[str]:
    """What a browser would run or load."""
    found = []
    for tag in BeautifulSoup(html, "html5lib").find_all(True):
        if tag.name in {
            "script",
            "style",
            "img",
            "svg",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "link",
            "meta",
        }:
            found.append(tag.name)
        for name, value in tag.attrs.items():
            if name.startswith("on") or name in {"style", "src", "srcset", "id", "formaction"}:
                found.append(name)
            if name == "href" and (scheme := re.match(r"\s*([a-z][a-z0-9+.-]*):", str(value), re.IGNORECASE)):
                found += {scheme[1].lower()} - {"https", "http", "mailto", "tel"}
    return found


def read(text: str) -> tuple[HostText | None, list[str]]:
    """The page, or why it is refused."""
    try:
        return read_text(text, "pages/x.en.md", ENGLISH), []
    except ContentError as error:
        return None, [str(each) for each in error.mistakes]


@given(MARKDOWN)
def test_whatever_is_written_is_refused_by_line_or_harmless(text: str):
    page, refused = read(f"# Title\n\n{text}")
    assert (page is None) == bool(refused)
    assert all(re.match(r"pages/x\.en\.md: line [1-9]\d*: ", each) for each in refused)
    if page:
        html = str(page.body(lambda _: "zz"))
        assert harm(html) == []
        assert len(BeautifulSoup(html, "html5lib").select('a.outside[data-mark="zz"]')) == len(page.links)


@given(MARKDOWN)
def test_what_is_sanitized_is_harmless_even_if_nothing_was_refused_before(html: str):
    assert harm(_sanitized(html)) == []


def test_names_that_add_to_pages_of_ours_are_those_pages():
    assert set(ADDITIONS) == set(OURS)
    assert {name.partition(".")[0] for name in PAGES} >= set(ADDITIONS)


def test_a_copy_for_this_machine_may_have_pages_too(start: Start):
    browse = start({"about.en.md": "# Us\n\nHello.\n"}, LOCAL)
    assert browse("/en/about/").words("#added") == "What the operator adds"
