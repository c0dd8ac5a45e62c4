"""Share: a linker gets the address of this step, and all that goes with it, without anybody's answers."""

from base64 import b64encode
from hashlib import sha256
from io import BytesIO

import pytest
import segno
from bs4 import BeautifulSoup
from PIL import Image

from offswitch import qr
from offswitch.content import Library
from tests.conftest import LOCAL, Serve
from tests.house import Page, header_complaints
from tests.reader import Browser, Reader

SITE = "https://offswitch.example"
SETTINGS = "/en/share/?guide=linkedin-ai&place=at"


def copied(page: Page, name: str) -> str:
    """What a linker gets who copies it. HTML drops the first line break of a field."""
    return page.one(f"textarea#share-{name}").get_text().removeprefix("\n")


def chosen(page: Page) -> dict[str, str]:
    return {
        str(select["name"]): str(page.one(f"#{select['id']} option[selected]")["value"])
        for select in page.all("main select")
    }


# ---------------------------------------------------------------- to the page


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("place", ["", "at/"])
@pytest.mark.parametrize("step", ["region", "review", "settings", "checklist"])
def test_a_journalist_gets_the_address_of_the_step_they_read_with_one_click(
    reader: Reader, language: str, place: str, step: str
):
    here = f"/{language}/linkedin-ai/{place}{step}/"
    reader.opens(f"{here}?have=posts&labels=fr&done=task-switch-off").follows(".steps a.share")
    assert copied(reader.page, "address") == SITE + here
    first = reader.page.one("main").find(["textarea", "select", "input", "button"])
    assert first is not None
    assert first["id"] == "share-address"


def test_nothing_that_the_sender_ticked_is_handed_on(browse: Browser):
    ticked = browse("/en/linkedin-ai/at/settings/?have=posts&labels=fr&done=task-switch-off")
    link = str(ticked.one("a.share")["href"])
    assert link == SETTINGS
    page = browse(f"{SETTINGS}&have=posts&labels=fr&done=task-switch-off")
    for private in ("have=", "labels=", "done=", "posts"):
        assert private not in page.text


def test_after_every_swap_the_link_leads_to_the_new_step(browse: Browser):
    for step in ("region", "review", "checklist"):
        partial = browse.look(f"/partial/de/gemini/ch/{step}/")
        assert partial.one("a.share")["href"] == f"/de/share/?guide=gemini&step={step}&place=ch"


def test_every_page_and_the_last_one_lead_there(browse: Browser):
    for address in ("/de/", "/de/linkedin-ai/", "/de/about/"):
        assert browse(address).one('footer.site a[href="/de/share/"]')
    assert browse("/de/done/?guide=gemini").one('section:has(#share) a[href="/de/share/"]')


# ---------------------------------------------------------------- choosing


def test_a_linker_without_javascript_chooses_guide_step_place_and_language(reader: Reader):
    reader.opens("/en/share/")
    reader.chooses("guide", "gemini").chooses("step", "checklist").chooses("place", "ch").chooses("in", "de")
    reader.sends()
    assert reader.query == "guide=gemini&step=checklist&place=ch&in=de"
    assert copied(reader.page, "address") == f"{SITE}/de/gemini/ch/checklist/"
    assert copied(reader.page, "any-language") == f"{SITE}/go/gemini/ch/checklist/"
    assert chosen(reader.page) == {"guide": "gemini", "step": "checklist", "place": "ch", "in": "de"}
    assert reader.page.language == "en"


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("", "/en/share/"),
        ("guide=&step=&place=&in=", "/en/share/"),
        ("guide=linkedin-ai&step=settings&place=&in=en", "/en/share/?guide=linkedin-ai"),
        ("in=de&place=at&step=review&guide=gemini", "/en/share/?guide=gemini&step=review&place=at&in=de"),
        ("guide=gemini&have=posts&utm_source=x", "/en/share/?guide=gemini"),
        ("step=review", "/en/share/?step=review"),
    ],
)
def test_the_address_of_the_page_leaves_out_what_goes_without_saying(
    browse: Browser, asked: str, address: str
):
    assert browse.look(f"/partial/en/share/?{asked}").headers["HX-Push-Url"] == address


def test_in_another_language_the_page_offers_the_same_step(browse: Browser):
    page = browse("/en/share/?guide=gemini&step=review&in=de")
    there = str(page.one('.languages a[lang="de"]')["href"])
    assert there == "/de/share/?guide=gemini&step=review"
    assert copied(browse(there), "address") == copied(page, "address")


def test_a_choice_is_announced_once_and_coming_to_the_page_is_not(browse: Browser):
    stays = browse.look("/partial/en/share/?guide=gemini&stays=1")
    assert stays.headers["HX-Replace-Url"] == "/en/share/?guide=gemini"
    title = stays.words(".lead")
    assert stays.one("main")["data-announcement"] == f"The link now leads to: {title}"
    assert "data-announcement" not in browse.look("/partial/en/share/?guide=gemini").text


