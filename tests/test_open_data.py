"""Open data: what programs get is whole, says what it rests on, and is what its schema says."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import polib
import pytest

from offswitch import catalogues, open_data
from offswitch.content import Library, read_library
from offswitch.folders import CONTENT, TRANSLATIONS
from offswitch.language import Language, read_languages, speaking
from offswitch.making import MAKING
from offswitch.open_data import SCHEMAS
from offswitch.settings import Settings
from tests.languages import but_two

TODAY = date(2026, 12, 1)
LOCAL = Settings()
PUBLIC = Settings(
    name="Off at last",
    operator="Example Society",
    base="https://offswitch.example",
    imprint="https://society.example/imprint",
)
LANGUAGES = ["de", "en"]
GUIDES = sorted(path.stem for path in (CONTENT / "guides").glob("*.toml"))

Table = dict[str, Any]


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(CONTENT, TODAY)


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Language]:
    """All languages, and Catalan, in which one sentence is translated so far."""
    folder = tmp_path_factory.mktemp("built") / "translations"
    shutil.copytree(TRANSLATIONS, folder, ignore=but_two)
    (folder / "ca/LC_MESSAGES").mkdir(parents=True)
    names = (folder / "en/names.toml").read_text(encoding="utf-8")
    (folder / "ca/names.toml").write_text(names.replace('"English"', '"Català"'), encoding="utf-8")
    (folder / "ca" / MAKING).write_text('made_by = "person"', encoding="utf-8")
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "ca"}
    title = "Stop LinkedIn from training AI on your data"
    catalogue.append(polib.POEntry(msgid=title, msgstr="Atureu LinkedIn"))
    catalogue.save(str(folder / "ca/LC_MESSAGES/messages.po"))
    catalogues.build(folder)
    return read_languages(folder)


class Data:
    """The datasets, as programs get them."""

    def __init__(self, library: Library, languages: dict[str, Language]) -> None:
        self.library = library
        self.languages = languages

    def guides(self, language: str = "en", settings: Settings = LOCAL) -> Table:
        with speaking(self.languages[language]):
            return loads(open_data.guides_data(self.library, settings, TODAY))

    def guide(self, slug: str, language: str = "en", today: date = TODAY) -> Table:
        with speaking(self.languages[language]):
            return loads(open_data.guide_data(self.library, self.library.guides[slug], LOCAL, today))

    def places(self, language: str = "en") -> Table:
        with speaking(self.languages[language]):
            return loads(open_data.places_data(self.library, LOCAL))

    def all(self, language: str) -> Iterator[tuple[str, Table]]:
        """Every dataset, with the name of its schema."""
        yield "guides", self.guides(language)
        yield "places", self.places(language)
        for slug in self.library.guides:
            yield "guide", self.guide(slug, language)


def loads(data: open_data.Data) -> Table:
    table: Table = json.loads(data.model_dump_json())
    return table


@pytest.fixture(scope="module")
def data(library: Library, languages: dict[str, Language]) -> Data:
    return Data(library, languages)


def tables(value: object) -> Iterator[Table]:
    """Every object inside."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tables(inner)


def texts(value: object) -> Iterator[Table]:
    return (table for table in tables(value) if table.keys() == {"text", "language", "template"})


def claim(dataset: Table, name: str) -> Table:
    (found,) = (each for each in tables(dataset["guide"]) if each.get("id") == name and "evidence" in each)
    return found


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(open_data.schema(name, PUBLIC), validate_formats=True)


# ------------------------------------------------------------------ schemas


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_of_2020_12_and_explains_every_field(name: str):
    schema = open_data.schema(name, PUBLIC)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://offswitch.example/api/1/{name}.schema.json"
    jsonschema_rs.meta.validate(schema)
    for part in [schema, *schema["$defs"].values()]:
        assert part["description"]
        for field, words in part["properties"].items():
            assert words.keys() & {"description", "$ref"}, f"{part['title']}.{field}"
        assert set(part["required"]) == set(part["properties"])


@pytest.mark.parametrize("language", [*LANGUAGES, "ca"])
def test_every_dataset_is_what_its_schema_says(data: Data, language: str):
    for name, dataset in data.all(language):
        validator(name).validate(dataset)


@pytest.mark.parametrize(
    ("field", "value"),
    [("evidence", "rumour"), ("text", "A bare sentence"), ("since", "soon"), ("sources", None)],
)
def test_the_schema_of_a_guide_does_not_take_everything(data: Data, field: str, value: object):
    dataset = data.guide("linkedin-ai")
    dataset["guide"]["now"][0][field] = value
    assert not validator("guide").is_valid(dataset)


def test_data_that_lacks_something_is_refused(data: Data):
    dataset = data.guide("linkedin-ai")
    del dataset["guide"]["now"][0]["sources"]
    assert not validator("guide").is_valid(dataset)


