"""Told: what another page said before stands on the next one as if it were said for the first time."""

from dataclasses import replace
from random import Random

import pytest

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.site import EXTENSION, Site
from offswitch.told import Told, View
from tests.conftest import NOW, Serve
from tests.reader import Browser

LANGUAGES = ("bg", "en")
PLACES = (None, "de", "gb")


@pytest.fixture(scope="module")
def site(serve: Serve) -> Browser:
    return serve()


@pytest.fixture(scope="module")
def forgetful(serve: Serve) -> Browser:
    """The same site, of which every page is told as if it were the first."""
    browse = serve()
    site_of(browse).told.views.room = 0
    return browse


def site_of(browse: Browser) -> Site:
    found: Site = browse.app.extensions[EXTENSION]
    return found


def pages(browse: Browser) -> list[str]:
    """The steps of every guide, with and without a place, ticks and other words on the screen."""
    here = site_of(browse)
    found = []
    for language in LANGUAGES:
        for guide in here.library.guides.values():
            ticked = {
                "have": (guide.contents[0].id, guide.contents[-1].id),
                "done": (guide.tasks[0].id,),
                "labels": "fr",
            }
            for place in PLACES:
                nothing = Answers(place=place)
                for answers in (nothing, replace(nothing, **ticked)):
                    found += [addresses.step(language, guide.slug, step, answers) for step in Step]
                found += [addresses.guide(language, guide.slug), addresses.sources(language, guide.slug)]
                if guide.letters and place:
                    found.append(addresses.letter(language, guide.slug, "objection", None, nothing))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("seed", range(2))
def test_a_page_is_the_same_whatever_was_told_before(site: Browser, forgetful: Browser, seed: int):
    asked = pages(site)
    Random(seed).shuffle(asked)
    different = [
        path for path in asked if site.look(path).response.data != forgetful.look(path).response.data
    ]
    assert len(asked) > 150
    assert different == []


def test_what_is_kept_of_what_was_told_does_not_grow_without_end(site: Browser):
    told = site_of(site).told
    for path in pages(site):
        site.look(path)
    assert len(told.views) == told.views.room


def test_what_was_told_yesterday_is_not_told_today(serve: Serve):
    """A sentence that turns with the day turns, although the site said it before."""
    here = serve()
    last = site_of(here).turns[-1]
    assert last > NOW.date(), "nothing turns any more"
    clock = [NOW]
    watched = replace(site_of(here), now=lambda: clock[0])
    here.app.extensions[EXTENSION] = watched
    asked = [path for path in pages(here) if path.startswith("/en/meta-ai/")]
    for path in asked:
        said(here, path)
    clock[0] = NOW + (last - NOW.date())
    fresh = serve(now=clock[0])
    assert [path for path in asked if said(here, path) != said(fresh, path)] == []


def said(browse: Browser, path: str) -> bytes:
    """What is made now, not what is kept of the whole page."""
    with browse.app.test_request_context(path):
        return bytes(browse.app.full_dispatch_request().data)


class Said(View):
    """Something that was told."""


def test_what_was_not_told_again_for_the_longest_goes_first():
    told = Told(room=2)
    first, second = told.again("first", Said), told.again("second", Said)
    assert told.again("first", Said) is first
    told.again("third", Said)
    assert told.again("first", Said) is first
    assert told.again("second", Said) is not second
