"""Letters: completed in the browser. Whatever is typed there leaves it by the reader's own hand only."""

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from .conftest import NewReader
from .pages import GUIDE, words
from .reader import STORED, Reader
from .test_print import squeeze

NAME = "Zuzanna Wymyślona"
ACCOUNT = "zuzanna.wymyslona@letters.example"
GROUNDS = "Mein ganz eigener Grund: Xylophon 4711."
SECRETS = (NAME, ACCOUNT, GROUNDS, "Wymy", "zuzanna", "Xylophon", "4711", "Zuzanna")

EVERYTHING_KEPT = """async () => JSON.stringify({
  history: history.state,
  local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie, name: window.name,
  address: location.href, databases: await indexedDB.databases(), caches: await caches.keys(),
})"""


def address(language: str = "en", kind: str = "objection", place: str = "at", letter: str = "") -> str:
    return f"/{language}/{GUIDE}/{place}/letters/{kind}/{letter}"


def text(reader: Reader) -> str:
    return reader.page.locator("#text-to-send").input_value()


def write(reader: Reader, name: str, value: str) -> None:
    reader.page.locator(f"#blank-{name}").fill(value)


def paper(reader: Reader) -> list[str]:
    document = PdfReader(io.BytesIO(reader.page.pdf(format="A4")))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in document.pages]


# ---------------------------------------------------------------- nothing leaves the browser


