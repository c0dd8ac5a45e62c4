"""The API: what programs on any site ask for, and are told; held against its own description by Schemathesis."""

import shutil
import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema
from werkzeug.test import TestResponse

import offswitch
from offswitch import catalogues
from offswitch.content import Library, read_library
from offswitch.folders import CONTENT, TRANSLATIONS
from offswitch.settings import Settings
from offswitch.site import BRUSSELS
from tests.languages import but_two

NOW = datetime(2026, 12, 1, 12, tzinfo=BRUSSELS)
LANGUAGES = ["de", "en"]
GUIDES = sorted(path.stem for path in (CONTENT / "guides").glob("*.toml"))

SCHEMAS = [f"/api/1/{name}.schema.json" for name in ("guides", "guide", "places")]
DATASETS = [
    *(f"/api/1/{language}/{name}.json" for language in LANGUAGES for name in ("guides", "places")),
    *(f"/api/1/{language}/guides/{guide}.json" for language in LANGUAGES for guide in GUIDES),
]
ADDRESSES = [*DATASETS, *SCHEMAS, "/api/1/openapi.json"]
PATHS = [
    "/api/1/{language}/guides.json",
    "/api/1/{language}/guides/{guide}.json",
    "/api/1/{language}/places.json",
    *SCHEMAS,
    "/api/1/openapi.json",
]
UNKNOWN = [
    "/api/1/xx/guides.json",
    "/api/1/xx/guides/linkedin-ai.json",
    "/api/1/xx/places.json",
    "/api/1/de/guides/nowhere.json",
    "/api/1/de/guides/linkedin-ai",
    "/api/1/de/guides.json/",
    "/api/1/de/nothing.json",
    "/api/1/nothing.schema.json",
    "/api/1/nothing.json",
    "/api/2/de/guides.json",
    "/api/1/",
    "/api/",
]

