"""Pages: each language is walked through once, as a reader meets it: it is that language, and says where it is not."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from urllib.parse import urlsplit

import py3langid
import pytest
from bs4 import NavigableString, Tag

from offswitch import catalogues
from offswitch.content import Library
from offswitch.folders import TRANSLATIONS
from offswitch.language import ENGLISH
from tests.catalogues.sentences import sentences
from tests.catalogues.test_same import reasons
from tests.house import NOT_OURS, Page, word_complaints
from tests.languages import ALL
from tests.reader import Browser, Reader

GUIDE = "linkedin-ai"

CALLED = {"nb": "no"}
"""What the model calls a language that we call otherwise."""
LOOKS_LIKE = {"nb": "da", "da": "no", "hr": "sl", "sl": "hr"}
"""Languages of one family: a page of few words may look like the other."""
NEIGHBOURS = ("no", "da", "hr", "sl", "sv", "fr", "nl")
"""So that a wrong one has something to be taken for, however few languages there are."""
FEW = 700
"""Letters, names and labels left out."""


@lru_cache(maxsize=1)
def pages_of(browse: Browser, language: str) -> tuple[Page, ...]:
    """Every page of the language that search engines know, and what it says when there is none."""
    listed = browse.look(f"/{language}/pages.xml").text
    addresses = re.findall("<loc>https://offswitch.example(.*?)</loc>", listed)
    return tuple(map(browse.look, [*addresses, f"/{language}/nothing/"]))


@lru_cache(maxsize=100)
def own_text(page: Page) -> tuple[NavigableString, ...]:
    """The words on a page that are in its language: all but what is marked as another, and code."""
    skipped = {id(words) for tag in page.all(f"{NOT_OURS}, script, .languages") for words in tag.strings}
    language = page.language
    return tuple(
        words
        for words in page.one("body").strings
        if words.strip() and id(words) not in skipped and lang_of(words) == language
    )


def lang_of(words: NavigableString) -> str:
    return next(str(tag["lang"]) for tag in words.parents if isinstance(tag, Tag) and tag.has_attr("lang"))


@cache
def the_model() -> Callable[[str], tuple[str, float]]:
    py3langid.set_languages(sorted({*(CALLED.get(each, each) for each in ALL), *NEIGHBOURS}))
    return py3langid.classify


def identified(text: str) -> str:
    return str(the_model()(text)[0])


@pytest.fixture
def pages(browse: Browser, language: str) -> tuple[Page, ...]:
    return pages_of(browse, language)


def test_every_page_is_in_the_language_that_it_names(pages: tuple[Page, ...], language: str):
    assert len(pages) > 30
    for page in pages:
        assert page.language == language
        text = " ".join(own_text(page))
        likely = {CALLED.get(language, language)} | (
            {LOOKS_LIKE.get(language, "")} if len(text) < FEW else set()
        )
        assert identified(text) in likely, page


def test_every_page_shows_words_and_nothing_of_how_it_is_made(pages: tuple[Page, ...]):
    broken = [f"{page}: {each}" for page in pages for each in word_complaints(page)]
    assert not broken, "\n".join(broken)


def test_nothing_is_english_unless_it_says_so(pages: tuple[Page, ...], language: str):
    """A sentence that is not translated is marked; here none is, and none slipped through without a mark."""
    english = {each.english for each in sentences(language) if "{" not in each.english} - reasons(
        language
    ).keys()
    for page in pages:
        assert page.all(":not(.authority *):is(span[lang=en]:not([class]))") == [], page
        assert {" ".join(words.split()) for words in own_text(page)} & english == set(), page


def test_labels_and_names_in_another_language_say_in_which(pages: tuple[Page, ...]):
    for page in pages:
        for piece in page.all(".label, .screen-label, .languages a, .publisher + a"):
            assert piece.has_attr("lang") or piece.find_parent(lang=True).name != "html", f"{page}: {piece}"


def test_no_two_pages_have_the_same_title(pages: tuple[Page, ...]):
    titles = [page.title for page in pages]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_a_reader_goes_through_the_whole_wizard_without_javascript(
    reader: Reader, library: Library, language: str
):
    reader.opens(f"/{language}/{GUIDE}/").follows("main a.button[data-hx-get]").lives_in("at").goes_on()
    reader.ticks("posts").sends().goes_on()
    tasks = sorted(str(box["value"]) for box in reader.page.all("input[name=done]"))
    reader.ticks(*tasks).sends()
    assert reader.path == f"/{language}/{GUIDE}/at/checklist/"
    assert reader.ticked() == set(tasks)
    assert reader.page.language == language
    assert reader.page.all("#finish")


# ---- the checks themselves


def test_another_language_and_an_unmarked_sentence_are_found(browse: Browser):
    page = browse.look("/en/about/")
    text = " ".join(own_text(page))
    assert identified(text) == ENGLISH
    assert identified(" ".join(own_text(browse.look("/de/about/")))) == "de"
    said = {each.english for each in sentences(catalogues.languages(TRANSLATIONS)[0])}
    assert {" ".join(words.split()) for words in own_text(page)} & said, "a page left in English is noticed"


def test_the_way_through_the_pages_of_a_language_stays_in_it(pages: tuple[Page, ...], language: str):
    assert {urlsplit(page.address).path.split("/")[1] for page in pages} == {language}
