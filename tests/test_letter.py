"""Letters: composed in a language of their law, with blanks for what only the reader knows."""

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from odfdo import Document

from offswitch.content import Library
from offswitch.content.laws import BLANKS, GIVEN
from offswitch.content.library import COMPLAINT
from offswitch.content.model import Guide
from offswitch.language import ENGLISH, Language, read_languages
from offswitch.letter import Offer, WrittenLetter, offers, write
from offswitch.letter_file import letter_file
from tests.languages import TWO

from .conftest import TODAY
from .drafts import Draft, Table

HARBOUR_LAW: Table = {
    "name": "Harbour Act",
    "groups": ["eea"],
    "places": ["gb", "ch", "ca", "hk", "us", "br", "world"],
    "languages": ["fr", "de", "en"],
    "period": {"days": 30, "claims": [{"id": "harbour-period", "text": "It has thirty days.", "evidence": "regulator", "sources": ["act"]}]},
    "claims": [{"id": "harbour-rights", "text": "You have rights.", "evidence": "regulator", "sources": ["act"]}],
    "operation": {
        part: [{"id": f"site-{part}", "text": f"The harbour has its {part}.", "evidence": "regulator", "sources": ["act"]}]
        for part in ("basis", "rights", "complaint")
    },
    "letters": [
        {
            "kind": "objection",
            "title": "Objection to the harbour",
            "use": "To say no.",
            "subject": "No. Service: {service}",
            "grounds": {"why": "It helps.", "examples": ["One has this.", "One has that."], "sources": ["act"]},
            "paragraphs": [
                {"text": "I object. The company: {controller}", "points": ["The first point.", "The second point."]},
                {"text": "My grounds: {grounds}", "only_with": "grounds"},
            ],
        },
        {"kind": "complaint", "title": "Complaint", "use": "To go on.", "answered": False, "subject": "Complaint", "paragraphs": [{"text": "I sent it on this day: {sent}"}]},
    ],
    "sources": {
        "act": {"publisher": "Parliament", "title": "Harbour Act", "url": "https://law.example/act", "kind": "regulator", "how": "saved", "seen": "undated", "read": TODAY},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def languages(translations: Path) -> dict[str, Language]:
    """Two of them: which letter is in which language does not depend on how many there are."""
    return {code: each for code, each in read_languages(translations).items() if code in TWO}


def every_letter(
    library: Library, languages: dict[str, Language]
) -> Iterator[tuple[Guide, str, Offer, WrittenLetter]]:
    for guide in library.guides.values():
        for place in ("at", "de", "gb", "ch", "ca", "hk", "us"):
            for offer in offers(library, guide, place, languages, TODAY).values():
                for code in offer.languages:
                    yield (
                        guide,
                        place,
                        offer,
                        write(library, guide, place, offer.letter, languages[code], TODAY),
                    )


@pytest.fixture
def harbour(draft: Draft) -> Library:
    """All places under one law, with two letters."""
    for path in (draft.folder / "letters").glob("*.toml"):
        path.unlink()
    draft.write("letters/harbour.toml", HARBOUR_LAW)
    return draft.library(TODAY)


def test_a_letter_has_all_that_a_letter_needs_in_the_order_of_a_letter(
    harbour: Library, languages: dict[str, Language]
):
    guide = harbour.guides["linkedin-ai"]
    (objection, _) = harbour.letters(guide, "at")
    letter = write(harbour, guide, "at", objection, languages[ENGLISH], TODAY)
    assert letter.subject == "No. Service: LinkedIn"
    blocks = letter.text.split("\n\n")
    addressee = harbour.addressee(guide, "at").name
    assert blocks[0] == f"To: {addressee}"
    assert blocks[1].splitlines()[0] == "From: [Your name]"
    assert blocks[1].splitlines()[2:] == ["Service: LinkedIn", "Date: [Today’s date]"]
    assert blocks[2:4] == ["Subject: No. Service: LinkedIn", "Dear Sir or Madam,"]
    assert "personal data" in blocks[4], "the guide says what the letter is about"
    assert blocks[5] == f"I object. The company: {addressee}\n1. The first point.\n2. The second point."
    assert blocks[6] == "My grounds: [Your grounds]"
    assert blocks[7:] == ["Yours faithfully,\n[Your name]"]
    assert [block.only_with for block in letter.blocks][6] == "grounds"
    assert list(letter.blanks) == ["name", "account", "grounds", "date"]


def test_a_letter_is_offered_in_no_language_in_which_a_sentence_of_it_is_missing(
    harbour: Library, languages: dict[str, Language]
):
    guide = harbour.guides["linkedin-ai"]
    found = offers(harbour, guide, "at", languages, TODAY)
    assert found["objection"].languages == (ENGLISH,), "nobody has translated the harbour's letter"
    german = write(harbour, guide, "at", found["objection"].letter, languages["de"], TODAY)
    assert not german.is_translated
    assert german.blocks[5].lines[0].language == ENGLISH
    assert '<span lang="en">' in german.blocks[5].lines[0].__html__()


def test_a_letter_is_in_the_languages_of_its_law_and_a_complaint_in_those_of_the_authority(
    library: Library, languages: dict[str, Language]
):
    def found(place: str) -> dict[str, tuple[str, ...]]:
        return {
            kind: offer.languages
            for kind, offer in offers(library, library.guides["linkedin-ai"], place, languages, TODAY).items()
        }

    assert found("at")["objection"] == ("de", "en")
    assert found("at")[COMPLAINT] == ("de",)
    assert found("ie")[COMPLAINT] == ("en",)
    assert COMPLAINT not in found("fr"), "the authority takes French, and there is none here"
    assert found("gb")["objection"] == ("en",)
    assert found("ch")["access"] == ("de",)
    assert COMPLAINT not in found("eu"), "without a country there is no authority"
    assert found("br") == found("world") == {}


def test_a_complaint_is_offered_only_after_a_letter_to_the_company(library: Library):
    for guide in library.guides.values():
        for place in ("at", "gb", "ch", "ca", "hk", "us", "br", "world"):
            kinds = [letter.kind for letter in library.letters(guide, place)]
            assert kinds != [COMPLAINT], f"{guide.slug} {place}: it would speak of a letter that there is not"
    assert library.letters(library.guides["gemini"], "ca") == ()


def test_a_complaint_under_a_law_of_the_whole_country_goes_to_the_authority_of_the_whole_country(
    library: Library, languages: dict[str, Language]
):
    guide = library.guides["linkedin-ai"]
    complaint = offers(library, guide, "ca", languages, TODAY)[COMPLAINT].letter
    letter = write(library, guide, "ca", complaint, languages[ENGLISH], TODAY)
    assert letter.blocks[0].text == "To: Office of the Privacy Commissioner of Canada"


def test_on_a_page_in_another_language_the_first_language_of_the_law_counts(library: Library):
    letter = library.laws["gdpr"].letters[0]
    offer = Offer(letter, ("de", "en"))
    assert [offer.language_on(code) for code in ("en", "de", "fr")] == ["en", "de", "de"]


def test_where_a_country_has_several_authorities_the_reader_names_theirs(
    library: Library, languages: dict[str, Language]
):
    guide = library.guides["linkedin-ai"]
    letters = {
        place: offers(library, guide, place, languages, TODAY)[COMPLAINT].letter for place in ("at", "de")
    }
    german = {
        place: write(library, guide, place, letter, languages["de"], TODAY)
        for place, letter in letters.items()
    }
    assert german["de"].text.startswith("An: [Name der Behörde]")
    assert "authority" in german["de"].blanks
    (authority,) = library.authorities_of("at")
    assert german["at"].text.startswith(f"An: {authority.names['de']}")
    assert "authority" not in german["at"].blanks


def test_every_letter_is_whole(library: Library, languages: dict[str, Language]):
    seen = 0
    for guide, place, offer, letter in every_letter(library, languages):
        where = f"{guide.slug} {place} {offer.letter.kind} {letter.language.code}"
        assert letter.is_translated, where
        assert not re.search(r"[{}<>]|None", letter.text), where
        assert "\n\n\n" not in letter.text, where
        assert ".." not in letter.text, f"{where}: the name of a company may end in a full stop"
        assert set(letter.blanks) <= BLANKS | GIVEN | {"date"}, where
        in_brackets = re.findall(r"\[([^]]+)\]", letter.text)
        assert {str(words) for words in letter.blanks.values()} == set(in_brackets), where
        assert len(set(in_brackets)) == len(letter.blanks), f"{where}: two blanks are called alike"
        assert {"name", "account"} <= set(letter.blanks), where
        assert len(letter.text.split()) < 420, f"{where}: {len(letter.text.split())} words"
        seen += 1
    assert seen > 60


def test_a_letter_to_the_company_names_the_controller_of_the_place(
    library: Library, languages: dict[str, Language]
):
    for guide, place, offer, letter in every_letter(library, languages):
        name = library.addressee(guide, place).name
        assert name in (letter.blocks[0].text if offer.letter.kind != COMPLAINT else letter.text), (
            guide.slug,
            place,
            offer.letter.kind,
        )


def test_what_a_letter_says_turns_on_its_day(draft: Draft, languages: dict[str, Language]):
    def turn(guide: Table) -> None:
        guide["letters"]["about"][0] |= {
            "since": date(2030, 1, 1),
            "before": "It will be so.",
            "text": "It is so.",
        }
        guide["letters"]["about"][0].pop("regions", None)

    draft.edit("guides/linkedin-ai.toml", turn)
    library = draft.library(TODAY)
    guide = library.guides["linkedin-ai"]
    letter = library.letters(guide, "at")[0]
    for day, said in ((date(2029, 12, 31), "It will be so."), (date(2030, 1, 1), "It is so.")):
        assert said in write(library, guide, "at", letter, languages[ENGLISH], day).text


# ---------------------------------------------------------------- files to keep


@pytest.fixture
def objection(library: Library, languages: dict[str, Language]) -> WrittenLetter:
    guide = library.guides["linkedin-ai"]
    return write(library, guide, "at", library.letters(guide, "at")[0], languages["de"], TODAY)


def test_the_text_file_is_the_letter(objection: WrittenLetter):
    assert letter_file(objection, "txt").decode() == objection.text + "\n"


def test_a_word_processor_reads_the_whole_letter_in_its_language(objection: WrittenLetter):
    document = Document(io.BytesIO(letter_file(objection, "odt")))
    lines = [line for line in objection.text.splitlines() if line]
    assert [paragraph.inner_text for paragraph in document.body.paragraphs] == lines
    assert document.meta.language == "de"
    assert document.meta.title == objection.subject
    bold = [each.inner_text for each in document.body.paragraphs if each.style == "Subject"]
    assert bold == [f"Betreff: {objection.subject}"]


def test_the_document_is_the_same_on_every_machine_and_says_nothing_about_it(objection: WrittenLetter):
    first, second = letter_file(objection, "odt"), letter_file(objection, "odt")
    assert first == second
    with ZipFile(io.BytesIO(first)) as archive:
        parts = archive.infolist()
        assert parts[0].filename == "mimetype"
        assert parts[0].compress_type == ZIP_STORED
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
        meta = archive.read("meta.xml").decode()
        listed = set(re.findall(r'full-path="([^"]+)"', archive.read("META-INF/manifest.xml").decode()))
        assert listed == {"/", "content.xml", "styles.xml", "meta.xml"}
    assert not re.search(r"creator|date|LibreOffice|Mac|Linux|odfdo", meta)