def test_no_request_carries_what_is_typed_and_nothing_keeps_it(new_reader: NewReader, tmp_path: Path) -> None:
    reader = new_reader(permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    wire = reader.context.new_cdp_session(reader.page)
    wire.send("Network.enable")
    sent: list[str] = []
    wire.on("Network.requestWillBeSent", lambda event: sent.append(str(event["request"])))
    wire.on("Network.requestWillBeSentExtraInfo", lambda event: sent.append(str(event["headers"])))

    reader.open(address())
    for name, value in (("name", NAME), ("account", ACCOUNT), ("grounds", GROUNDS)):
        field = reader.page.locator(f"#blank-{name}")
        field.press_sequentially(value)
        field.press("Enter")
        field.press("Tab")
    assert all(value in text(reader) for value in (NAME, ACCOUNT, GROUNDS))
    reader.page.locator("#text-to-send").press_sequentially(NAME)

    reader.button("Copy the letter").click()
    expect(reader.button("The letter is copied.")).to_be_visible()
    assert reader.page.evaluate("navigator.clipboard.readText()") == text(reader)
    with reader.page.expect_download() as saved:
        reader.button("Save it as .txt").click()
    assert saved.value.suggested_filename == f"{GUIDE}-objection-en.txt"
    assert Path(saved.value.path()).read_text(encoding="utf-8") == text(reader) + "\n"
    for ending in ("txt", "odt"):
        with reader.page.expect_download() as blank:
            reader.page.locator(f".letter-files a[href$={ending}]").click()
        assert NAME.encode() not in Path(blank.value.path()).read_bytes()
    assert NAME in paper(reader)[0]
    kept = reader.page.evaluate(EVERYTHING_KEPT)

    reader.page.get_by_text("Language of the letter", exact=True).click()
    reader.page.locator(".letter-languages a[lang=de]").click()
    reader.is_at(address(letter="de/"))
    assert "[Ihr Name]" in text(reader)
    kept += reader.page.evaluate(EVERYTHING_KEPT)
    write(reader, "name", NAME)
    reader.link("All letters for this place").click()
    reader.is_at(f"/en/{GUIDE}/at/letters/")
    reader.page.go_back()
    reader.is_at(address(letter="de/"))
    expect(reader.page.locator("#blank-name")).to_have_value("")
    assert NAME not in text(reader)
    write(reader, "name", NAME)
    reader.choose_language("Deutsch")
    reader.is_at(address("de"))
    assert NAME not in reader.page.content()
    kept += reader.page.evaluate(EVERYTHING_KEPT)
    reader.page.reload()
    assert NAME not in text(reader)

    told = " ".join([*sent, *(request.url + str(request.headers) for request in reader.requests)])
    assert len(sent) > 10
    assert not [secret for secret in SECRETS if secret in told + kept]
    assert {request.method for request in reader.requests} == {"GET"}
    assert not [request for request in reader.requests if request.post_data]
    assert not any(reader.page.evaluate(STORED).values())
    assert reader.context.storage_state(indexed_db=True) == {"cookies": [], "origins": []}


def test_the_way_back_does_not_bring_back_what_was_typed(reader: Reader) -> None:
    reader.open(address())
    write(reader, "name", NAME)
    reader.page.goto(f"{reader.base}/en/about/")
    reader.page.go_back()
    expect(reader.page.locator("#blank-name")).to_have_value("")
    assert NAME not in text(reader)
    write(reader, "name", NAME)
    # A browser that keeps the page itself says so in this event.
    reader.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(reader.page.locator("#blank-name")).to_have_value("")
    assert NAME not in text(reader)


def test_no_field_has_a_name_or_a_form(reader: Reader) -> None:
    reader.open(address("de", "complaint", "de"))
    fields = reader.page.locator("main :is(input, textarea, select)")
    assert fields.count() == 6
    assert fields.evaluate_all("fields => fields.every((field) => !field.form && !field.name)")


# ---------------------------------------------------------------- filling in


def test_blanks_fill_as_the_reader_types_and_empty_again(reader: Reader) -> None:
    reader.open(address())
    assert text(reader).count("[Your name]") == 2
    write(reader, "name", "Ann")
    assert text(reader).count("Ann") == 2
    assert "[Your name]" not in text(reader)
    write(reader, "name", " ")
    assert text(reader).count("[Your name]") == 2


def test_the_day_is_filled_in_and_a_date_is_said_in_the_language_of_the_letter(reader: Reader) -> None:
    reader.open(address("en", "follow-up"))
    today = reader.page.evaluate("new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date())")
    assert f"Date: {today}" in text(reader)
    write(reader, "sent", "2026-03-02")
    assert "2 March 2026" in text(reader)
    reader.open(address("en", "follow-up", letter="de/"))
    write(reader, "sent", "2026-03-02")
    assert "2. März 2026" in text(reader)


def test_a_paragraph_comes_with_its_words_and_goes_with_them(reader: Reader) -> None:
    reader.open(address())
    assert "Your grounds" not in text(reader)
    assert "particular situation:" not in text(reader)
    write(reader, "grounds", GROUNDS)
    assert f"particular situation: {GROUNDS}" in text(reader)
    write(reader, "grounds", "")
    assert "particular situation:" not in text(reader)


def test_words_with_signs_that_programs_like_stay_as_they_are(reader: Reader) -> None:
    reader.open(address())
    write(reader, "name", "$& $1 \\n <b>[x]</b>")
    assert "From: $& $1 \\n <b>[x]</b>\n" in text(reader)


def test_what_the_reader_wrote_into_the_letter_is_never_overwritten(reader: Reader) -> None:
    reader.open(address())
    area = reader.page.locator("#text-to-send")
    area.fill("My own words.\n" + text(reader))
    hint = reader.page.locator("[data-edited]")
    expect(hint).to_be_visible()
    reader.page.locator("#blank-name").press_sequentially("Ann")
    reader.page.locator("#blank-name").press("Tab")
    assert text(reader).startswith("My own words.\n")
    assert text(reader).count("Ann") == 2, "the blanks that still stood there are filled"
    write(reader, "grounds", GROUNDS)
    assert GROUNDS not in text(reader)
    reader.button("Start again from the fields").click()
    assert "My own words." not in text(reader)
    assert GROUNDS in text(reader)
    expect(hint).to_be_hidden()
    expect(area).to_be_focused()


def test_the_authority_can_be_chosen_where_there_are_several(reader: Reader) -> None:
    reader.open(address("de", "complaint", "de"))
    options = reader.page.locator("#blank-authority option").all_text_contents()
    assert len(options) > 15
    reader.page.locator("#blank-authority").select_option(options[3])
    assert text(reader).startswith(f"An: {options[3]}\n")


def test_a_letter_is_filled_in_with_the_keyboard_alone(reader: Reader) -> None:
    reader.open(address())
    reader.page.locator("#blank-name").focus()
    reader.page.keyboard.type("Ann")
    reader.page.keyboard.press("Tab")
    reader.has_focus("#blank-account")
    reader.page.keyboard.type("ann@letters.example")
    reader.page.keyboard.press("Tab")
    reader.has_focus("#blank-grounds")
    for _ in range(3):
        reader.page.keyboard.press("Tab")
    reader.has_focus("#text-to-send")
    assert "ann@letters.example" in text(reader)
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.dataset.copyLetter") == ""


def test_the_text_area_shows_the_whole_letter(new_reader: NewReader) -> None:
    for width in (320, 360, 1280):
        reader = new_reader(viewport={"width": width, "height": 700})
        for kind in ("objection", "complaint"):
            reader.open(address("de", kind))
            box = reader.page.locator("#text-to-send").evaluate(
                "area => [area.scrollHeight, area.clientHeight]"
            )
            assert box[0] <= box[1] + 1, (width, kind, box)


# ---------------------------------------------------------------- without JavaScript, and on paper


def test_without_javascript_the_letter_is_there_with_its_blanks_and_its_files(
    new_reader: NewReader, language: str
) -> None:
    reader, say = new_reader(java_script_enabled=False, accept_downloads=True), words(language)
    reader.open(address(language))
    assert text(reader).count(f"[{say('Your name')}]") == 2
    assert f"[{say('Your grounds')}]" in text(reader)
    expect(reader.page.locator(".blanks")).to_be_hidden()
    expect(reader.button(say("Copy the letter"))).to_be_hidden()
    for ending in ("txt", "odt"):
        with reader.page.expect_download() as saved:
            reader.page.locator(f".letter-files a[href$={ending}]").click()
        assert saved.value.suggested_filename == f"{GUIDE}-objection-{language}.{ending}"
        if ending == "txt":
            assert Path(saved.value.path()).read_text(encoding="utf-8") == text(reader) + "\n"


@pytest.mark.parametrize("with_script", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("kind", ["objection", "complaint"])
def test_on_paper_there_is_the_whole_letter_and_nothing_else(
    new_reader: NewReader, with_script: bool, kind: str
) -> None:
    reader = new_reader(java_script_enabled=with_script)
    reader.open(address("de", kind, "at"))
    sheets = paper(reader)
    assert 1 <= len(sheets) <= 2
    assert squeeze("".join(sheets)) == squeeze(text(reader)), "all of it, and no word more"
    assert all(sheets), "a sheet is empty"


def test_a_letter_longer_than_a_sheet_begins_on_the_first(reader: Reader) -> None:
    reader.open(address())
    reader.page.locator("#blank-grounds").fill("\n".join([GROUNDS] * 80))
    sheets = paper(reader)
    assert len(sheets) > 1
    assert squeeze("".join(sheets)) == squeeze(text(reader))
    assert all(sheets), "a sheet is empty"


def test_a_letter_is_on_paper_once_and_on_the_screen_where_it_was(reader: Reader) -> None:
    """A browser may say several times that it prints, as with each change in its preview."""
    reader.open(address())
    for _ in range(2):
        write(reader, "grounds", GROUNDS)
        reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen = reader.page.locator(".letter-room > *").locator("visible=true")
    expect(seen).to_have_count(1)
    expect(seen).to_have_id("text-to-send")
    reader.page.emulate_media(media="print")
    expect(seen).to_have_count(1)
    assert squeeze(seen.inner_text()) == squeeze(text(reader))
    reader.page.emulate_media(media="screen")
    reader.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(reader.page.locator(".letter-room > *")).to_have_count(1)


def test_the_reading_aid_is_not_printed(reader: Reader) -> None:
    reader.open(address("de", "erasure", "us"))
    expect(reader.page.locator(".reading-aid")).to_be_visible()
    assert "Guten Tag" not in "".join(paper(reader))
    assert "Dear Sir or Madam" in "".join(paper(reader))