VERSION_1 = {
    "Text": {"text", "language", "template"},
    "Claim": {"id", "text", "regions", "since", "until", "dates", "evidence", "positions", "sources"},
    "Source": {"publisher", "title", "language", "url", "kind", "how", "seen", "read", "archive"},
    "Link": {"url", "text", "sign_in", "evidence", "sources"},
    "Change": {"id", "date", "kind", "text", "regions"},
    "Label": {"text", "confirmed", "sources"},
    "Region": {"id", "title", "places"},
    "License": {"name", "url", "attribution"},
}


def test_within_version_1_no_field_is_taken_out():
    parts = open_data.schema("guide", LOCAL)["$defs"]
    for name, fields in VERSION_1.items():
        assert fields <= set(parts[name]["properties"]), name


# ------------------------------------------------------------------ what stands in it


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dataset_says_on_what_terms_it_may_be_used(data: Data, language: str):
    for _, dataset in data.all(language):
        assert dataset["license"]["name"] == "CC BY 4.0"
        assert dataset["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
        assert dataset["language"] == language
    attribution = data.guides(settings=PUBLIC)["license"]["attribution"]
    assert attribution == "Off at last, Example Society, https://offswitch.example"


@pytest.mark.parametrize("slug", GUIDES)
def test_all_that_a_guide_names_stands_in_it(data: Data, library: Library, slug: str):
    dataset = data.guide(slug)
    guide = dataset["guide"]
    regions = {region["id"] for region in guide["regions"]}
    for table in tables(dataset):
        assert set(table.get("sources", ())) <= dataset["sources"].keys()
        if isinstance(table.get("links"), list):
            assert set(table["links"]) <= guide["links"].keys()
        if "places" not in table and isinstance(table.get("regions"), list) and "now" not in table:
            assert set(table["regions"]) <= regions
        assert set(table.get("path", ())) <= dataset["labels"].keys()
        if isinstance(table.get("label"), str):
            assert table["label"] in dataset["labels"]
    assert set(guide["effort"]["routes"]) <= {route["id"] for route in guide["routes"]}
    for task in guide["tasks"]:
        assert set(task["contents"]) <= {content["id"] for content in guide["contents"]}
    drawn = [place for region in guide["regions"] for place in region["places"]]
    assert sorted(drawn) == sorted(library.places.codes)


@pytest.mark.parametrize("slug", GUIDES)
def test_every_claim_and_every_instruction_has_a_source_with_its_dates(data: Data, slug: str):
    dataset = data.guide(slug)
    with_evidence = [table for table in tables(dataset["guide"]) if "evidence" in table]
    assert len(with_evidence) > 50
    for table in with_evidence:
        assert table["sources"]
    for source in dataset["sources"].values():
        assert date.fromisoformat(source["read"])
        assert source["seen"] == "undated" or date.fromisoformat(source["seen"])


@pytest.mark.parametrize("slug", GUIDES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_fills_in_the_labels_gets_the_sentence_that_readers_get(data: Data, slug: str, language: str):
    dataset = data.guide(slug, language)
    words = dataset["label_language"]

    def label(found: re.Match[str]) -> str:
        known = dataset["labels"][found[1]]
        return str(known.get(words, known["en"])["text"])

    with_labels = [text for text in texts(dataset) if text["template"]]
    assert with_labels
    for text in texts(dataset):
        assert not re.search(r"\{[a-z_0-9]+\}", text["text"])
        if text["template"]:
            assert re.sub(r"\{([a-z0-9_]+)\}", label, text["template"]) == text["text"]


def test_a_guide_in_short_is_the_start_of_the_guide(data: Data):
    cards = data.guides("de")["guides"]
    assert [card["order"] for card in cards] == sorted(card["order"] for card in cards)
    for card in cards:
        guide = data.guide(card["id"], "de")["guide"]
        assert {name: guide[name] for name in card} == card


def test_a_guide_says_how_old_what_it_rests_on_is(data: Data):
    dataset = data.guide("linkedin-ai")
    state, sources = dataset["guide"]["state"], dataset["sources"].values()
    dated = sorted(source["seen"] for source in sources if source["seen"] != "undated")
    assert (state["oldest"], state["newest"]) == (dated[0], dated[-1])
    assert state["undated"] == len(sources) - len(dated)
    assert state["read"] == max(source["read"] for source in sources)


def test_a_guide_brings_its_change_log(data: Data):
    guide = data.guide("linkedin-ai", "de")["guide"]
    assert [change["id"] for change in guide["changes"]][-1] == "linkedin-ai-new"
    assert guide["changed"] == guide["changes"][0]["date"]


def test_a_route_that_several_apps_share_stands_there_once_for_each(data: Data):
    guide = data.guide("meta-ai", "de")["guide"]
    apps = [app["id"] for app in guide["apps"]]
    shared = [route for route in guide["routes"] if route["device"] == "app"]
    assert [route["app"] for route in shared] == apps
    for route in shared:
        assert all(action["id"].startswith(f"{route['app']}-") for action in route["actions"])
        name = next(app["name"] for app in guide["apps"] if app["id"] == route["app"])
        assert name in route["title"]["text"]


@pytest.mark.parametrize("slug", GUIDES)
def test_every_id_is_there_once(data: Data, slug: str):
    guide = data.guide(slug)["guide"]
    del guide["regions"], guide["changes"], guide["links"], guide["apps"], guide["service"], guide["id"]
    ids = [table["id"] for table in tables(guide) if "id" in table]
    assert len(ids) == len(set(ids)) > 50


# ------------------------------------------------------------------ languages


def test_in_german_the_words_and_the_labels_are_german(data: Data):
    dataset = data.guide("linkedin-ai", "de")
    assert dataset["label_language"] == "de"
    assert dataset["guide"]["title"]["language"] == "de"
    assert dataset["labels"]["off"]["de"]["text"] in dataset["guide"]["shortcut"]["text"]["text"]


@pytest.mark.parametrize("slug", GUIDES)
def test_in_english_everything_is_english(data: Data, slug: str):
    assert {text["language"] for text in texts(data.guide(slug, "en"))} == {"en"}


def test_what_is_not_translated_is_english_and_says_so(data: Data):
    catalan, english = data.guide("linkedin-ai", "ca"), data.guide("linkedin-ai", "en")
    assert catalan["language"] == "ca"
    assert catalan["guide"]["title"] == {"text": "Atureu LinkedIn", "language": "ca", "template": None}
    assert catalan["guide"]["summary"] == english["guide"]["summary"]
    assert catalan["guide"]["now"] == english["guide"]["now"]
    assert catalan["label_language"] == "en"


def test_ids_sources_and_addresses_are_the_same_in_every_language(data: Data):
    german, english = data.guide("gemini", "de"), data.guide("gemini", "en")
    assert german["sources"] == english["sources"]
    assert german["labels"] == english["labels"]
    assert [each.get("id") for each in tables(german)] == [each.get("id") for each in tables(english)]
    assert german["guide"]["page"] == "/de/gemini/"
    assert german["guide"]["data"] == german["address"] == "/api/1/de/guides/gemini.json"
    assert german["described_by"] == "/api/1/guide.schema.json"


# ------------------------------------------------------------------ days


def test_a_claim_says_what_holds_on_the_day(data: Data):
    start = date(2025, 11, 3)
    before = claim(data.guide("linkedin-ai", today=start - timedelta(days=1)), "since-europe")
    after = claim(data.guide("linkedin-ai", today=start), "since-europe")
    assert "will use" in before["text"]["text"]
    assert "has used" in after["text"]["text"]
    assert before["since"] == after["since"] == "2025-11-03"


def test_a_claim_that_is_over_is_left_out(tmp_path: Path, languages: dict[str, Language]):
    shutil.copytree(CONTENT, tmp_path / "content")
    path = tmp_path / "content/guides/linkedin-ai.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('id = "now-trained"\n', 'id = "now-trained"\nuntil = 2026-12-01\n'), "utf-8")
    spoiled = Data(read_library(tmp_path / "content", TODAY), languages)
    last, over = (spoiled.guide("linkedin-ai", today=TODAY + timedelta(days=days)) for days in (0, 1))
    assert last["guide"]["now"][0]["until"] == "2026-12-01"
    assert "now-trained" not in {each.get("id") for each in tables(over)}


# ------------------------------------------------------------------ places


def test_every_place_has_a_name_and_a_region_in_every_guide(data: Data, library: Library):
    places = {place["code"]: place for place in data.places("de")["places"]}
    assert places.keys() == set(library.places.codes)
    assert places["at"]["name"] == {"text": "Österreich", "language": "de", "template": None}
    assert [place["code"] for place in data.places("de")["places"] if not place["country"]] == ["eu", "world"]
    for place in places.values():
        assert place["regions"].keys() == library.guides.keys()
        for slug, region in place["regions"].items():
            assert library.region_of(library.guides[slug], place["code"]).id == region


def test_a_place_says_where_to_complain(data: Data, library: Library):
    dataset = data.places("de")
    listed = [each["id"] for place in dataset["places"] for each in place["authorities"]]
    assert sorted(listed) == sorted(each.id for each in library.authorities.authorities)
    for table in tables(dataset["places"]):
        assert set(table.get("sources", ())) <= dataset["sources"].keys()
    assert any(place["rules"] for place in dataset["places"])
