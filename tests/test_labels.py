"""Labels: the words on the reader's screen, and English where nobody recorded them."""

import pytest
from pydantic import ValidationError

from offswitch.content import Library
from offswitch.content.labels import Service, ShownLabel

TABLE = {
    "slug": "service",
    "name": "Service",
    "languages": {
        "en": {
            "autonym": "English",
            "offered": True,
            "sources": ["english-page"],
            "labels": {
                "off": {"text": "Off", "confirmed": 2},
                "me": {"text": "Me", "confirmed": 2, "sources": ["special-page"]},
            },
        },
        "de": {
            "autonym": "Deutsch",
            "offered": True,
            "sources": ["german-page"],
            "labels": {"off": {"text": "Aus", "confirmed": 2}, "me": {"text": "Sie", "confirmed": 1}},
        },
        "fr": {"autonym": "Français", "offered": True},
        "bg": {"autonym": "Български", "offered": False},
    },
}


@pytest.fixture
def service() -> Service:
    return Service.model_validate(TABLE)


@pytest.mark.parametrize(
    ("language", "key", "shown"),
    [
        ("en", "off", ShownLabel("off", "Off", "en", None, fallback=False)),
        ("de", "off", ShownLabel("off", "Aus", "de", None, fallback=False)),
        ("de", "me", ShownLabel("me", "Sie", "de", "Me", fallback=False)),
        ("fr", "off", ShownLabel("off", "Off", "en", None, fallback=True)),
        ("bg", "off", ShownLabel("off", "Off", "en", None, fallback=True)),
        ("xx", "off", ShownLabel("off", "Off", "en", None, fallback=True)),
    ],
    ids=["English", "confirmed", "unconfirmed", "not recorded", "not offered", "unknown"],
)
def test_a_reader_gets_the_recorded_words_or_english_ones(
    service: Service, language: str, key: str, shown: ShownLabel
):
    assert service.label(key, language) == shown


def test_a_page_assumes_that_the_service_speaks_its_language_where_it_can(service: Service):
    assert [service.label_language(code) for code in ("de", "fr", "bg", "mt")] == ["de", "fr", "en", "en"]


def test_only_languages_that_the_service_offers_can_be_chosen_in_the_order_of_their_names(service: Service):
    assert list(service.offered.items()) == [("de", "Deutsch"), ("en", "English"), ("fr", "Français")]


def test_a_label_rests_on_its_own_sources_or_on_those_of_its_language(service: Service):
    assert service.sources_of("off", "de") == ("german-page",)
    assert service.sources_of("me", "en") == ("special-page",)
    assert service.sources_of("off", "fr") == ("english-page",)


def test_without_english_there_is_nothing_to_fall_back_to():
    languages = {code: table for code, table in TABLE["languages"].items() if code != "en"}
    with pytest.raises(ValidationError, match=r"languages\.en: is missing"):
        Service.model_validate({**TABLE, "languages": languages})


def test_every_label_of_the_content_is_confirmed_by_as_many_sources_as_it_says(library: Library):
    for service in library.services.values():
        for table in service.languages.values():
            for label in table.labels.values():
                assert min(len(label.sources or table.sources), 2) >= label.confirmed, label.text
