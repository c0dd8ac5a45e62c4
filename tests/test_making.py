"""Making: readers learn how their language was made, whether it is complete, and where a clumsy sentence can be told."""

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polib
import pytest

from offswitch import catalogues
from offswitch.language import LanguageError, read_languages
from offswitch.making import MAKING
from offswitch.settings import Settings, SettingsError
from tests.conftest import PUBLIC, Serve
from tests.house import Page
from tests.languages import but_two
from tests.reader import Browser

MAIL = "words@offswitch.example"
READ = "Somebody whose first language it is"
UNREAD = "Nobody whose first language it is"


@pytest.fixture
def words(translations: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(translations, tmp_path / "translations", ignore=but_two))


def made(words: Path, making: str, language: str = "en") -> Path:
    (words / language / MAKING).write_text(making, encoding="utf-8")
    return words


def told(page: Page) -> str:
    return page.words("[aria-labelledby=how-made]")


def test_readers_of_english_learn_that_all_else_is_translated_from_it(browse: Browser):
    said = told(browse("/en/about/"))
    assert "written in English" in said
    assert "language model" not in said


def test_readers_of_german_learn_that_a_program_translated_it_and_nobody_has_read_it(browse: Browser):
    said = told(browse("/de/about/"))
    assert "Sprachmodell" in said
    assert "22. November 2026" in said
    assert "niemand" in said
    assert browse("/de/about/").all('.languages a[href="/en/about/"]'), "where to compare"


@pytest.mark.parametrize(
    ("making", "holds", "lacks"),
    [
        ('made_by = "program"', ["A language model", UNREAD], [READ, "once more"]),
        ('made_by = "person"', ["People translated", UNREAD], [READ, "language model"]),
        ('made_by = "program"\nsecond_reading = 2026-11-03', ["once more: 3 November 2026.", UNREAD], [READ]),
        ('made_by = "program"\nnative_reading = 2026-11-04', [READ, "4 November 2026"], [UNREAD]),
    ],
)
def test_the_about_page_says_what_is_recorded_and_no_more(
    words: Path, serve: Serve, making: str, holds: list[str], lacks: list[str]
):
    said = told(serve(translations=made(words, making))("/en/about/"))
    assert [each for each in holds if each not in said] == []
    assert [each for each in lacks if each in said] == []


def test_a_host_can_record_that_somebody_has_read_a_language(serve: Serve):
    browse = serve(PUBLIC.model_copy(update={"native_readers": ("en",)}))
    assert f"{READ} has read all of it for the operator of this site." in told(browse("/en/about/"))
    assert "niemand" in told(browse("/de/about/"))


def test_a_native_reader_of_a_language_that_is_not_there_stops_the_start(serve: Serve):
    with pytest.raises(SettingsError, match="OFFSWITCH_NATIVE_READERS names 'xx'"):
        serve(PUBLIC.model_copy(update={"native_readers": ("de", "xx")}))


@pytest.mark.parametrize(
    "making",
    [
        "",
        'made_by = "magic"',
        'made_by = "program"\nread_by = "me"',
        'made_by = "program"\nsecond_reading = "soon"',
        'made_by = "program"\nnative_reading = 2026-11-03T12:00:00',
        "made_by =",
    ],
)
def test_a_damaged_record_stops_the_start_and_is_named(words: Path, making: str):
    with pytest.raises(LanguageError, match=r"de: .*making\.toml"):
        read_languages(made(words, making, "de"))


# ---- a language that is not complete


def lose(words: Path, number: int) -> Path:
    """German without its first sentences, one of them outdated."""
    path = words / "de" / catalogues.DOMAIN
    catalogue = polib.pofile(str(path))
    lost = [entry for entry in catalogue if not entry.msgid_plural][:number]
    for entry in lost[1:]:
        entry.msgstr = ""
    lost[0].flags = ["fuzzy"]
    catalogue.save()
    catalogues.build(words)
    return words


@pytest.mark.parametrize(("number", "says"), [(1, "1 Satz steht"), (3, "3 Sätze stehen")])
@pytest.mark.parametrize("address", ["/", "/about/", "/linkedin-ai/at/settings/", "/nothing/"])
def test_a_language_that_is_not_complete_says_so_on_every_page_in_itself(
    words: Path, serve: Serve, number: int, says: str, address: str
):
    browse = serve(translations=lose(words, number))
    page = browse.look(f"/de{address}")
    assert says in page.words(".unfinished")
    assert not page.all(".unfinished [lang]")
    assert not browse.look(f"/en{address}").all(".unfinished")


def test_a_complete_language_does_not_speak_of_it(browse: Browser):
    for address in ("/en/", "/de/", "/de/gemini/"):
        assert not browse(address).all(".unfinished")


# ---- a clumsy sentence


@pytest.mark.parametrize("target", [MAIL, "https://tracker.example/new"])
def test_a_clumsy_sentence_is_reported_with_language_and_page_and_nothing_about_the_reader(
    serve: Serve, target: str
):
    page = serve(Settings(reports=target))("/de/linkedin-ai/at/review/?have=posts&done=task-switch-off")
    address = str(page.one("footer.site a[href*=subject], footer.site a[href*=title]")["href"])
    said = "\n".join(value for values in parse_qs(urlsplit(address).query).values() for value in values)
    assert "Page: /de/linkedin-ai/review/\nLanguage: de" in said
    for private in ("/at/", "posts", "task-switch-off"):
        assert private not in said


def test_every_page_offers_it_where_the_host_says_where_and_none_elsewhere(serve: Serve):
    offered, silent = serve(Settings(contact=MAIL)), serve(Settings())
    for address in ("/en/", "/en/about/", "/en/gemini/", "/en/linkedin-ai/at/letters/objection/"):
        assert offered(address).all(f'footer.site a[href^="mailto:{MAIL}?"]')
        assert not silent(address).all('footer.site a[href^="mailto:"]')
