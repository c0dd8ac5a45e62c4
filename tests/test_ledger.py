"""Ledger: an address that was once released answers for ever: with its page, a redirect, or why it is no more."""

import re
import tomllib
from itertools import product
from typing import Any

import pytest
from flask import Flask

from offswitch import extract
from offswitch.content import Library, read_library
from offswitch.content.ledger import Ledger
from offswitch.folders import CONTENT
from offswitch.language import ENGLISH
from offswitch.released import count, filled, recorded, released
from tests.conftest import TODAY, Serve
from tests.drafts import Draft, Project
from tests.house import Page
from tests.reader import Browser

LEDGER = read_library(CONTENT, TODAY).ledger
ASKED_WITH = {"/oembed": "?url=https://offswitch.example/en/meta-ai/settings/"}
"""Addresses that answer a question, and one."""
STEPS = ("region", "review", "settings", "checklist")


@pytest.fixture(scope="module")
def now(app: Flask) -> Ledger:
    return released(app)


def holds(page: Page) -> bool:
    """Whether somebody who comes there from an article is served, or told what became of it."""
    return page.status == 200 or (page.status == 410 and bool(page.words("main .lead")))


def follow(browse: Browser, address: str) -> Page:
    return browse.look(address + ASKED_WITH.get(address, ""), follow_redirects=True)


def unanswered(browse: Browser, patterns: list[str], **values: list[str]) -> list[str]:
    """The patterns that answer with none of the values."""
    return [
        pattern
        for pattern in patterns
        if not any(holds(follow(browse, address)) for address in filled(pattern, **values))
    ]


# ---- what was released


def test_every_address_that_was_ever_released_answers(browse: Browser):
    assert len(LEDGER.addresses) > 100
    values = {"language": [ENGLISH], "place": list(LEDGER.places), "code": list(LEDGER.languages)}
    assert unanswered(browse, list(LEDGER.addresses), **values) == []


def test_every_language_that_was_ever_released_answers_on_every_page(browse: Browser):
    pages = [each for each in LEDGER.addresses if each.startswith("/<language>/") and "<place>" not in each]
    assert len(pages) > 30
    for language in LEDGER.languages:
        assert unanswered(browse, pages, language=[language]) == []


def test_every_place_that_was_ever_released_answers_in_every_guide(browse: Browser):
    regions = [each for each in LEDGER.addresses if re.fullmatch("/<language>/[^/]+/<place>/region/", each)]
    assert len(regions) >= 4
    for place in LEDGER.places:
        assert unanswered(browse, regions, language=[ENGLISH], place=[place]) == []


def test_every_anchor_that_was_ever_released_is_there_or_is_said_to_have_ended(browse: Browser):
    assert sum(len(names) for names in LEDGER.anchors.values()) > 500
    lost = []
    for pattern, names in LEDGER.anchors.items():
        (address,) = filled(pattern, language=[ENGLISH])
        page = follow(browse, address)
        ended = LEDGER.ended.get(pattern, ())
        if page.status == 200:
            lost += [f"{address}#{name}" for name in names if not page.ids[name] and name not in ended]
    assert lost == []


def test_the_ledger_holds_all_that_there_is(now: Ledger):
    """If not: 'make addresses' puts it in."""
    assert set(now.languages) <= set(LEDGER.languages)
    assert set(now.places) <= set(LEDGER.places)
    assert set(now.addresses) <= set(LEDGER.addresses)
    for page, names in now.anchors.items():
        assert set(names) <= set(LEDGER.anchors[page]), page


def test_the_ledger_spells_out_guides_steps_and_pages(now: Ledger, library: Library):
    for slug in library.guides:
        for step in STEPS:
            assert f"/<language>/{slug}/{step}/" in now.addresses
            assert f"/<language>/{slug}/<place>/{step}/" in now.addresses
        assert f"/api/1/<language>/guides/{slug}.json" in now.addresses
    assert {"/", "/<language>/", "/<language>/privacy/", "/sitemap.xml"} <= set(now.addresses)
    assert "facebook-app" in now.anchors["/<language>/meta-ai/settings/"]
    assert not any("static" in address for address in now.addresses)


# ---- the file


def test_recording_puts_in_what_is_new_and_takes_nothing_out():
    text = (CONTENT / "addresses.toml").read_text(encoding="utf-8")
    new = Ledger(addresses=("/new/",), places=("mars",), anchors={"/new/": ("here",), "/old/": ("b",)})
    old = Ledger(addresses=("/old/",), languages=("qps",), anchors={"/old/": ("a",)})
    after = recorded(recorded(text, old), new)
    found = Ledger.model_validate(tomllib.loads(after))
    assert {"/new/", "/old/", *LEDGER.addresses} == set(found.addresses)
    assert {"mars", *LEDGER.places} == set(found.places)
    assert {"qps", *LEDGER.languages} == set(found.languages)
    assert found.anchors == LEDGER.anchors | {"/new/": ("here",), "/old/": ("a", "b")}
    assert count(after) == count(text) + 5


