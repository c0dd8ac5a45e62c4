"""Languages: in each of them once, on a small screen and with large text, every kind of page fits.

test_layout.py looks at three languages in every state; here each language shows what its own words do.
"""

import pytest

from tests.languages import ALL

from .conftest import NewReader
from .pages import GUIDE, OPEN_EVERYTHING
from .test_layout import FAULTS, enlarge_text
from .test_print import on_paper, squeeze

PAGES = {
    "home": "/",
    "region": f"/{GUIDE}/at/region/",
    "review": f"/{GUIDE}/at/review/?have=posts",
    "settings": f"/{GUIDE}/at/settings/",
    "checklist": f"/{GUIDE}/at/checklist/?have=posts",
    "letter": f"/{GUIDE}/at/letters/objection/",
    "done": "/done/?guide=gemini&guide=meta-ai",
    "share": f"/share/?guide={GUIDE}&step=checklist&place=at",
}


@pytest.mark.parametrize("language", ALL)
def test_every_page_of_a_language_fits_a_small_screen_and_large_text(
    new_reader: NewReader, language: str
) -> None:
    reader = new_reader(viewport={"width": 320, "height": 800}, bypass_csp=True, reduced_motion="reduce")
    found = []
    for kind, path in PAGES.items():
        reader.open(f"/{language}{path}")
        assert reader.page.locator("html").get_attribute("lang") == language
        reader.page.evaluate(OPEN_EVERYTHING)
        seen = [reader.page.evaluate(FAULTS)]
        enlarge_text(reader)
        seen.append(reader.page.evaluate(FAULTS))
        assert all(each["pieces"] > 5 for each in seen), "there was nothing to measure"
        found += [f"{kind}: {fault}" for each in seen for fault in each["faults"]]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ALL)
def test_every_letter_of_a_language_is_on_paper(new_reader: NewReader, language: str) -> None:
    """A letter that the fonts of the paper lack is an empty box there, and no letter when it is read again."""
    reader = new_reader()
    reader.open(f"/{language}/{GUIDE}/handout/")
    reader.page.emulate_media(media="print")
    shown = reader.page.locator(".sheet").inner_text()
    letters = {each for each in squeeze(shown) if each.isalpha()}
    assert len(letters) > 20
    assert letters - set("".join(on_paper(reader))) == set()