Build = Callable[..., Flask]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build a site of these parts, with all languages."""
    folder = tmp_path_factory.mktemp("built") / "translations"
    shutil.copytree(TRANSLATIONS, folder, ignore=but_two)
    catalogues.build(folder)

    def build(settings: Settings | None = None, content: Path = CONTENT, now: datetime = NOW) -> Flask:
        return offswitch.build(settings or Settings(), content=content, translations=folder, now=lambda: now)

    return build


@pytest.fixture(scope="module")
def api(build: Build) -> FlaskClient:
    return build().test_client()


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(CONTENT, date(2026, 12, 1))


def is_open(answer: TestResponse) -> bool:
    """Whether programs on any site may read it, and are told on what terms."""
    assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
    assert answer.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in answer.headers.getlist("Link")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers
    return True


# ------------------------------------------------------------------ against its own description


@pytest.fixture(scope="module")
def description(build: Build) -> OpenApiSchema:
    """Reading it, Schemathesis refuses what is no OpenAPI."""
    found = schemathesis.openapi.from_wsgi(
        "/api/1/openapi.json", build(), headers={"Accept-Encoding": "identity"}
    )
    found.validate()
    return found


@pytest.mark.parametrize("path", PATHS)
def test_the_api_is_what_its_description_says(description: OpenApiSchema, path: str):
    @given(case=description[path]["GET"].as_strategy())
    @hypothesis_settings(max_examples=20, derandomize=True, database=None, deadline=None)
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    holds()


@pytest.mark.parametrize("path", [path for path in PATHS if "{" in path])
def test_what_the_description_does_not_allow_is_refused(description: OpenApiSchema, path: str):
    @given(case=description[path]["GET"].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @hypothesis_settings(max_examples=40, derandomize=True, database=None, deadline=None)
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    holds()


def test_the_description_names_every_address_that_there_is(api: FlaskClient):
    table: dict[str, Any] = api.get("/api/1/openapi.json").get_json()
    assert table["openapi"].startswith("3.1.")
    assert table["info"]["license"] == {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"}
    assert list(table["paths"]) == PATHS
    rules = [rule for rule in api.application.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert {rule.endpoint for rule in rules} == {
        "api.guides", "api.guide", "api.places", "api.schema", "api.description", "api.nothing"
    }  # fmt: skip
    parameters = {
        parameter["name"]: parameter["schema"]["enum"]
        for path in table["paths"].values()
        for parameter in path["parameters"]
    }
    assert parameters == {"language": LANGUAGES, "guide": GUIDES}


def test_the_description_names_the_address_of_the_site(build: Build):
    settings = Settings(operator="Me", base="https://offswitch.example", imprint="https://me.example")
    table = build(settings).test_client().get("/api/1/openapi.json").get_json()
    assert table["servers"] == [{"url": "https://offswitch.example"}]


# ------------------------------------------------------------------ every answer


@pytest.mark.parametrize("address", ADDRESSES)
def test_programs_on_any_site_may_read_it_and_keep_it(api: FlaskClient, address: str):
    answer = api.get(address, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert is_open(answer)
    kept = "public, max-age=240, stale-while-revalidate=60, stale-if-error=86400"
    assert answer.headers["Cache-Control"] == kept
    assert set(answer.vary) <= {"Accept-Encoding"}
    again = api.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert is_open(again)


@pytest.mark.parametrize("address", DATASETS)
def test_a_dataset_leads_to_its_schema_and_is_what_that_says(api: FlaskClient, address: str):
    answer = api.get(address)
    assert answer.content_type == "application/json"
    link = next(link for link in answer.headers.getlist("Link") if 'rel="describedby"' in link)
    schema = api.get(link.partition("<")[2].partition(">")[0])
    assert schema.content_type == "application/schema+json"
    jsonschema_rs.Draft202012Validator(schema.get_json(), validate_formats=True).validate(answer.get_json())
    assert answer.get_json()["license"]["name"] == "CC BY 4.0"


@pytest.mark.parametrize("address", [*ADDRESSES, *UNKNOWN])
def test_to_ask_for_the_head_alone_is_the_same_without_the_body(api: FlaskClient, address: str):
    whole, head = api.get(address), api.head(address)
    assert head.data == b""
    assert head.status_code == whole.status_code
    assert {**head.headers, "Date": ""} == {**whole.headers, "Date": ""}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("address", [DATASETS[0], SCHEMAS[0], UNKNOWN[0]])
def test_nothing_can_be_changed(api: FlaskClient, address: str, method: str):
    answer = api.open(address, method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert answer.get_json() == {"error": "Only GET and HEAD exist here."}
    assert is_open(answer)


@pytest.mark.parametrize("address", UNKNOWN)
def test_what_is_not_there_is_said_so_in_json(api: FlaskClient, address: str):
    answer = api.get(address)
    assert answer.status_code == 404
    assert answer.content_type == "application/json"
    assert list(answer.get_json()) == ["error"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert is_open(answer)


def test_who_asks_for_an_unknown_language_or_guide_learns_which_there_are(api: FlaskClient):
    assert "de, en" in api.get("/api/1/xx/guides.json").get_json()["error"]
    said = api.get("/api/1/de/guides/nowhere.json").get_json()["error"]
    assert all(guide in said for guide in GUIDES)
    assert "nowhere" not in said


def test_a_request_for_another_host_is_refused_in_json(api: FlaskClient):
    answer = api.get("/api/1/de/guides.json", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer.get_json() == {"error": "This request was not understood."}


@pytest.mark.parametrize("rest", ["guides.json", "guides/linkedin-ai.json", "places.json"])
def test_a_regional_tag_leads_to_the_language_that_there_is(api: FlaskClient, rest: str):
    answer = api.get(f"/api/1/de-AT/{rest}")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/api/1/de/{rest}"
    assert is_open(answer)


@pytest.mark.parametrize(
    "address", ["/en/", "/de/linkedin-ai/", "/static/site.css", "/de/nowhere/", "/robots.txt"]
)
def test_pages_stay_closed_to_other_sites(api: FlaskClient, address: str):
    answer = api.get(address, headers={"Origin": "https://elsewhere.example"}, buffered=True)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers.getlist("Cross-Origin-Resource-Policy") == ["same-origin"]


# ------------------------------------------------------------------ pages and data say the same


@pytest.mark.parametrize("guide", GUIDES)
def test_the_id_of_every_claim_and_action_is_an_anchor_on_a_page(api: FlaskClient, guide: str):
    pages = ("", "region/", "review/", "settings/", "checklist/", "misreported/")
    anchors = {
        str(tag["id"])
        for page in pages
        for tag in BeautifulSoup(api.get(f"/en/{guide}/{page}").text, "html.parser").find_all(id=True)
    }
    data = api.get(f"/api/1/en/guides/{guide}.json").get_json()["guide"]
    del data["links"]
    assert ids_with_evidence(data) <= anchors


def ids_with_evidence(value: object) -> set[str]:
    if isinstance(value, list):
        return {name for inner in value for name in ids_with_evidence(inner)}
    if not isinstance(value, dict):
        return set()
    own = {str(value["id"])} if "evidence" in value else set()
    return own | {name for inner in value.values() for name in ids_with_evidence(inner)}


def test_data_turns_on_the_same_day_as_pages(build: Build, tmp_path: Path):
    shutil.copytree(CONTENT, tmp_path / "content")
    path = tmp_path / "content/guides/linkedin-ai.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("since = 2025-11-03\n", "since = 2026-12-24\n"), encoding="utf-8")
    turn = datetime(2026, 12, 24, tzinfo=BRUSSELS)
    before, after = (
        build(content=tmp_path / "content", now=now).test_client().get("/api/1/en/guides/linkedin-ai.json")
        for now in (turn - timedelta(seconds=90), turn)
    )
    assert before.headers["Cache-Control"] == (
        "public, max-age=88, stale-while-revalidate=0, stale-if-error=0"
    )
    assert before.headers["ETag"] != after.headers["ETag"]
    assert "LinkedIn will use its members’ data" in before.text
    assert "LinkedIn will use its members’ data" not in after.text


def test_a_guide_that_is_dropped_in_is_there_without_further_ado(build: Build, tmp_path: Path):
    shutil.copytree(CONTENT, tmp_path / "content")
    guides = tmp_path / "content/guides"
    shutil.copy(guides / "linkedin-ai.toml", guides / "dropped-in.toml")
    api = build(content=tmp_path / "content").test_client()
    cards = {card["id"]: card for card in api.get("/api/1/de/guides.json").get_json()["guides"]}
    assert cards.keys() == {*GUIDES, "dropped-in"}
    log = tomllib.loads((CONTENT / "changes.toml").read_text(encoding="utf-8"))["changes"]
    for_all = [str(entry["date"]) for entry in log if entry["guide"] == "all"]
    assert cards["dropped-in"]["changed"] == max(for_all, default=None)
    assert api.get(cards["dropped-in"]["data"]).get_json()["guide"]["id"] == "dropped-in"
    assert api.get(cards["dropped-in"]["page"]).status_code == 200
    description = api.get("/api/1/openapi.json").get_json()
    (parameter,) = (
        parameter
        for parameter in description["paths"]["/api/1/{language}/guides/{guide}.json"]["parameters"]
        if parameter["name"] == "guide"
    )
    assert "dropped-in" in parameter["schema"]["enum"]
    places = api.get("/api/1/de/places.json").get_json()["places"]
    assert all("dropped-in" in place["regions"] for place in places)
