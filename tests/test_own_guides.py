"""Own guides: what a host adds to our content, in the host's language, and marked as theirs."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from offswitch.content import ContentError, read_library
from offswitch.folders import CONTENT, HostFolder
from offswitch.language import LanguageError
from tests.conftest import LOCAL, Serve
from tests.drafts import Project
from tests.hosts import Host
from tests.reader import Browser, Reader
from tests.sitemaps import listed
from tests.test_commands import ends

SLUG = "dorfplatz-ki"
GUIDE = f"content/guides/{SLUG}.toml"
LABELS = "content/labels/dorfplatz.toml"
TITLE = "KI-Training bei Dorfplatz abschalten"
THEIRS = "Written by Example Foundation"
ONLY = "This guide is in this language only: Deutsch"
PAGES = (
    "",
    "region/",
    "at/region/",
    "at/review/",
    "at/settings/",
    "at/checklist/",
    "settings/",
    "sources/",
    "handout/",
)

LETTERS = """
[letters]
purpose = "training"
account = "Ihre Adresse bei Dorfplatz"

[[letters.addressees]]
id = "dorfplatz-gmbh"
name = "Dorfplatz GmbH"
evidence = "official"
sources = ["datenschutz"]

[[letters.about]]
id = "letter-about"
text = "Sie trainieren mit meinen Beiträgen eine KI."
evidence = "official"
sources = ["datenschutz"]

[[letters.sending]]
kinds = ["objection", "access"]

