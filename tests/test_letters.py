"""The pages of letters: which there are for a place, each of them with its files, and what readers are told."""

import re

import pytest

from offswitch.content import Library
from offswitch.content.library import COMPLAINT, KINDS
from offswitch.language import ENGLISH, Language, read_languages
from offswitch.letter import offers, write

from .conftest import TODAY
from .drafts import Draft, Table
from .languages import ALL
from .reader import Browser, Reader

NEVER = "You have to send it yourself: we send nothing."


@pytest.fixture(scope="module")
def languages(translations) -> dict[str, Language]:
    return read_languages(translations)


def text_of(page) -> str:
    """What stands in the text area: HTML drops the first line break."""
    return page.one("#text-to-send").get_text().removeprefix("\n")


def kinds(page) -> list[str]:
    return [str(link["href"]).split("/")[-2] for link in page.all("main .letter-links a")]


@pytest.mark.parametrize("guide", ["linkedin-ai", "linkedin-ads", "meta-ai", "gemini"])
def test_every_letter_of_every_place_answers_with_its_text_and_its_files(
    browse: Browser, library: Library, languages: dict[str, Language], guide: str
):
    seen = set()
    for place in ("at", "de", "gb", "ch", "ca", "hk", "us", "br", "eu", "world"):
        offered = offers(library, library.guides[guide], place, languages, TODAY)
        index = browse(f"/en/{guide}/{place}/letters/")
        assert kinds(index) == list(offered)
        for kind, offer in offered.items():
            page = browse(f"/en/{guide}/{place}/letters/{kind}/")
            chosen = ENGLISH if ENGLISH in offer.languages else offer.languages[0]
            letter = write(library, library.guides[guide], place, offer.letter, languages[chosen], TODAY)
            assert text_of(page) == letter.text
            assert page.one("#text-to-send")["lang"] == chosen
            assert [link["lang"] for link in page.all(".letter-languages a")] == list(offer.languages)
            assert page.downloads == [f"{page.address}letter.txt", f"{page.address}letter.odt"]
            assert browse.look(page.downloads[0]).text == letter.text + "\n"
            assert page.words().count(NEVER) == 2
            seen.add(kind)
    assert {"objection", COMPLAINT} <= seen or guide == "gemini"


def test_letters_stand_in_the_order_in_which_readers_may_need_them(browse: Browser):
    assert kinds(browse("/en/linkedin-ai/at/letters/")) == [kind for kind in KINDS if kind != COMPLAINT] + [
        COMPLAINT
    ]


def test_a_reader_comes_from_the_checklist_to_the_letters_and_keeps_the_ticks(reader: Reader):
    reader.opens("/en/linkedin-ai/at/checklist/?done=task-switch-off")
    reader.follows("section[aria-labelledby=complain] a[href*=letters]")
    assert reader.page.address == "/en/linkedin-ai/at/letters/?done=task-switch-off"
    reader.follows(".letter-links li:first-child a")
    assert reader.path == "/en/linkedin-ai/at/letters/objection/"
    reader.follows("p.place a")
    assert reader.page.address == "/en/linkedin-ai/letters/?done=task-switch-off"
    reader.lives_in("gb")
    assert reader.page.address == "/en/linkedin-ai/gb/letters/?done=task-switch-off"


def test_without_a_place_the_reader_chooses_it_on_the_spot(reader: Reader):
    reader.opens("/de/meta-ai/checklist/").follows("section[aria-labelledby=complain] a[href*=letters]")
    assert reader.path == "/de/meta-ai/letters/"
    assert reader.lives_in("de").path == "/de/meta-ai/de/letters/"


def test_beside_a_form_the_walkthrough_leads_to_the_letters(browse: Browser):
    assert browse("/en/linkedin-ai/at/settings/").all('.beyond a[href="/en/linkedin-ai/at/letters/"]')


def test_a_place_without_letters_says_so_and_what_can_be_done(browse: Browser, library: Library):
    page = browse("/en/linkedin-ai/br/letters/")
    assert "We have no letter for this place." in page.words()
    assert page.shows(*(claim.id for claim in library.law_of("br").claims))
    assert page.shows("br-anpd"), "the authority is named"
    assert not page.all(".letter-links")


# ---------------------------------------------------------------- which language


def test_the_letter_is_in_the_language_of_the_page_where_the_law_is(browse: Browser):
    page = browse("/de/linkedin-ai/at/letters/objection/")
    assert text_of(page).startswith("An: ")
    assert not page.all(".reading-aid")
    other = browse("/de/linkedin-ai/at/letters/objection/en/")
    assert text_of(other).startswith("To: ")
    assert "Mit freundlichen Grüßen" in other.words(".reading-aid")
    assert "English" in other.title


