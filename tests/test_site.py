"""The site: its day is the day in Brussels, wherever the server stands."""

from offswitch.content import Library
from offswitch.language import read_languages
from offswitch.site import BRUSSELS, Site, now_in_brussels
from tests.conftest import LOCAL, NOW, TODAY


def test_the_clock_of_a_site_goes_as_in_brussels():
    assert now_in_brussels().tzinfo is BRUSSELS
    assert str(BRUSSELS) == "Europe/Brussels"


def test_a_site_lives_on_the_day_of_its_clock(library: Library, translations):
    languages = read_languages(translations)
    site = Site(
        library, languages, LOCAL, assets={}, content_version="0", all_languages=languages, now=lambda: NOW
    )
    assert site.today == TODAY


def test_two_sites_in_one_process_know_nothing_of_each_other(serve):
    one, other = (
        serve(LOCAL.model_copy(update={"name": "One"})),
        serve(LOCAL.model_copy(update={"name": "Other"})),
    )
    assert [browse("/en/").words("a.brand") for browse in (one, other, one)] == ["One", "Other", "One"]
