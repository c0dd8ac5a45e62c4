"""Operator: what whoever runs the site says on every page: a notice for a while, links at its foot."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from offswitch.language import read_languages, speaking
from offswitch.pages.operator import said
from offswitch.settings import Link, Notice, Settings, Text
from offswitch.site import BRUSSELS
from tests.conftest import PUBLIC, TODAY, Serve
from tests.hosted import write_pages
from tests.reader import Browser

A_DAY = timedelta(days=1)
WORDS = {"de": "Wir ziehen am Sonntag um.", "en": "We move on Sunday."}
PAGES = ["/{}/", "/{}/linkedin-ai/at/settings/", "/partial/{}/linkedin-ai/at/review/", "/{}/about/", "/{}/nothing/"]  # fmt: skip


def site_with(serve: Serve, day: int = 0, **notice: object) -> Browser:
    settings = PUBLIC.model_copy(update={"notice": Notice.model_validate({"text": WORDS, **notice})})
    return serve(settings, now=datetime.combine(TODAY + day * A_DAY, time(12), BRUSSELS))


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_begins_with_the_notice_in_its_language(serve: Serve, language: str):
    browse = site_with(serve)
    for address in PAGES:
        page = browse.look(address.format(language))
        assert page.words("header.site + aside.notice") == WORDS[language]
        assert page.one("aside.notice")["aria-label"] == {"en": "Notice", "de": "Hinweis"}[language]


def test_a_page_with_a_notice_keeps_the_house_rules(serve: Serve):
    browse = site_with(serve)
    browse("/de/linkedin-ai/at/checklist/")
    assert "Sonntag" not in browse("/embed/de/linkedin-ai/settings/").text, "embeds stay small"


@pytest.mark.parametrize(("day", "shown"), [(0, False), (1, True), (2, True), (3, True), (4, False)])
def test_a_notice_is_there_from_its_first_day_to_its_last(serve: Serve, day: int, shown: bool):
    browse = site_with(serve, day, since=TODAY + A_DAY, until=TODAY + 3 * A_DAY)
    assert bool(browse("/en/").all(".notice")) is shown


@pytest.mark.parametrize(
    ("now", "seconds"), [(time(23, 59), 58), (time(12), 240)], ids=["a minute before midnight", "at noon"]
)
@pytest.mark.parametrize("notice", [{"since": TODAY + A_DAY}, {"until": TODAY}], ids=["it comes", "it goes"])
def test_no_page_is_kept_beyond_the_midnight_on_which_a_notice_comes_or_goes(
    serve: Serve, now: time, seconds: int, notice: dict[str, object]
):
    settings = PUBLIC.model_copy(update={"notice": Notice.model_validate({"text": WORDS, **notice})})
    page = serve(settings, now=datetime.combine(TODAY, now, BRUSSELS))("/en/about/")
    assert f"max-age={seconds}," in page.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("text", "language", "shown", "marked"),
    [
        ("To all", "de", "To all", None),
        ({"de": "An alle", "en": "To all"}, "de", "An alle", None),
        ({"fr": "À tous", "en": "To all"}, "de", "To all", "en"),
        ({"fr": "À tous", "el": "Σε όλους"}, "de", "À tous", "fr"),
    ],
)
def test_a_language_without_its_text_gets_that_of_the_default_language_or_else_the_first_and_says_so(
    text: Text, language: str, shown: str, marked: str | None, translations: Path
):
    with speaking(read_languages(translations)[language]):
        phrase = said(text, Settings(language="en"))
    assert (phrase, phrase.language) == (shown, marked or language)
    assert phrase.__html__() == (f'<span lang="{marked}">{shown}</span>' if marked else shown)


def test_what_a_host_says_is_shown_as_it_stands(serve: Serve):
    settings = PUBLIC.model_copy(update={"notice": Notice(text={"de": "Fisch & Chips"})})
    notice = serve(settings)("/en/").one("aside.notice")
    assert notice.text == "Fisch & Chips"
    assert [each["lang"] for each in notice.select("span")] == ["de"]


def test_the_links_of_the_host_stand_last_at_the_foot_in_their_order(serve: Serve):
    links = tuple(Link(text=name, address=f"https://{name}.example/?a=1&b=2") for name in ("one", "two"))
    page = serve(PUBLIC.model_copy(update={"links": links}))("/en/")
    assert [str(link["href"]) for link in page.all("footer.site a")][-2:] == [
        "https://one.example/?a=1&b=2",
        "https://two.example/?a=1&b=2",
    ]


def test_where_the_source_code_is_stands_at_the_foot_and_on_the_about_page(serve: Serve):
    browse = serve(PUBLIC.model_copy(update={"source": "https://society.example/offswitch"}))
    for address, where in (("/de/", "footer.site"), ("/en/about/", "footer.site"), ("/en/about/", "main")):
        assert browse(address).one(f'{where} a[href="https://society.example/offswitch"]')


@pytest.mark.parametrize(
    ("imprint", "language", "target"),
    [
        ("https://society.example/imprint", "de", "https://society.example/imprint"),
        ("imprint", "de", "/de/imprint/"),
        ("impressum", "en", "/en/impressum/"),
    ],
)
def test_the_imprint_is_linked_wherever_it_stands(
    serve: Serve, tmp_path: Path, imprint: str, language: str, target: str
):
    folder = write_pages(
        tmp_path, {f"{name}.en.md": "# Imprint\n\nUs.\n" for name in ("imprint", "impressum")}
    )
    browse = serve(PUBLIC.model_copy(update={"imprint": imprint, "folder": folder}))
    for address in (f"/{language}/", f"/{language}/about/"):
        assert target in [link["href"] for link in browse.look(address).all("a")]


def test_a_host_who_says_nothing_has_no_notice_and_no_links(serve: Serve):
    page = serve(Settings())("/en/")
    assert not page.all(".notice")
    assert all(str(link["href"]).startswith("/") for link in page.all("footer.site a"))