def test_a_letter_that_the_reader_may_not_read_stands_beside_the_one_to_send(browse: Browser):
    page = browse("/de/linkedin-ai/gb/letters/objection/")
    assert page.one("#text-to-send")["lang"] == "en"
    aid = page.one(".reading-aid")
    assert aid.get_text().strip().startswith("Nur zum Lesen. Bitte nicht absenden.")
    assert not aid.find("textarea")
    assert "Guten Tag!" in page.words(".reading-aid")


def test_the_language_of_the_page_has_no_second_address(browse: Browser):
    answer = browse.look("/de/linkedin-ai/at/letters/objection/de/?done=task-switch-off")
    assert answer.status == 302
    assert answer.headers["Location"] == "/de/linkedin-ai/at/letters/objection/?done=task-switch-off"
    partial = browse.look("/partial/de/linkedin-ai/at/letters/objection/de/")
    assert partial.headers["Location"] == "/partial/de/linkedin-ai/at/letters/objection/"


def test_another_language_of_the_page_keeps_the_language_of_the_letter_that_was_asked_for(browse: Browser):
    page = browse("/en/linkedin-ai/at/letters/objection/de/")
    links = {link["lang"]: link["href"] for link in page.all(".languages a")}
    assert set(links) == set(ALL)
    assert (links.pop("en"), links.pop("de")) == (page.address, "/de/linkedin-ai/at/letters/objection/")
    assert links == {code: f"/{code}/linkedin-ai/at/letters/objection/de/" for code in links}
    usual = browse("/en/linkedin-ai/at/letters/objection/")
    assert {link["href"] for link in usual.all(".languages a")} == {
        f"/{code}/linkedin-ai/at/letters/objection/" for code in ALL
    }


def test_a_sentence_that_is_not_translated_takes_the_letter_out_of_its_language(
    serve, draft: Draft, library: Library
):
    def change(law: Table) -> None:
        law["letters"][0]["paragraphs"][0]["text"] += " This is a new sentence."

    draft.edit("letters/gdpr.toml", change)
    browse = serve(content=draft.folder)
    page = browse("/de/linkedin-ai/at/letters/objection/")
    assert page.one("#text-to-send")["lang"] == "en"
    assert [link["lang"] for link in page.all(".letter-languages a")] == ["en"]
    assert "This is a new sentence." in page.words('.reading-aid [lang="en"]')
    browse("/de/linkedin-ai/at/letters/objection/de/", status=404)


# ---------------------------------------------------------------- what is not there


@pytest.mark.parametrize(
    "address",
    [
        "/en/linkedin-ai/at/letters/objektion/",
        "/en/linkedin-ai/at/letters/objection/ca/",
        "/en/linkedin-ai/at/letters/objection/ca/letter.txt",
        "/en/linkedin-ai/eu/letters/complaint/",
        "/en/linkedin-ai/us/letters/objection/",
    ],
)
def test_a_letter_that_does_not_exist_there_leads_to_those_that_do(browse: Browser, address: str):
    page = browse(address, status=404)
    place = address.split("/")[3]
    assert page.heading == "There is no such letter here"
    links = [str(link["href"]) for link in page.all("main .suggestions a")]
    assert f"/en/linkedin-ai/{place}/letters/" in links
    there = browse(f"/en/linkedin-ai/{place}/letters/")
    assert [link for link in links if re.search(r"letters/.+", link)] == [
        str(link["href"]) for link in there.all("main .letter-links a")
    ]


def test_where_there_is_no_letter_at_all_the_page_that_says_so_is_suggested(browse: Browser):
    page = browse("/en/linkedin-ai/br/letters/objection/", status=404)
    assert page.one('main .suggestions a[href="/en/linkedin-ai/br/letters/"]')


def test_a_guide_without_letters_shows_none(serve, draft: Draft):
    draft.edit("guides/linkedin-ai.toml", lambda guide: guide.pop("letters"))
    uncited = re.findall(r"sources\.([a-z0-9-]+): nothing cites it", "\n".join(draft.mistakes(TODAY)))
    for name in uncited:
        draft.edit("sources/linkedin.toml", lambda table, name=name: table["sources"].pop(name))
    browse = serve(content=draft.folder)
    for path in ("letters/", "at/letters/", "at/letters/objection/"):
        browse(f"/en/linkedin-ai/{path}", status=404)
    assert not browse("/en/linkedin-ai/at/checklist/").all("a[href*=letters]")