# ---------------------------------------------------------------- nonsense


@pytest.mark.parametrize(
    ("asked", "wrong", "kept"),
    [
        (
            "guide=nothing&step=review&place=at&in=de",
            {"guide"},
            {"step": "review", "place": "at", "in": "de"},
        ),
        ("guide=gemini&step=9&place=at", {"step"}, {"guide": "gemini", "place": "at"}),
        ("guide=gemini&step=review&place=xx", {"place"}, {"guide": "gemini", "step": "review"}),
        ("guide=gemini&step=review&in=tlh", {"in"}, {"guide": "gemini", "step": "review"}),
        ("guide=%FF&step=<b>&place=..&in=%00", {"guide", "step", "place", "in"}, {}),
        ("guide=GEMINI&step=review", {"guide"}, {"step": "review"}),
    ],
)
def test_nonsense_shows_the_form_again_with_the_right_parts_kept_and_offers_no_link(
    browse: Browser, asked: str, wrong: set[str], kept: dict[str, str]
):
    page = browse(f"/en/share/?{asked}")
    assert {str(each["name"]) for each in page.all("select[aria-invalid]")} == wrong
    assert kept.items() <= chosen(page).items()
    assert page.words("#share-unknown")
    assert not page.all("textarea, img")
    assert "without-script" not in str(page.one("main form p:has(button)"))
    for damaged in ("nothing", "tlh", "GEMINI", "<b>"):
        assert damaged not in page.words()


def test_a_linker_goes_on_from_nonsense(reader: Reader):
    reader.opens("/en/share/?guide=nothing&step=review&place=at").chooses("guide", "meta-ai").sends()
    assert copied(reader.page, "address") == f"{SITE}/en/meta-ai/at/review/"


# ---------------------------------------------------------------- what is offered


@pytest.mark.parametrize("place", [None, "at", "gb", "us"])
def test_what_is_copied_leads_to_a_page_in_the_language_of_the_link(
    browse: Browser, library: Library, place: str | None
):
    for slug in library.guides:
        for step in ("region", "review", "settings", "checklist"):
            where = f"&place={place}" if place else ""
            page = browse(f"/en/share/?guide={slug}&step={step}{where}&in=de")
            address = copied(page, "address").removeprefix(SITE)
            target = browse(address)
            assert target.language == "de"
            anyone = copied(page, "any-language").removeprefix(SITE)
            moved = browse(anyone, status=302, headers={"Accept-Language": "de"})
            assert moved.headers["Location"] == address


def test_the_citation_names_the_step_the_site_the_state_of_its_sources_and_the_address(browse: Browser):
    for language in ("en", "de"):
        page = browse(f"/{language}/share/?guide=linkedin-ai&place=at")
        step = browse(f"/{language}/linkedin-ai/at/settings/")
        said = copied(page, "citation")
        assert step.heading in said
        assert "Offswitch" in said
        assert step.all_words("main p.paper-only.quiet")[0] in said
        assert said.endswith(f" {SITE}/{language}/linkedin-ai/at/settings/")
        assert "<" not in said
        assert "\n" not in said


def test_the_html_for_a_link_is_a_link_to_the_step(browse: Browser):
    (link,) = BeautifulSoup(copied(browse(f"{SETTINGS}&in=de"), "link"), "html.parser").contents
    assert link["href"] == f"{SITE}/de/linkedin-ai/at/settings/"
    assert link["hreflang"] == "de"
    assert link.get_text().startswith(browse("/de/linkedin-ai/at/settings/").heading)


LOADING = ["img", "script", "iframe", "link", "style", "video", "audio", "object", "embed", "source"]


@pytest.mark.parametrize("place", ["", "&place=at", "&place=us"])
def test_the_box_says_what_matters_and_loads_nothing(browse: Browser, library: Library, place: str):
    for slug in library.guides:
        page = browse(f"/de/share/?guide={slug}{place}")
        box = BeautifulSoup(copied(page, "box"), "html.parser")
        assert not box.find_all(LOADING)
        assert not box.select("[src], [srcset], [class], [id], [background]")
        assert "url(" not in str(box)
        assert [str(link["href"]) for link in box.find_all("a")] == [copied(page, "address")]
        assert box.find("blockquote")["lang"] == "de"
        assert all(paragraph.get_text(strip=True) for paragraph in box.find_all("p"))
        assert "Stand der Quellen" in box.get_text()