[[letters.sending.actions]]
id = "letter-send"
kind = "send"
text = "Schicken Sie den Brief an Dorfplatz."
undo = "Sie können ihn zurücknehmen."
loses = "Sie verlieren nichts."
evidence = "official"
sources = ["datenschutz"]
"""


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """Has the guide of the document, which is in German only."""
    return Host.of_document(tmp_path / "host")


@pytest.fixture(scope="module")
def browse(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> Browser:
    return serve(Host.of_document(tmp_path_factory.mktemp("host")).settings)


def translate(host: Host, *, all_of_it: bool) -> None:
    """Into English: every sentence, or the title alone."""
    library = read_library(CONTENT, date(2027, 1, 1), HostFolder(host.folder), ("de", "en"))
    texts = re.findall(r'^\w+ = "(.*)"$', host.read(GUIDE), re.MULTILINE)
    assert SLUG in library.guides
    wanted = dict.fromkeys(texts if all_of_it else [TITLE])
    host.write(
        "translations/en.po", "".join(f'msgid "{each}"\nmsgstr "English: {each}"\n\n' for each in wanted)
    )


# ---- for readers


def test_a_reader_goes_through_a_german_guide_in_german(browse: Browser):
    reader = Reader(browse).opens("/de/")
    reader.follows(f'.cards a[href="/de/{SLUG}/"]')
    assert reader.page.heading == TITLE
    reader.opens(f"/de/{SLUG}/at/region/")
    assert "berechtigtes Interesse" in reader.page.words()
    reader.opens(f"/de/{SLUG}/at/settings/")
    assert "Schalten Sie Beim Lernen helfen aus." in reader.page.words()
    assert [tag for tag in reader.page.all("main [lang=en]") if not tag.find_parent(class_="notes")] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_german_guide_keeps_the_house_rules_in_both_languages(browse: Browser, page: str):
    for language in ("de", "en"):
        browse(f"/{language}/{SLUG}/{page}")


def test_on_an_english_page_german_sentences_are_marked_and_english_ones_are_not(browse: Browser):
    page = browse(f"/en/{SLUG}/at/settings/")
    assert page.language == "en"
    (step,) = (
        tag for tag in page.all("[lang=de]") if tag.text.startswith("Schalten Sie") and tag.name == "span"
    )
    assert step.find_parent(lang="en")
    assert page.one("#where").find_parent(lang="de") is None
    assert not page.one("#where").find(lang=True)
    assert page.all("main [lang=en]") == []


def test_a_day_in_a_german_sentence_is_written_in_german_on_an_english_page(browse: Browser):
    sentence = browse(f"/en/{SLUG}/").one("#now-posts span[lang=de]")
    assert "seit 15. September 2026" in sentence.text


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_whose_guide_it_is_and_in_which_language(browse: Browser, page: str):
    assert browse(f"/en/{SLUG}/{page}").all_words(".remark") == [THEIRS, ONLY]
    assert browse(f"/de/{SLUG}/{page}").all_words(".remark") == ["Geschrieben von Example Foundation"]


def test_the_home_page_says_it_on_the_card_and_on_no_other(browse: Browser):
    page = browse("/en/")
    assert page.all_words(".card .remark") == [THEIRS, ONLY]
    assert TITLE in page.all_words(".card:has(.remark) h3")
    assert browse("/en/linkedin-ai/").all(".remark") == []


def test_an_article_that_frames_it_says_it_too(browse: Browser):
    assert browse(f"/embed/en/{SLUG}/settings/").all_words(".remark") == [THEIRS, ONLY]


def test_where_nobody_is_named_as_operator_it_is_of_those_who_run_the_site(host: Host, serve: Serve):
    browse = serve(LOCAL.model_copy(update={"folder": host.folder}))
    assert browse(f"/en/{SLUG}/").all_words(".remark")[0] == "Written by those who run this site"


def test_a_translated_guide_is_in_both_languages(host: Host, serve: Serve):
    translate(host, all_of_it=True)
    page = serve(host.settings)(f"/en/{SLUG}/at/settings/")
    assert "English: Schalten Sie Beim Lernen helfen aus." in page.words()
    assert page.all_words(".remark") == [THEIRS]
    # The words on the screen stay what they are.
    assert {tag.text for tag in page.all("main [lang=de]") if tag.name == "b"} >= {"Beim Lernen helfen"}
    assert page.all("main span[lang=de]") == []


def test_a_guide_that_is_translated_in_part_says_so(host: Host, serve: Serve):
    translate(host, all_of_it=False)
    page = serve(host.settings)(f"/en/{SLUG}/")
    assert page.heading == f"English: {TITLE}"
    assert page.all_words(".remark") == [THEIRS, "Parts of it are in this language only: Deutsch"]


def test_a_sentence_that_ours_has_too_is_not_taken_for_ours(host: Host, serve: Serve):
    # 'Posts' is no German word of ours: it must not come out as 'Beiträge'.
    host.replace(GUIDE, 'title = "Beiträge"', 'title = "Privacy"')
    assert serve(host.settings)(f"/de/{SLUG}/at/review/").words("#posts h3") == "Privacy"


def test_a_guide_may_be_in_english_and_is_then_marked_on_german_pages(host: Host, serve: Serve):
    host.replace(GUIDE, 'language = "de"\n', "")
    browse = serve(host.settings)
    assert browse(f"/en/{SLUG}/").all_words(".remark") == [THEIRS]
    page = browse(f"/de/{SLUG}/")
    assert page.one("h1 > span")["lang"] == "en"
    assert page.all_words(".remark")[1] == "Diese Anleitung gibt es nur in dieser Sprache: English"


def test_its_letters_exist_in_the_language_that_all_of_them_is_in(host: Host, serve: Serve):
    host.write(GUIDE, host.read(GUIDE) + LETTERS)
    browse = serve(host.settings)
    letter = browse(f"/de/{SLUG}/at/letters/objection/")
    assert "Sie trainieren mit meinen Beiträgen eine KI." in letter.words()
    assert browse(f"/en/{SLUG}/at/letters/objection/").one("textarea:not([data-blank])")["lang"] == "de"
    # British law knows letters in English only, and this guide has none.
    assert browse(f"/en/{SLUG}/gb/letters/").all('a[href$="/objection/"]') == []
    browse(f"/en/{SLUG}/gb/letters/objection/", status=404)


# ---- for search engines, programs and linkers


def test_search_engines_are_told_of_the_languages_that_it_is_in(browse: Browser):
    german, english = browse(f"/de/{SLUG}/"), browse(f"/en/{SLUG}/")
    tags = {tag["hreflang"]: tag["href"] for tag in german.all("link[hreflang]")}
    address = f"https://offswitch.example/de/{SLUG}/"
    assert tags == {"de": address, "x-default": address}
    assert english.all("link[hreflang]") == []
    assert english.one("link[rel=canonical]")["href"] == german.one("link[rel=canonical]")["href"] == address


def test_a_translated_guide_is_announced_in_both_languages(host: Host, serve: Serve):
    translate(host, all_of_it=True)
    page = serve(host.settings)(f"/en/{SLUG}/")
    assert {tag["hreflang"] for tag in page.all("link[hreflang]")} == {"de", "en", "x-default"}
    assert page.one("link[rel=canonical]")["href"] == f"https://offswitch.example/en/{SLUG}/"


def test_the_sitemap_holds_it_in_its_languages_only(browse: Browser):
    found = {urlsplit(address).path for address in listed(browse)}
    assert f"/de/{SLUG}/settings/" in found
    assert f"/en/{SLUG}/" not in found
    assert "/en/linkedin-ai/" in found


def test_programs_learn_whose_it_is_and_in_which_language(browse: Browser):
    guides = {each["id"]: each for each in browse("/api/1/en/guides.json").response.json["guides"]}
    own, ours = guides[SLUG], guides["linkedin-ai"]
    assert (own["own"], own["author"], own["written_in"]) == (True, "Example Foundation", "de")
    assert (ours["own"], ours["author"], ours["written_in"]) == (False, None, "en")
    assert own["title"] == {"text": TITLE, "language": "de", "template": None}
    whole = browse(f"/api/1/en/guides/{SLUG}.json").response.json
    assert whole["guide"]["author"] == "Example Foundation"
    assert whole["label_language"] == "de"


def test_its_feed_says_whose_it_is(browse: Browser):
    assert "Written by Example Foundation. What changed" in browse(f"/en/{SLUG}/feed.xml").text
    assert "Written by" not in browse("/en/linkedin-ai/feed.xml").text


def test_links_cards_and_frames_work_for_it_as_for_ours(browse: Browser):
    assert (
        browse(f"/go/{SLUG}/settings/", status=302, headers={"Accept-Language": "de"}).headers["Location"]
        == f"/de/{SLUG}/settings/"
    )
    assert browse(f"/en/{SLUG}/card.png").headers["Content-Type"] == "image/png"
    found = browse(f"/oembed?url=https://offswitch.example/de/{SLUG}/at/settings/")
    assert SLUG in found.response.json["html"]
    assert TITLE in browse(f"/en/share/?guide={SLUG}").words("#share, main")


# ---- for hosts: what is wrong


def mistakes(host: Host) -> list[str]:
    with pytest.raises(ContentError) as refusal:
        read_library(CONTENT, date(2027, 1, 1), HostFolder(host.folder), ("de", "en"))
    return [str(each).removeprefix(f"{host.folder}/") for each in refusal.value.mistakes]


def change(name: str, old: str, new: str) -> Callable[[Host], None]:
    return lambda host: host.replace(name, old, new)


def put(name: str, text: str) -> Callable[[Host], None]:
    return lambda host: host.write(name, text)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (change(GUIDE, "summary =", "zusammenfassung ="), f"{GUIDE}: summary: Field required"),
        (change(GUIDE, 'sources = ["hilfe"]', 'sources = ["hilfen"]'), f"{GUIDE}: claim 'needs-account' › sources: there is no source 'hilfen'"),
        (change(GUIDE, "{settings}", "{einstellungen}"), f"{GUIDE}: action 'desktop-settings' › text: {{einstellungen}} is no label"),
        (change(GUIDE, 'order = 50', 'order = 50\nown = true'), f"{GUIDE}: own: comes from the name of the file and its folder"),
        (change(GUIDE, 'language = "de"', 'language = "tlh"'), f"{GUIDE}: language: 'tlh' is no language of this site; there are "),
        (change(GUIDE, 'language = "de"', 'language = ["de"]'), f"{GUIDE}: language: ['de'] is no language"),
        (change(GUIDE, '"gb", ', ""), f"{GUIDE}: regions: place 'gb' belongs to no region"),
        (change(GUIDE, "„berechtigtes Interesse“", "'berechtigtes Interesse'"), f"{GUIDE}: facts 1 (fact-legal-basis) › claims 1 (legal-basis) › text: use typographic"),
        (change(GUIDE, '"legal-basis"', '"law-rights"'), f"{GUIDE}: id 'law-rights': is taken by the law 'gdpr'"),
        (put("content/guides/gemini.toml", ""), "content/guides/gemini.toml: is the name of a guide of ours: take another; OFFSWITCH_GUIDES"),
        (put("content/guides/about.toml", ""), "content/guides/about.toml: service: Field required"),
        (put("content/guides/x.toml", "= nonsense"), "content/guides/x.toml: is not TOML"),
        (put("content/guide/x.toml", ""), "content/guide: does not belong here: there are guides, labels, sources"),
        (put("content/laws.toml", ""), "content/laws.toml: does not belong here"),
        (put("content/guides/x.yaml", ""), "content/guides/x.yaml: does not belong here: each file ends in .toml"),
        (change(LABELS, "train = {", 'never = { text = "Nie", confirmed = 1 }\ntrain = {'), f"{LABELS}: languages.de.labels.never: no guide uses this label"),
        (change(LABELS, 'language = "de"', ""), f"{LABELS}: languages.en: is missing"),
        (put("content/labels/linkedin.toml", '[languages.en.labels]\nme = { text = "Myself", confirmed = 2 }'), "content/labels/linkedin.toml: languages › en › labels › me › text: is 'Me' in ours, which you can add to, but not change"),
        (put("content/labels/linkedin.toml", '[languages.en.labels]\nmine = { text = "Mine", confirmed = 2, sources = ["gulf-news"] }'), "content/labels/linkedin.toml: languages.en.labels.mine: no guide uses this label"),
        (put("content/sources/linkedin.toml", '[sources.gulf-news]\npublisher = "Me"'), "content/sources/linkedin.toml: sources › gulf-news › publisher: is 'Gulf News' in ours"),
        (put("content/sources/linkedin.toml", '[sources.mine]\npublisher = "Me"'), "content/sources/linkedin.toml: sources › mine › title: Field required"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_hosts_content_is_named_by_the_hosts_file(
    host: Host, spoil: Callable[[Host], None], told: str
):
    spoil(host)
    found = mistakes(host)
    assert any(each.startswith(told) for each in found), "\n".join(found)


def test_a_site_with_a_mistake_in_the_hosts_guide_does_not_start(host: Host, serve: Serve):
    host.replace(GUIDE, "summary =", "zusammenfassung =")
    with pytest.raises(ContentError, match=re.escape(str(host.folder / GUIDE))):
        serve(host.settings)


def test_a_guide_may_not_take_the_place_of_one_that_ended(host: Host, draft, today: date):
    draft.edit("addresses.toml", lambda ledger: ledger.update(gone=[{"old": SLUG, "text": "It ended."}]))
    with pytest.raises(ContentError, match=f"{GUIDE}: slug: was the name of a guide of ours"):
        read_library(draft.folder, today, HostFolder(host.folder), ("de", "en"))


def test_our_own_guides_are_english(draft, today: date):
    draft.edit("guides/gemini.toml", lambda guide: guide.update(language="de"))
    assert (
        "guides/gemini.toml: language: is for the guides in a host's folder: ours are English"
        in draft.mistakes(today)
    )


@pytest.mark.parametrize("words", ["<b>Off</b>", "Switch off.", "Switch {train} {off}."])
def test_a_mistake_in_a_translation_is_named(host: Host, serve: Serve, words: str):
    host.write("translations/en.po", f'msgid "Schalten Sie {{train}} aus."\nmsgstr "{words}"\n')
    with pytest.raises(LanguageError, match=r"translations/en\.po, line 1: 'Schalten Sie \{train\} aus\.'"):
        serve(host.settings)


# ---- for hosts: adding to a service of ours


def test_a_label_of_a_host_stands_beside_ours(host: Host, serve: Serve):
    host.write(
        "content/labels/linkedin.toml",
        '[languages.xx]\nautonym = "Xx"\noffered = true\n'
        '[languages.xx.labels]\nme = { text = "Mwah", confirmed = 1, sources = ["gulf-news"] }\n',
    )
    page = serve(host.settings)("/en/linkedin-ai/at/settings/?labels=xx")
    assert any(tag.text == "Mwah" and tag["lang"] == "xx" for tag in page.all("b.label"))


def test_where_the_service_has_no_english_its_own_language_stands_in(host: Host, serve: Serve):
    host.write(
        LABELS,
        host.read(LABELS)
        + '[languages.fr]\nautonym = "Français"\noffered = true\nsources = ["hilfe"]\n'
        + '[languages.fr.labels]\nsettings = { text = "Paramètres", confirmed = 1 }\n',
    )
    page = serve(host.settings)(f"/en/{SLUG}/at/settings/?labels=fr")
    assert page.all_words(".path b.label") == ["Paramètres", "Beim Lernen helfen"]
    assert (
        "Some words of Dorfplatz are recorded in one language only, and stand here in it: Deutsch"
        in page.words()
    )
    assert "in English:" not in page.words("main")


# ---- commands


def flask(project: Project, host: Host, *arguments: str):
    return project.run("flask", "--app", "app", *arguments, OFFSWITCH_FOLDER=str(host.folder))


def test_the_check_looks_at_the_hosts_folder_and_at_ours(host: Host, project: Project):
    assert f"Nothing wrong in linkedin-ai, linkedin-ads, meta-ai, gemini, {SLUG}." in ends(
        flask(project, host, "content", "check"), 0
    )
    host.write("content/labels/linkedin.toml", '[languages.en.labels]\nme = { text = "I", confirmed = 2 }')
    assert f"{host.folder}/content/labels/linkedin.toml: " in ends(
        flask(project, host, "content", "check"), 1
    )


def test_what_is_old_in_the_hosts_guide_is_listed(host: Host, project: Project):
    assert f"{SLUG}  now-posts: seen 2026-10-01" in ends(
        flask(project, host, "content", "stale", "--days", "1"), 1
    )


def test_the_ledger_of_our_addresses_holds_none_of_the_hosts(host: Host, project: Project):
    ledger = project.folder / "content/addresses.toml"
    before = ledger.read_text(encoding="utf-8")
    ends(flask(project, host, "addresses", "record"), 0)
    assert ledger.read_text(encoding="utf-8") == before


def test_a_host_gets_every_sentence_to_translate_and_keeps_what_is_translated(host: Host, project: Project):
    assert "0 translated" in ends(flask(project, host, "catalogues", "own", "en"), 0)
    host.replace(
        "translations/en.po", f'msgid "{TITLE}"\nmsgstr ""', f'msgid "{TITLE}"\nmsgstr "Switch it off"'
    )
    host.replace(GUIDE, "Was schon gelernt ist, bleibt.", "Was gelernt ist, bleibt.")
    assert "1 translated" in ends(flask(project, host, "catalogues", "own", "en"), 0)
    assert "Was gelernt ist, bleibt." in host.read("translations/en.po")
    assert "Nothing wrong" in ends(flask(project, host, "content", "check"), 0)


def test_the_folder_of_the_documents_is_accepted_as_it_stands(host: Host, serve: Serve):
    assert {path.parent.name for path in host.folder.rglob("*.toml")} == {"guides", "labels", "sources"}
    page = serve(host.settings)("/de/")
    assert "Wir vom Beispielverein" in page.words("p.lead")
    assert any(words.endswith("Klicks") for words in page.all_words(".effort li:first-child"))