# ---------------------------------------------------------------- nothing can be sent


def test_no_control_of_a_letter_has_a_name_or_stands_in_a_form(browse: Browser):
    for address in ("/en/linkedin-ai/at/letters/objection/", "/en/meta-ai/de/letters/complaint/"):
        page = browse(address)
        controls = page.all(".blanks :is(input, textarea, select), .letter :is(input, textarea, select)")
        assert len(controls) > 3
        for control in controls:
            assert not control.has_attr("name")
            assert not control.find_parent("form")
            assert control["autocomplete"] == "off"
            assert control["spellcheck"] == "false", "some browsers send what they check"
        assert [form["class"] for form in page.all("main form")] in ([], [["dated"]]), "only the reminder"
        assert not page.all("main a[href^=mailto]:not(.report a)")


def test_the_reader_is_told_that_nothing_is_kept(browse: Browser):
    page = browse("/en/linkedin-ai/at/letters/objection/")
    assert "What you write in a letter stays in your browser." in page.words(".blanks")


def test_files_are_downloaded_not_listed_and_named_plainly(browse: Browser):
    for ending, kind in (
        ("txt", "text/plain; charset=utf-8"),
        ("odt", "application/vnd.oasis.opendocument.text"),
    ):
        answer = browse.look(f"/de/linkedin-ai/at/letters/follow-up/en/letter.{ending}")
        assert answer.status == 200
        assert answer.headers["Content-Type"] == kind
        name = f"linkedin-ai-follow-up-en.{ending}"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["ETag"]


# ---------------------------------------------------------------- what the page says around it


def test_before_what_takes_something_away_the_reader_is_told_to_keep_a_copy(
    browse: Browser, library: Library
):
    copy_first = library.guides["linkedin-ai"].copy_first.id
    assert browse("/en/linkedin-ai/at/letters/erasure/").shows(copy_first)
    assert browse("/en/linkedin-ai/at/letters/objection/").hides(copy_first)


def test_grounds_are_explained_and_never_made_up(browse: Browser, library: Library):
    page = browse("/en/linkedin-ai/at/letters/objection/")
    grounds = library.laws["gdpr"].letters[0].grounds
    assert grounds.why in page.words(".blanks details")
    for example in grounds.examples:
        assert example in page.words(".blanks details")
        assert example not in text_of(page)
    assert "You may leave this out." in page.words(".blanks")


def test_what_comes_next_names_the_period_and_the_letter_for_it(browse: Browser, library: Library):
    page = browse("/en/linkedin-ai/at/letters/objection/")
    assert page.shows(*(claim.id for claim in library.law_of("at").period.claims))
    assert kinds(page) == ["follow-up", "refusal", "identity", COMPLAINT]
    assert kinds(browse("/en/linkedin-ai/at/letters/refusal/")) == ["identity", COMPLAINT]


def test_a_complaint_shows_the_authority_by_its_own_name(browse: Browser):
    page = browse("/de/linkedin-ai/at/letters/complaint/")
    assert "Österreichische Datenschutzbehörde" in page.words("section[aria-labelledby=how-to-send]")


def test_an_authority_says_its_name_once(browse: Browser):
    """In Norway it is the same in two languages, and its own short form."""
    page = browse("/en/authorities/")
    for authority in ("no-datatilsynet", "dk-datatilsynet"):
        assert page.all(f"#{authority} p")[0].get_text().count("Datatilsynet") == 1


def test_a_reading_aid_names_the_authority_as_the_letter_does(browse: Browser):
    """In Hong Kong its first name is Chinese, and there is no letter in Chinese."""
    page = browse("/de/linkedin-ai/hk/letters/complaint/")
    assert "Office of the Privacy Commissioner for Personal Data" in text_of(page)
    assert "個人資料私隱專員公署" not in page.words(".letter")
    assert "An: Office of the Privacy Commissioner for Personal Data" in page.words("main")


def test_sources_of_guide_law_and_authority_are_numbered_as_one(browse: Browser):
    page = browse("/de/linkedin-ai/at/letters/complaint/")
    numbers = [int(link.get_text()) for link in page.all("main a.note")]
    listed = page.all(".notes li")
    assert set(numbers) == set(range(1, len(listed) + 1))
    firsts = list(dict.fromkeys(numbers))
    assert firsts == sorted(firsts), "numbers come in the order of the page"
