"""Names: what CLDR says about countries and dates, kept with the catalogues."""

from pathlib import Path

import pytest

from offswitch import catalogues
from offswitch.content import Library
from offswitch.folders import TRANSLATIONS
from offswitch.language import ENGLISH
from offswitch.names import write_names


@pytest.mark.parametrize("language", [ENGLISH, *catalogues.languages()])
def test_the_names_of_every_language_are_in_step_with_the_places(
    language: str, library: Library, tmp_path: Path
):
    write_names(language, library.places, tmp_path)
    written = (tmp_path / language / "names.toml").read_text(encoding="utf-8")
    assert (TRANSLATIONS / language / "names.toml").read_text(encoding="utf-8") == written


def test_a_country_whose_long_name_is_a_political_statement_has_its_short_one(
    library: Library, tmp_path: Path
):
    write_names("en", library.places, tmp_path)
    assert 'hk = "Hong Kong"\n' in (tmp_path / "en" / "names.toml").read_text(encoding="utf-8")


def test_a_language_from_right_to_left_says_so(library: Library, tmp_path: Path):
    write_names("ar", library.places, tmp_path)
    assert 'direction = "rtl"\n' in (tmp_path / "ar" / "names.toml").read_text(encoding="utf-8")
