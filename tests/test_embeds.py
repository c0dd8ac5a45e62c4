"""Embeds: a step in somebody's article says all that one does there, and leads to the whole guide."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, Tag

from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.assets import read_assets
from offswitch.content import Library
from offswitch.folders import STATIC
from offswitch.language import read_languages, speaking
from offswitch.pages.snippet import HEIGHTS, height_script, privacy_notice, snippet
from offswitch.pages.visit import Visit
from offswitch.settings import Settings
from tests.conftest import LOCAL, PUBLIC, TODAY, Serve
from tests.house import Page
from tests.languages import TWO
from tests.reader import Browser

STEPS = [str(step) for step in Step]
SETTINGS = "/embed/en/linkedin-ai/at/settings/"

UNKNOWN = [
    "/embed/en/nothing/settings/",
    "/embed/en/linkedin-ai/nothing/",
    "/embed/en/linkedin-ai/xx/settings/",
    "/embed/xx/linkedin-ai/settings/",
    "/embed/en/linkedin-ai/at/",
    "/embed/en/linkedin-ai/sources/",
    "/embed/en/",
    "/embed/",
    "/embed/en/%0a/settings/",
]


def embeds(library: Library) -> list[str]:
    return [
        f"/embed/{language}/{slug}/{place}{step}/"
        for language in TWO
        for slug in library.guides
        for place in ("", "at/", "gb/", "us/", "world/")
        for step in STEPS
    ]


def whole(page: Page) -> str:
    return str(page.one("a[data-whole]")["href"])


# ---------------------------------------------------------------- what a reader of the article gets


def test_every_step_has_an_embed_that_leads_to_it_and_keeps_the_house_rules(
    browse: Browser, library: Library
):
    for address in embeds(library):
        page = browse(address)
        assert whole(page) == address.removeprefix("/embed")
        assert page.heading
        assert page.words("footer")


def test_an_embed_is_the_step_and_its_ids_are_those_of_the_step(browse: Browser, library: Library):
    for address in embeds(library):
        embed, step = browse.look(address), browse.look(address.removeprefix("/embed"))
        assert embed.ids
        assert embed.ids.keys() <= step.ids.keys(), address


def test_an_embed_asks_nothing_of_the_reader_and_loads_only_its_own_two_files(
    browse: Browser, library: Library
):
    for address in embeds(library):
        page = browse.look(address)
        assert not page.named("form", "input", "select", "button", "img", "iframe")
        loaded = [str(tag["href"]) for tag in page.all("link[rel=stylesheet]")]
        loaded += [str(tag["src"]) for tag in page.named("script")]
        assert [each.partition("?")[0] for each in loaded] == ["/static/embed.css", "/static/embed.js"]
        assert "hx-" not in page.text


def test_every_link_of_an_embed_opens_a_tab_and_says_so(browse: Browser, library: Library):
    for address in [*embeds(library), *UNKNOWN]:
        for link in browse.look(address).named("a"):
            assert link["target"] == "_blank"
            assert set(link["rel"]) == {"noopener", "noreferrer"}
            assert link.select_one(".new-tab")


@pytest.mark.parametrize("place", ["", "at/"])
@pytest.mark.parametrize("language", TWO)
def test_an_embedded_walkthrough_holds_every_action_of_every_device_with_its_labels(
    browse: Browser, library: Library, language: str, place: str
):
    for slug in library.guides:
        embed = browse.look(f"/embed/{language}/{slug}/{place}settings/")
        step = browse.look(f"/{language}/{slug}/{place}settings/")
        actions = [str(each["id"]) for each in step.all("details.route ol.actions > li")]
        assert embed.shows(*actions)
        for each in actions:
            labels = [label.get_text() for label in step.one(f"#{each}").select(".action-text .label")]
            shown = [label.get_text() for label in embed.one(f"#{each}").select(".label")]
            assert set(labels) <= set(shown)
        links = {str(link["href"]) for link in step.all(".direct a")}
        assert links <= {str(link["href"]) for link in embed.named("a")}
        for words in step.all_words(".must-read, .callout.is-strong"):
            assert words in embed.all_words(".callout")
        for words in step.all_words("details.route .effects dd"):
            assert words in embed.all_words(".effects dd")


def test_where_there_is_no_opt_out_the_embed_says_so_and_what_one_can_do(browse: Browser, library: Library):
    found = 0
    for slug, guide in library.guides.items():
        for each in guide.instead:
            for place in library.places.codes:
                if library.region_of(guide, place).id in each.regions:
                    page = browse.look(f"/embed/en/{slug}/{place}/settings/")
                    assert page.shows(each.id, *(action.id for action in each.actions[:1]))
                    assert page.heading == each.title
                    found += 1
                    break
    assert found


def test_an_embedded_review_says_of_every_content_whether_it_is_used(browse: Browser, library: Library):
    for slug, guide in library.guides.items():
        page = browse.look(f"/embed/en/{slug}/at/review/")
        assert page.shows(*(content.id for content in guide.contents))
        for content in guide.contents:
            if content.used == "used":
                heading = page.one(f"#{content.id}").find_previous("h2")
                assert isinstance(heading, Tag)
                assert heading.get_text() == guide.words.used


def test_an_embedded_region_says_what_applies_there_or_everywhere(browse: Browser, library: Library):
    for slug, guide in library.guides.items():
        everywhere = browse.look(f"/embed/en/{slug}/region/")
        assert everywhere.shows(*(fact.id for fact in guide.facts))
        assert everywhere.heading == "What applies where you live"
        assert "For: Austria" in browse.look(f"/embed/en/{slug}/at/region/").words("main")


def test_an_embedded_checklist_holds_the_tasks_of_the_place_as_a_plain_list(
    browse: Browser, library: Library
):
    for slug in library.guides:
        for place in ("", "at/", "us/"):
            tasks = browse.look(f"/en/{slug}/{place}checklist/").all("li.task")
            embed = browse.look(f"/embed/en/{slug}/{place}checklist/")
            assert tasks
            assert [item["id"] for item in embed.all("main > ol > li")] == [task["id"] for task in tasks]


def test_an_embed_says_whose_it_is_how_old_its_sources_are_and_that_it_is_no_advice(
    browse: Browser, library: Library
):
    for slug, guide in library.guides.items():
        for step in STEPS:
            page = browse.look(f"/embed/en/{slug}/{step}/")
            footer = page.words("footer")
            assert page.words(".brand") == "Offswitch"
            assert f"Offswitch is independent of {library.service(guide).name}." in footer
            assert re.search(r"Sources as of .*, last read on \d", footer)
            assert "It is not legal advice." in footer
            assert "Operated by Example Foundation" in footer


def test_an_embed_without_a_place_says_that_it_is_for_every_country(browse: Browser):
    assert "For every country." in browse("/embed/en/linkedin-ai/settings/").words("main")
    assert "For every country." not in browse(SETTINGS).words("main")


def test_an_embed_knows_nothing_of_answers_and_is_the_same_for_all(browse: Browser):
    plain = browse(SETTINGS)
    asked = browse(f"{SETTINGS}?have=posts&labels=de&done=task-switch-off&{urlencode({'x': 'y'})}")
    assert plain.headers["ETag"] == asked.headers["ETag"]
    assert plain.text == asked.text


# ---------------------------------------------------------------- what machines get


def test_an_embed_is_not_listed_and_names_the_page_that_may_be(browse: Browser, library: Library):
    for address in embeds(library):
        page = browse.look(address)
        _, language, slug, *_, step, _ = address.removeprefix("/embed").split("/")
        assert page.one("meta[name=robots]")["content"] == "noindex"
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert (
            page.one("link[rel=canonical]")["href"] == f"https://offswitch.example/{language}/{slug}/{step}/"
        )


def test_an_embed_may_be_kept_by_anyone_as_other_pages(browse: Browser):
    page = browse(SETTINGS)
    assert page.headers["Cache-Control"] == browse("/en/").headers["Cache-Control"]
    assert browse.look(SETTINGS, headers={"If-None-Match": page.headers["ETag"]}).status == 304


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/embed/de-AT/linkedin-ai/at/settings/", "/embed/de/linkedin-ai/at/settings/"),
        ("/embed/en/linkedin-ai/at/settings", "/embed/en/linkedin-ai/at/settings/"),
    ],
)
def test_an_address_that_is_nearly_right_leads_to_the_embed(browse: Browser, address: str, target: str):
    page = browse.look(address)
    assert page.is_redirect
    assert page.headers["Location"] == target


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("address", UNKNOWN)
def test_an_unknown_embed_explains_itself_in_the_same_look_and_leads_on(browse: Browser, address: str):
    page = browse(address, status=404)
    assert page.heading == "This page does not exist"
    assert (
        page.one("link[rel=stylesheet]:not([media])")["href"]
        == browse(SETTINGS).one("link[rel=stylesheet]:not([media])")["href"]
    )
    assert page.one("script")["src"] == browse(SETTINGS).one("script")["src"]
    assert page.all_words(".brand") == ["Offswitch"]
    assert len(page.named("a")) >= 2
    for link in page.internal_links:
        assert not link.startswith("/embed")
        browse(link)


def test_an_unknown_embed_speaks_the_language_of_its_address(browse: Browser):
    assert browse("/embed/de/linkedin-ai/xx/settings/", status=404).language == "de"


def test_the_nearest_right_step_is_offered_where_one_is_unknown(browse: Browser):
    page = browse("/embed/en/linkedin-ai/at/setings/", status=404)
    assert page.internal_links[0] == "/en/linkedin-ai/at/settings/"


# ---------------------------------------------------------------- what may be framed


def test_embeds_may_be_framed_and_nothing_else(browse: Browser):
    for address in (
        "/en/",
        "/en/linkedin-ai/at/settings/",
        "/partial/en/",
        "/en/embed/",
        "/api/1/en/nothing",
    ):
        page = browse.look(address)
        assert page.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    for address in (SETTINGS, *UNKNOWN):
        page = browse.look(address)
        assert "X-Frame-Options" not in page.headers
        assert "frame-ancestors *" in page.headers["Content-Security-Policy"]


def test_only_what_embeds_load_may_be_loaded_by_other_sites(browse: Browser):
    for name in read_assets(STATIC):
        wanted = "cross-origin" if name in {"embed.css", "embed.js"} else "same-origin"
        assert browse.look(f"/static/{name}").headers["Cross-Origin-Resource-Policy"] == wanted, name


@pytest.mark.parametrize("settings", [LOCAL, PUBLIC])
def test_the_policy_names_the_site_as_a_sandbox_takes_its_origin_away(serve: Serve, settings: Settings):
    policy = serve(settings)(SETTINGS).headers["Content-Security-Policy"]
    assert f"style-src 'self' {settings.origin};" in policy
    assert f"script-src 'self' {settings.origin};" in policy


# ---------------------------------------------------------------- the snippet


@pytest.fixture(scope="module")
def visits(library: Library, translations: object) -> dict[tuple[str, str | None], Visit]:
    languages = read_languages(translations)  # type: ignore[arg-type]
    return {
        (slug, place): Visit(library, languages, PUBLIC, guide, Answers(place=place), TODAY, "x", languages)
        for slug, guide in library.guides.items()
        for place in (None, "at", "us")
    }


def frame(html: str) -> Tag:
    (found,) = BeautifulSoup(html, "html.parser").select("*")
    assert found.name == "iframe"
    return found


def test_the_snippet_is_one_frame_that_asks_nothing_beyond_itself(
    visits: dict[tuple[str, str | None], Visit],
):
    for (slug, place), visit in visits.items():
        for language in visit.languages.values():
            for step in Step:
                with speaking(language):
                    # A visit keeps the words of the language that it was first told in.
                    found = frame(snippet(replace(visit), step))
                assert found["src"] == (
                    f"https://offswitch.example/embed/{language.code}/{slug}/{place + '/' if place else ''}{step}/"
                )
                assert str(found["title"]).endswith(str(language.say(visit.guide.title, {})))
                assert found["loading"] == "lazy"
                assert found["referrerpolicy"] == "no-referrer"
                assert (
                    " ".join(found["sandbox"]) == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
                )
                assert found["width"] == "100%"
                assert found["height"] == str(HEIGHTS[step])
                assert "style" not in found.attrs


def test_the_snippet_leads_to_an_embed_and_is_named_after_it(
    browse: Browser, visits: dict[tuple[str, str | None], Visit]
):
    for visit in visits.values():
        for step in Step:
            with speaking(visit.languages["en"]):
                found = frame(snippet(replace(visit), step))
            page = browse(str(found["src"]).removeprefix("https://offswitch.example"))
            assert str(found["title"]).startswith(page.heading)


def test_the_snippet_carries_nobodys_answers(visits: dict[tuple[str, str | None], Visit]):
    visit = visits["linkedin-ai", "at"]
    answers = Answers(place="at", have=("posts",), labels="de", done=("task-switch-off",))
    with speaking(visit.languages["en"]):
        plain, answered = (
            snippet(replace(visit, answers=each), Step.CHECKLIST) for each in (Answers(place="at"), answers)
        )
    assert plain == answered


def test_nothing_in_a_snippet_ends_its_attributes(visits: dict[tuple[str, str | None], Visit]):
    visit = visits["linkedin-ai", None]
    with speaking(visit.languages["en"]):
        found = frame(snippet(visit, Step.SETTINGS, fragment='"><script>'))
    assert str(found["src"]).endswith('"><script>')


def test_the_script_for_the_height_has_the_hash_that_goes_with_it():
    text, integrity = height_script(read_assets(STATIC))
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert integrity == f"sha256-{digest}"
    assert "postMessage" in text


@pytest.mark.parametrize("settings", [LOCAL, PUBLIC])
def test_a_newsroom_gets_a_paragraph_for_its_privacy_notice(
    settings: Settings, visits: dict[tuple[str, str | None], Visit]
):
    for language in visits["linkedin-ai", None].languages.values():
        with speaking(language):
            words = privacy_notice(settings)
        assert "IP" in words
        assert settings.origin in words
        assert (settings.operator or "Offswitch") in words


# ---------------------------------------------------------------- oEmbed


OURS = "https://offswitch.example/en/linkedin-ai/at/settings/"


def oembed(browse: Browser, url: str = OURS, *, status: int = 200, **asked: str) -> dict[str, object]:
    page = browse(f"/oembed?{urlencode({'url': url, **asked})}", status=status)
    assert page.headers["Content-Type"] == "application/json"
    answer = json.loads(page.text)
    assert isinstance(answer, dict)
    return answer


def test_a_publishing_system_gets_the_frame_and_what_it_shows_around_it(browse: Browser):
    answer = oembed(browse, format="json")
    assert (answer["version"], answer["type"]) == ("1.0", "rich")
    assert answer["provider_name"] == "Offswitch"
    assert answer["provider_url"] == "https://offswitch.example/"
    assert str(answer["title"]).startswith("Switch it off on LinkedIn – Austria")
    assert answer["thumbnail_url"] == "https://offswitch.example/en/linkedin-ai/settings/card.png"
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (1200, 630)
    assert answer["cache_age"] == 86400
    found = frame(str(answer["html"]))
    assert found["src"] == "https://offswitch.example/embed/en/linkedin-ai/at/settings/"
    assert (found["width"], found["height"]) == (str(answer["width"]), str(answer["height"]))


def test_every_step_names_where_its_embed_is_found_and_gets_it_there(browse: Browser, library: Library):
    for slug in library.guides:
        for place in ("", "at/"):
            for step in STEPS:
                address = f"/de/{slug}/{place}{step}/"
                page = browse.look(address)
                link = page.one('link[type="application/json+oembed"]')
                assert link["rel"] == ["alternate"]
                assert link["title"] == page.title
                found = browse(str(link["href"]).removeprefix("https://offswitch.example"))
                assert (
                    frame(json.loads(found.text)["html"])["src"]
                    == f"https://offswitch.example/embed{address}"
                )


def test_what_can_not_be_embedded_names_no_embed(browse: Browser):
    for address in (
        "/en/",
        "/en/linkedin-ai/",
        "/en/linkedin-ai/sources/",
        "/en/about/",
        "/en/nothing/",
        SETTINGS,
    ):
        assert not browse.look(address).all('link[type="application/json+oembed"]')


@pytest.mark.parametrize(
    ("asked", "width", "height"),
    [
        ({}, 600, 800),
        ({"maxwidth": "320"}, 320, 800),
        ({"maxwidth": "10", "maxheight": "10"}, 10, 10),
        ({"maxheight": "400"}, 600, 400),
        ({"maxwidth": "5000", "maxheight": "5000"}, 600, 800),
        ({"maxwidth": "0", "maxheight": "-1"}, 600, 800),
        ({"maxwidth": "wide", "maxheight": "1e999"}, 600, 800),
        ({"maxwidth": "9" * 400, "maxheight": "٣٠٠"}, 600, 800),
        ({"maxwidth": "", "maxheight": "300.5"}, 600, 800),
    ],
)
def test_limits_are_kept_and_nonsense_is_none(
    browse: Browser, asked: dict[str, str], width: int, height: int
):
    answer = oembed(browse, **asked)
    assert (answer["width"], answer["height"]) == (width, height)
    found = frame(str(answer["html"]))
    assert (found["width"], found["height"]) == (str(width), str(height))


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ({"maxwidth": "1200", "maxheight": "630"}, True),
        ({"maxwidth": "1199"}, False),
        ({"maxheight": "629"}, False),
    ],
)
def test_a_picture_that_is_too_large_for_them_is_not_offered(
    browse: Browser, asked: dict[str, str], has: bool
):
    answer = oembed(browse, **asked)
    assert {name in answer for name in ("thumbnail_url", "thumbnail_width", "thumbnail_height")} == {has}


@pytest.mark.parametrize(
    ("url", "src"),
    [
        (OURS + "#desktop", "at/settings/#desktop"),
        (OURS + "?have=posts&done=x#app", "at/settings/#app"),
        (OURS + '#"><script>', "at/settings/"),
        (OURS + "#?secret=x", "at/settings/"),
        (OURS.removesuffix("/"), "at/settings/"),
        (OURS.replace("/en/", "/EN-gb/"), "at/settings/"),
        (OURS.replace("at/", ""), "settings/"),
        (OURS.replace("https:", "http:"), "at/settings/"),
        (OURS.replace("offswitch.example", "OFFSWITCH.example:443"), "at/settings/"),
        (OURS.replace("https://offswitch.example", "http://127.0.0.1:8000"), "at/settings/"),
    ],
)
def test_the_step_is_recognised_and_its_fragment_kept(browse: Browser, url: str, src: str):
    found = frame(str(oembed(browse, url)["html"]))
    assert found["src"] == f"https://offswitch.example/embed/en/linkedin-ai/{src}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "https://elsewhere.example/en/linkedin-ai/at/settings/",
        "https://offswitch.example.elsewhere.example/en/linkedin-ai/at/settings/",
        "https://offswitch.example@elsewhere.example/en/linkedin-ai/at/settings/",
        "https://[/en/linkedin-ai/at/settings/",
        "//offswitch.example/en/linkedin-ai/at/settings/",
        "javascript://offswitch.example/en/linkedin-ai/at/settings/",
        "https://offswitch.example/",
        "https://offswitch.example/en/linkedin-ai/",
        "https://offswitch.example/en/linkedin-ai/sources/",
        "https://offswitch.example/en/linkedin-ai/xx/settings/",
        "https://offswitch.example/en/nothing/settings/",
        "https://offswitch.example/xx/linkedin-ai/settings/",
        "https://offswitch.example/en/linkedin-ai/at/settings/x",
        "https://offswitch.example" + "/x" * 4000,
    ],
)
def test_what_is_no_step_of_ours_is_refused_in_words(browse: Browser, url: str):
    answer = oembed(browse, url, status=404)
    assert set(answer) == {"error"}
    assert str(answer["error"]).endswith(".")


def test_who_names_no_address_is_told_which_to_name(browse: Browser):
    page = browse("/oembed", status=404)
    assert "url=" in json.loads(page.text)["error"]


@pytest.mark.parametrize("form", ["xml", "yaml", "", "json "])
def test_a_format_that_is_not_offered_is_not_implemented(browse: Browser, form: str):
    assert "JSON" in str(oembed(browse, status=501, format=form)["error"])


def test_programs_on_any_site_may_ask(browse: Browser):
    for asked in (f"/oembed?{urlencode({'url': OURS})}", "/oembed?url=x", "/oembed?format=xml"):
        page = browse.look(asked, headers={"Origin": "https://elsewhere.example"})
        assert page.headers["Access-Control-Allow-Origin"] == "*"
        assert page.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_trial_on_this_machine_embeds_itself(serve: Serve):
    browse = serve(LOCAL)
    link = browse("/en/linkedin-ai/settings/").one('link[type="application/json+oembed"]')
    found = browse(str(link["href"]).removeprefix(LOCAL.origin))
    assert frame(json.loads(found.text)["html"])["src"] == f"{LOCAL.origin}/embed/en/linkedin-ai/settings/"
