"""The page on privacy: it says what is on here, nothing that is off, and all that a reader is entitled to know."""

import tomllib
from pathlib import Path

import pytest

import offswitch
from offswitch.content import Library
from offswitch.folders import ROOT
from offswitch.language import read_languages
from offswitch.settings import Settings, SettingsError
from offswitch.version import TESTED, VERSION
from tests.conftest import LOCAL, PUBLIC, TODAY, Serve
from tests.drafts import Draft, Project
from tests.hosted import hosted, write_pages
from tests.house import Page
from tests.test_logs import request, served

OF_REQUESTS = (
    "For each request, the program notes the time, the method, the path of the page, the status, "
    "how long it took, and the size of the answer."
)
NO_LIST = "The program keeps no list of visits."
OUR_PROXY = "A server stands in front of the program."
OWN_PROXY = "A server that the operator chose stands in front of the program."
NEVER = "The program never notes your IP address, your ticks, your browser, or the page that you came from."


def said(page: Page, section: str) -> str:
    return page.words(f"section[aria-labelledby={section}]")


def with_(**changes: object) -> Settings:
    return Settings.model_validate({**PUBLIC.model_dump(exclude_unset=True), **changes})


@pytest.mark.parametrize(
    ("log", "says", "does_not_say"), [("failures", NO_LIST, OF_REQUESTS), ("requests", OF_REQUESTS, NO_LIST)]
)
def test_it_says_what_the_program_notes_and_never_what_it_does_not(
    serve: Serve, log: str, says: str, does_not_say: str
):
    notes = said(serve(with_(log=log))("/en/privacy/"), "logs")
    assert says in notes
    assert does_not_say not in notes
    assert NEVER in notes
    assert "If something fails, the program notes the time, the method, the path of the page" in notes


@pytest.mark.parametrize(("proxy", "says"), [("none", None), ("ours", OUR_PROXY), ("own", OWN_PROXY)])
def test_it_speaks_of_a_proxy_only_where_there_is_one(
    serve: Serve, tmp_path: Path, proxy: str, says: str | None
):
    folder = write_pages(tmp_path, {"privacy.en.md": "# Our proxy\n\nIt notes the day.\n"})
    page = serve(with_(proxy=proxy, folder=folder))("/en/privacy/")
    for sentence in (OUR_PROXY, OWN_PROXY):
        assert (sentence in said(page, "logs")) == (sentence == says)
    assert "It notes the day." in said(page, "added")


@pytest.mark.parametrize(
    ("proxy", "says"),
    [
        ("ours", "For each request, the server notes"),
        ("own", "A server that the operator chose hands out the pages."),
    ],
)
def test_where_the_pages_are_plain_files_it_speaks_of_no_program(
    serve: Serve, tmp_path: Path, proxy: str, says: str
):
    folder = write_pages(tmp_path, {"privacy.en.md": "# Our server\n\nIt notes the day.\n"})
    notes = said(serve(with_(proxy=proxy, folder=folder), as_files=True)("/en/privacy/"), "logs")
    assert says in notes
    assert "program" not in notes


@pytest.mark.parametrize(
    ("days", "words"), [(1, "after 1 day."), (14, "after 14 days."), (365, "after 365 days.")]
)
def test_it_says_when_notes_are_deleted(serve: Serve, days: int, words: str):
    assert f"All these notes are deleted {words}" in said(serve(with_(log_days=days))("/en/privacy/"), "logs")


def test_it_names_who_else_is_involved_and_nobody_who_is_not(serve: Serve):
    nobody = said(serve(PUBLIC)("/en/privacy/"), "recipients")
    assert "The operator names nobody else" in nobody
    hosting = said(serve(with_(hosting="Example Hosting, Austria"))("/en/privacy/"), "recipients")
    assert "run by others: Example Hosting, Austria." in hosting
    assert "network" not in hosting
    assert "names nobody else" not in hosting
    cdn = said(serve(with_(cdn="Example Network, Ireland"))("/en/privacy/"), "recipients")
    assert (
        "by a network: Example Network, Ireland. It sees the page’s address and your device’s IP address"
        in cdn
    )
    assert "run by others" not in cdn


def test_it_holds_all_that_a_reader_is_entitled_to_know(serve: Serve, tmp_path: Path):
    """Article 13: who, how to reach them, what for, on what basis, who gets it, how long, which rights, where."""
    page = serve(hosted(tmp_path))("/en/privacy/")
    assert "operated by Example Foundation" in said(page, "who")
    assert "mailto:privacy@offswitch.example" in [
        link["href"] for link in page.all("[aria-labelledby=who] a")
    ]
    assert "https://foundation.example/privacy" in [
        link["href"] for link in page.all("[aria-labelledby=who] a")
    ]
    assert "to answer you, for that moment, and for nothing else" in said(page, "server")
    assert "no machine decides anything about you" in said(page, "server")
    assert "You need not say anything" in said(page, "server")
    assert "Article 6(1)(f)" in page.words("#site-basis")
    for article in ("15", "16", "17", "18"):
        assert f"(Article {article})" in page.words("#site-rights")
    assert "(Article 21)" in page.words("#site-objection")
    assert "(Article 77)" in page.words("#site-complaint")
    assert all(page.all(f"#{claim} a.note") for claim in ("site-basis", "site-rights", "site-complaint"))
    assert "Regulation (EU) 2016/679" in page.words("section.notes")