def test_recording_twice_changes_nothing_and_keeps_what_people_wrote():
    text = (CONTENT / "addresses.toml").read_text(encoding="utf-8")
    text += '\n# Why.\n[[moved]]\nold = "a"\nnew = "b"\n'
    once = recorded(text, LEDGER)
    assert recorded(once, LEDGER) == once
    assert '# Why.\n[[moved]]\nold = "a"\nnew = "b"\n' in once
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in once.splitlines() if line.startswith("#")
    ]


def test_a_maintainer_records_a_new_guide(project: Project):
    guide = project.folder / "content" / "guides" / "gemini.toml"
    guide.with_name("another.toml").write_bytes(guide.read_bytes())
    done = project.flask("addresses", "record")
    assert done.returncode == 0, done.stderr
    assert " new: " in done.stdout
    assert '"/<language>/another/<place>/settings/"' in (
        project.folder / "content" / "addresses.toml"
    ).read_text(encoding="utf-8")


# ---- what moved


def moved(draft: Draft, *pairs: tuple[str, str]) -> None:
    draft.edit(
        "addresses.toml", lambda table: table.update(moved=[{"old": old, "new": new} for old, new in pairs])
    )


def gone(draft: Draft, **values: Any) -> None:
    entry = {
        "old": "old-guide",
        "text": "Here stood a guide to Example, which was closed in May 2027.",
    } | values
    draft.edit("addresses.toml", lambda table: table.update(gone=[entry]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/de/old-guide/", "/de/meta-ai/"),
        ("/de/old-guide/at/settings/", "/de/meta-ai/at/settings/"),
        ("/en/old-guide/review/?have=posts&utm=x", "/en/meta-ai/review/?have=posts"),
        ("/partial/en/old-guide/review/", "/partial/en/meta-ai/review/"),
        ("/de/old-guide/feed.xml", "/de/meta-ai/feed.xml"),
        ("/api/1/de/guides/old-guide.json", "/api/1/de/guides/meta-ai.json"),
        ("/en/meta-ai/often-wrong/", "/en/meta-ai/misreported/"),
        ("/en/meta-ai/at/often-wrong/", "/en/meta-ai/at/misreported/"),
    ],
)
def test_what_moved_leads_to_where_it_is_now(serve: Serve, draft: Draft, old: str, new: str):
    moved(draft, ("old-guide", "meta-ai"), ("meta-ai/often-wrong", "meta-ai/misreported"))
    page = serve(content=draft.folder).look(old)
    assert (page.status, page.headers["Location"]) == (308, new)
    assert "max-age=" in page.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["//evil.example/old-guide/", "/\\evil.example/old-guide/", "///old-guide/"])
def test_no_address_that_moved_leads_to_another_site(serve: Serve, draft: Draft, path: str):
    moved(draft, ("old-guide", "meta-ai"))
    page = serve(content=draft.folder).look("/", environ_overrides={"PATH_INFO": path})
    assert page.status == 308
    assert re.match(r"/[^/\\]", page.headers["Location"])


def test_a_guide_that_got_a_new_name_keeps_all_its_addresses(serve: Serve, draft: Draft):
    guide = draft.folder / "guides" / "gemini.toml"
    guide.rename(guide.with_name("gemini-chats.toml"))
    draft.edit(
        "changes.toml",
        lambda table: [
            change.update(guide="gemini-chats") for change in table["changes"] if change["guide"] == "gemini"
        ],
    )
    addresses = [each for each in LEDGER.addresses if "/gemini" in each]
    assert len(addresses) > 20
    browse = serve(content=draft.folder)
    assert unanswered(browse, addresses, language=["de"], place=["at"], code=["en"]) == addresses
    moved(draft, ("gemini", "gemini-chats"))
    browse = serve(content=draft.folder)
    values = {"language": ["de"], "place": list(LEDGER.places), "code": list(LEDGER.languages)}
    assert unanswered(browse, addresses, **values) == []


def test_what_answers_is_never_redirected(serve: Serve, draft: Draft):
    moved(draft, ("settings", "nowhere"), ("at", "nowhere"))
    serve(content=draft.folder)("/en/meta-ai/at/settings/")


def test_an_address_that_never_was_is_still_unknown(serve: Serve, draft: Draft):
    moved(draft, ("old-guide", "meta-ai"))
    gone(draft, old="closed-guide")
    browse = serve(content=draft.folder)
    for address in (
        "/en/older-guide/",
        "/en/old-guides/",
        "/de/closed/",
        "/en/my-closed-guide/",
        "/old-guided/",
    ):
        browse(address, status=404)