def test_the_box_says_the_sentence_that_the_step_says_first(browse: Browser):
    box = BeautifulSoup(copied(browse(SETTINGS), "box"), "html.parser")
    step = browse("/en/linkedin-ai/at/settings/")
    assert " ".join(box.find_all("p")[1].get_text().split()) in step.words(".callout.is-strong").replace(
        " .", "."
    )


def test_where_there_is_no_opt_out_the_box_does_not_tell_anybody_to_switch_off(browse: Browser):
    box = BeautifulSoup(copied(browse("/en/share/?guide=linkedin-ads&place=at"), "box"), "html.parser")
    step = browse("/en/linkedin-ads/at/settings/")
    assert not step.all(".callout.is-strong")
    assert box.find_all("p")[1].get_text() in step.words(".instead")
    assert step.heading in box.find_all("p")[0].get_text()


def test_the_frame_shows_the_step_and_the_notice_names_who_gets_addresses(browse: Browser):
    page = browse(f"{SETTINGS}&in=de")
    (frame,) = BeautifulSoup(copied(page, "frame"), "html.parser").contents
    assert frame.name == "iframe"
    assert frame["src"] == f"{SITE}/embed/de/linkedin-ai/at/settings/"
    browse(str(frame["src"]).removeprefix(SITE))
    notice = copied(page, "notice")
    assert "Example Foundation" in notice
    assert "IP-Adresse" in notice


def test_the_script_is_exactly_the_one_that_its_hash_allows(browse: Browser):
    page = browse(SETTINGS)
    file = browse.look(str(page.one("#share-height a[download]")["href"]))
    assert file.status == 200
    assert copied(page, "script") == file.text
    (tag,) = BeautifulSoup(copied(page, "script-tag"), "html.parser").contents
    assert tag["integrity"] == f"sha256-{b64encode(sha256(file.response.data).digest()).decode()}"


@pytest.mark.parametrize("query", ["", "?have=posts&done=task-switch-off"])
def test_the_code_is_there_for_print_and_for_everything_else(browse: Browser, query: str):
    page = browse(f"{SETTINGS}&step=checklist{query.replace('?', '&')}")
    drawn, dotted = (str(link["href"]) for link in page.all(".code-files a"))
    address = f"{SITE}/en/linkedin-ai/at/checklist/"
    assert page.one("main img")["src"] == drawn
    assert browse.look(drawn).response.data == qr.svg(address)
    picture = browse.look(dotted)
    assert picture.response.mimetype == "image/png"
    modules = len(segno.make_qr(address, error="m").matrix) + 8
    seen = Image.open(BytesIO(picture.response.data))
    assert seen.size == (modules * qr.PIXELS, modules * qr.PIXELS)
    assert len(picture.response.data) < 10_000


def test_the_dots_of_the_picture_are_those_of_the_code():
    address = f"{SITE}/de/linkedin-ai/at/settings/"
    seen = Image.open(BytesIO(qr.png(address))).convert("L")
    middle = qr.PIXELS // 2
    for y, row in enumerate(segno.make_qr(address, error="m").matrix):
        for x, dark in enumerate(row):
            at = ((x + 4) * qr.PIXELS + middle, (y + 4) * qr.PIXELS + middle)
            assert (seen.getpixel(at) == 0) == bool(dark)


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_other_sites_may_show_the_code_and_nothing_else_of_the_step(browse: Browser, ending: str):
    code = browse.look(f"/en/linkedin-ai/at/settings/qr.{ending}")
    assert list(header_complaints(code)) == []
    assert code.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Origin" not in code.headers
    assert code.headers["X-Robots-Tag"] == "noindex"
    page = browse("/en/linkedin-ai/at/settings/")
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_in_a_trial_the_addresses_are_those_of_the_machine(serve: Serve):
    page = serve(LOCAL)("/en/share/")
    assert copied(page, "address").startswith("http://127.0.0.1:8000/en/")
    assert copied(page, "any-language").startswith("http://127.0.0.1:8000/go/")


def test_the_addresses_never_come_from_the_request(serve: Serve):
    page = serve().look(SETTINGS, headers={"Host": "localhost", "X-Forwarded-Host": "evil.example"})
    assert copied(page, "address").startswith(f"{SITE}/")


def test_search_engines_list_the_page_and_none_of_its_choices(browse: Browser):
    assert browse("/en/share/").one("link[rel=canonical]")["href"] == f"{SITE}/en/share/"
    assert browse(SETTINGS).one("meta[name=robots]")["content"] == "noindex"


def test_every_field_can_be_selected_and_copied_by_hand_and_is_named(browse: Browser):
    page = browse(SETTINGS)
    fields = page.all("main textarea")
    assert len(fields) == 9
    for field in fields:
        assert field.has_attr("readonly")
        assert page.words(f'label[for="{field["id"]}"]')
        assert page.one(f'button[data-copy-from="{field["id"]}"]')
