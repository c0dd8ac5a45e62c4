"""Places: where readers live. All of Europe's data-protection area is there, and more."""

from offswitch.content import Library

EU = {
    "at", "be", "bg", "hr", "cy", "cz", "dk", "ee", "fi", "fr", "de", "gr", "hu", "ie",
    "it", "lv", "lt", "lu", "mt", "nl", "pl", "pt", "ro", "sk", "si", "es", "se",
}  # fmt: skip


def test_every_state_of_the_eu_and_the_eea_can_be_chosen(library: Library):
    assert len(EU) == 27
    assert EU | {"is", "li", "no"} <= set(library.places.countries)


def test_further_countries_and_an_answer_for_everybody_else_can_be_chosen(library: Library):
    assert {"gb", "ch", "ca", "hk", "us", "br", "eu", "world"} <= set(library.places.codes)


def test_the_group_of_the_eea_holds_its_states_and_whoever_does_not_say_which(library: Library):
    assert set(library.places.groups["eea"]) == EU | {"is", "li", "no", "eu"}
