"""Extract: what translators get is what readers see, from code, templates and content alike."""

from pathlib import Path

from offswitch import catalogues
from offswitch.content import Library
from offswitch.content.model import Claim, Guide, Source
from offswitch.content.walk import records, texts, translatable_fields
from offswitch.extract import extract
from offswitch.folders import CONTENT


def test_every_text_of_every_guide_is_handed_to_translators(library: Library):
    messages = {message.id for message in catalogues.extracted()}
    for guide in library.guides.values():
        assert {message for _, _, message in texts(guide)} <= messages
    assert {place.name for place in library.places.named} <= messages


def test_translators_get_each_point_of_a_letter_by_itself(library: Library):
    messages = {message.id for message in catalogues.extracted()}
    for law in library.laws.values():
        for letter in law.letters:
            assert {point for each in letter.paragraphs for point in each.points} <= messages
            assert set(letter.grounds.examples if letter.grounds else ()) <= messages


def test_translators_learn_where_a_sentence_stands():
    with (CONTENT / "guides/linkedin-ai.toml").open("rb") as file:
        comments = {message: comment for _, _, message, comment in extract(file)}
    assert comments["The setting is not in the menu"] == [
        "linkedin-ai: title of the problem 'setting-missing'"
    ]


def test_words_of_a_service_and_titles_of_sources_are_never_translated(library: Library):
    messages = {message.id for message in catalogues.extracted()}
    for guide in library.guides.values():
        assert not {source.title for source in library.sources(guide).values()} & messages
        assert translatable_fields(Source) == ()
    for path in (*CONTENT.glob("labels/*.toml"), *CONTENT.glob("sources/*.toml")):
        with Path(path).open("rb") as file:
            assert list(extract(file)) == []


def test_the_walk_finds_records_however_deep_they_stand(library: Library):
    guide: Guide = library.guides["linkedin-ai"]
    ids = {claim.id for claim in records(guide, Claim)}
    assert {"now-trained", "since-europe", "posts-used", "app-same-on-both", "finish-keep-proof"} <= ids


def test_the_walk_finds_texts_that_may_be_left_out(library: Library):
    fields = {field for _, field, _ in texts(library.guides["linkedin-ai"])}
    assert {"before", "note", "undo", "loses", "condition", "title", "caption", "says"} <= fields