# ---- what ended


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("rest", ["", "settings/", "at/review/?have=posts", "feed.xml"])
def test_who_comes_to_what_ended_learns_why_and_where_to_go_instead(
    serve: Serve, draft: Draft, language: str, rest: str
):
    gone(draft, instead="gemini")
    page = serve(content=draft.folder)(f"/{language}/old-guide/{rest}", status=410)
    assert page.language == language
    assert page.words("main .lead") == "Here stood a guide to Example, which was closed in May 2027."
    links = [str(link["href"]) for link in page.all(".suggestions a")]
    assert links[0] == f"/{language}/gemini/"
    assert len(links) == len(set(links))
    assert page.one("meta[name=robots]")["content"] == "noindex"
    if language == "de":
        assert page.all('main .lead [lang="en"]'), "what is not translated yet says so"


def test_what_ended_may_leave_open_where_to_go(serve: Serve, draft: Draft):
    gone(draft)
    page = serve(content=draft.folder)("/en/old-guide/", status=410)
    assert "/en/" in [link["href"] for link in page.all(".suggestions a")]


def test_a_single_page_of_a_guide_may_end(serve: Serve, draft: Draft):
    gone(draft, old="gemini/leaflet")
    browse = serve(content=draft.folder)
    browse("/de/gemini/leaflet/", status=410)
    browse("/de/gemini/at/leaflet/", status=410)
    browse("/de/meta-ai/leaflet/", status=404)
    browse("/de/gemini/")


def test_a_program_learns_it_too(serve: Serve, draft: Draft):
    gone(draft)
    page = serve(content=draft.folder)("/api/1/en/guides/old-guide.json", status=410)
    assert page.response.json == {"error": "Here stood a guide to Example, which was closed in May 2027."}


# ---- for maintainers


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ({"moved": [{"old": "meta-ai", "new": "gemini"}]}, "moved (meta-ai): there is a guide of this name"),
        ({"moved": [{"old": "a", "new": "b/c"}]}, "as many parts"),
        ({"moved": [{"old": "a", "new": "a"}]}, "the same"),
        ({"moved": [{"old": "a", "new": "b"}, {"old": "b", "new": "c"}]}, "moved on"),
        ({"moved": [{"old": "a", "new": "b"}, {"old": "b", "new": "a"}]}, "moved on"),
        ({"moved": [{"old": "/a/", "new": "b"}]}, "old"),
        ({"moved": [{"old": "a", "new": "//evil.example"}]}, "new"),
        ({"gone": [{"old": "gemini", "text": "It ended."}]}, "gone (gemini): there is a guide of this name"),
        ({"gone": [{"old": "a", "text": "It ended.", "instead": "b"}]}, "there is no guide 'b'"),
        ({"gone": [{"old": "a"}]}, "text"),
        ({"gone": [{"old": "a", "text": "It's ended."}]}, "typographic"),
        ({"colour": "red"}, "no such field"),
    ],
)
def test_a_maintainer_learns_what_is_wrong_with_an_entry(draft: Draft, table: dict[str, Any], mistake: str):
    draft.edit("addresses.toml", lambda before: before.update(table))
    (found,) = draft.mistakes(TODAY)
    assert found.startswith("addresses.toml: ")
    assert mistake in found


def test_content_without_a_ledger_is_not_whole(draft: Draft):
    (draft.folder / "addresses.toml").unlink()
    assert draft.mistakes(TODAY) == ["addresses.toml: the file is missing"]


def test_the_words_on_what_ended_reach_the_translators(draft: Draft):
    gone(draft, text="Here stood a guide to Example.")
    with (draft.folder / "addresses.toml").open("rb") as file:
        assert [words for _, _, words, _ in extract.extract(file)] == ["Here stood a guide to Example."]


def test_a_release_that_loses_a_page_would_be_noticed(serve: Serve, draft: Draft):
    """The test above can fail: without the guide, its addresses do not answer."""
    (draft.folder / "guides" / "gemini.toml").unlink()
    draft.edit(
        "changes.toml",
        lambda table: table.update(changes=[each for each in table["changes"] if each["guide"] != "gemini"]),
    )
    for name in ("labels/google.toml", "sources/google.toml"):
        (draft.folder / name).unlink()
    pages = [each for each in LEDGER.addresses if "<code>" not in each]
    lost = unanswered(serve(content=draft.folder), pages, language=["en"], place=["at", "gb"])
    assert set(lost) == {each for each in pages if "/gemini" in each}


def test_values_are_filled_in_wherever_they_stand():
    rule = "/<language>/<any(a, 'b.png'):name>/<path:rest>"
    assert list(filled(rule, language=["en", "de"])) == [
        f"/{language}/{name}/<rest>" for language, name in product(["en", "de"], ["a", "b.png"])
    ]
