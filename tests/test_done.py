"""Done: the finish over all guides, kept in the address like everything else."""

import pytest

from offswitch.content import Library
from tests.conftest import LOCAL, Serve
from tests.reader import Browser, Reader

DONE = "/en/done/"


def everything(library: Library) -> str:
    return "&".join(f"guide={slug}" for slug in sorted(library.guides))


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_reader_without_javascript_marks_what_they_have_done(
    reader: Reader, library: Library, language: str
):
    reader.opens(f"/{language}/done/")
    assert reader.ticked() == set()
    reader.ticks("meta-ai", "gemini").sends()
    assert reader.query == "guide=meta-ai&guide=gemini"
    assert reader.ticked() == {"meta-ai", "gemini"}
    links = [str(link["href"]) for link in reader.page.all(".others a")]
    assert links == [f"/{language}/{slug}/" for slug in library.guides if slug not in {"meta-ai", "gemini"}]
    assert reader.page.one("progress")["value"] == "2"
    assert not reader.page.all(".is-finished")
    reader.unticks("gemini").sends()
    assert reader.ticked() == {"meta-ai"}


def test_the_finish_of_a_guide_leads_to_the_finish_over_all_with_that_guide_marked(
    reader: Reader, library: Library
):
    needed = [task.id for task in library.guides["gemini"].tasks]
    reader.opens("/en/gemini/at/checklist/")
    assert not reader.page.all(".finish a.button")
    reader.opens("/en/gemini/at/checklist/?" + "&".join(f"done={task}" for task in sorted(needed)))
    reader.follows(".finish a.button")
    assert (reader.path, reader.query) == (DONE, "guide=gemini")
    assert reader.ticked() == {"gemini"}
    assert "1 of 4 done" in reader.page.words(".progress")


def test_when_all_are_done_there_is_a_calm_finish_and_nothing_more_to_do(browse: Browser, library: Library):
    page = browse(f"{DONE}?{everything(library)}")
    assert page.words("#finish") == "You have done them all"
    assert not page.all(".others")
    assert page.one("progress")["value"] == page.one("progress")["max"] == str(len(library.guides))


def test_unknown_guides_are_dropped_and_the_rest_stands_in_order(browse: Browser):
    mixed = browse(f"{DONE}?guide=meta-ai&guide=nonsense&guide=gemini&guide=gemini&x=1&guide=")
    clean = browse(f"{DONE}?guide=gemini&guide=meta-ai")
    assert mixed.headers["ETag"] == clean.headers["ETag"]
    assert clean.one('.languages a[lang="de"]')["href"] == "/de/done/?guide=gemini&guide=meta-ai"


def test_what_is_shared_is_the_home_page_and_not_the_ticks(browse: Browser):
    page = browse(f"{DONE}?guide=gemini")
    assert page.words("section:has(#share) .address") == "https://offswitch.example/en/"
    assert page.one("section:has(#share) [data-copy-link]")["data-copy-link"] == (
        "https://offswitch.example/en/"
    )


def test_a_tick_is_announced_once_and_coming_to_the_page_is_not(browse: Browser):
    stays = browse.look(f"/partial{DONE}?guide=gemini&stays=1")
    assert stays.headers["HX-Replace-Url"] == f"{DONE}?guide=gemini"
    assert 'data-announcement="1 of 4 done"' in stays.text
    comes = browse.look(f"/partial{DONE}?guide=gemini")
    assert comes.headers["HX-Push-Url"] == f"{DONE}?guide=gemini"
    assert "data-announcement" not in comes.text


def test_search_engines_list_the_page_and_nobodys_ticks(browse: Browser):
    assert browse(DONE).one("link[rel=canonical]")["href"] == "https://offswitch.example/en/done/"
    assert browse(f"{DONE}?guide=gemini").one("meta[name=robots]")["content"] == "noindex"


def test_every_page_leads_there(browse: Browser):
    for address in ("/de/", "/de/linkedin-ai/at/review/", "/de/about/"):
        assert browse(address).one('footer.site a[href="/de/done/"]')


def test_in_a_trial_the_address_to_share_is_that_of_the_machine(serve: Serve):
    assert serve(LOCAL)(DONE).words("section:has(#share) .address") == "http://127.0.0.1:8000/en/"