def test_the_operators_own_authority_is_the_one_of_the_place(serve: Serve, library: Library):
    page = serve(with_(place="at"))("/en/privacy/")
    (authority,) = library.authorities_of("at")
    assert page.words(".authority").startswith(" / ".join(authority.names.values()))
    assert str(authority.website) in [link["href"] for link in page.all("[aria-labelledby=complain] a")]
    assert "company" not in page.words(".authority"), "what one needs against a company is not meant here"
    assert not serve(PUBLIC)("/en/privacy/").all(".authority")


def test_where_authorities_share_a_country_it_leads_to_all_of_them(serve: Serve):
    browse = serve(with_(place="de"))
    page = browse("/de/privacy/")
    assert not page.all(".authority")
    link = next(
        each for each in page.all("[aria-labelledby=complain] a") if str(each["href"]).endswith("#de")
    )
    assert browse("/de/authorities/").ids["de"] == 1
    assert link["href"] == "/de/authorities/#de"
    assert "Deutschland" in link.text


@pytest.mark.parametrize("place", ["gb", "us", "br", "ch"])
def test_an_operator_elsewhere_is_told_of_too(serve: Serve, place: str):
    assert serve(with_(place=place))("/en/privacy/").words("#site-basis")


def test_a_place_that_there_is_not_stops_the_start(library: Library, translations: Path):
    with pytest.raises(SettingsError, match=r"^OFFSWITCH_PLACE is 'zz': allowed are at, be, "):
        offswitch.pages_of_host(with_(place="zz"), library, read_languages(translations))


def test_a_copy_for_this_machine_says_what_it_is_and_claims_no_more(serve: Serve):
    page = serve(LOCAL)("/en/privacy/")
    assert "Nobody is named as the operator" in said(page, "who")
    for section in ("recipients", "rights", "complain", "notes", "added"):
        assert not page.all(f"section[aria-labelledby={section}]"), section
    assert NO_LIST in said(page, "logs")
    assert "deleted after" not in page.words()
    assert "Article" not in page.words()


def test_the_promise_is_the_same_whatever_is_set(serve: Serve, tmp_path: Path):
    promise = serve(LOCAL)("/en/privacy/").words("section.promise")
    assert serve(hosted(tmp_path))("/en/privacy/").words("section.promise") == promise
    assert "We store nothing about you." in promise


def test_the_law_of_the_eu_has_to_say_what_holds_for_running_a_site(draft: Draft):
    draft.edit("letters/gdpr.toml", lambda law: law.pop("operation"))
    assert any("letters/gdpr.toml: operation: the law of 'eu'" in each for each in draft.mistakes(TODAY))


# ---- the accessibility statement


def test_the_accessibility_statement_speaks_in_the_operators_name(serve: Serve, tmp_path: Path):
    page = serve(PUBLIC)("/en/accessibility/")
    assert page.words(".lead").startswith("Example Foundation wants everyone to be able to use this site")
    assert "This statement is about all pages at https://offswitch.example." in page.words()
    assert "mailto:privacy@offswitch.example" in [
        link["href"] for link in page.all("[aria-labelledby=tell] a")
    ]
    assert f"This is version {VERSION} of the program. It passed its tests on {TESTED.day} " in page.words()
    own = "What the operator added to the site was not part of these tests."
    assert own not in page.words()
    assert own in serve(hosted(tmp_path))("/en/accessibility/").words()


def test_a_statement_without_an_operator_promises_in_nobodys_name(serve: Serve):
    page = serve(LOCAL)("/en/accessibility/")
    assert page.words(".lead").startswith("Everyone should be able to use this site")
    assert "This statement is about" not in page.words()


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION


NAMED = {
    "time": "time",
    "method": "the method",
    "path": "the path of the page",
    "status": "the status",
    "ms": "how long it took",
    "bytes": "the size of the answer",
}
"""What a line holds, and how the page says so. Level and 'what' say that it is a line of this kind."""


@pytest.mark.parametrize("log", ["failures", "requests"])
def test_what_the_page_says_is_noted_is_what_a_real_server_notes(
    whole_project: Project, tmp_path: Path, log: str
):
    project = whole_project.copy(tmp_path / "project")
    with served(project, OFFSWITCH_LOG=log) as server:
        page = server.hears(
            request("GET /en/privacy/?have=posts HTTP/1.1", "Referer: https://x.example/")
        ).decode()
        lines = server.requests
    assert (OF_REQUESTS in page) == (log == "requests") == bool(lines)
    assert (NO_LIST in page) == (not lines)
    for line in lines:
        assert set(line) - {"level", "what"} == set(NAMED)
        assert line["path"] == "/en/privacy/"
    assert all(words in OF_REQUESTS for words in NAMED.values())
    assert OF_REQUESTS.count(",") == len(NAMED)
