"""Export: the whole site as plain files. What a host gets, and what happens to what was there before."""

import gzip
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

import offswitch
from offswitch import export
from offswitch.export.listing import listed
from offswitch.export.writing import MARKER, file_of
from offswitch.site import EXTENSION
from tests import exported
from tests.conftest import NOW, PUBLIC, TODAY
from tests.drafts import Project, hears_interrupts, program_path, quiet
from tests.languages import ALL
from tests.reader import Browser

SMALL = PUBLIC.model_copy(
    update={"proxy": "ours", "languages": ("de", "en"), "language": "de", "guides": ("gemini",)}
)
ANSWERED_BY_FILES = {"export.root", "export.go", "export.share_of_step", "export.not_found"}
NO_FILE = {
    "machines.health": "files are not watched",
    "api.nothing": "says that there is nothing",
    "embeds.oembed": "reads a query; each step has a file of its own",
    "site.root": "the languages stand there instead",
    "site.go": "the languages stand there instead",
    "site.share_of_step": "leads to a query",
    "site.letter_in_language": "the page in that language has the letter",
    "site.partial_letter_in_language": "the same",
    "site.partial_place": "leads on, and nothing links there",
}


Made = Callable[..., Flask]


@pytest.fixture(scope="module")
def project(whole_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One with few places: an export of all of them takes minutes."""
    return exported.small(whole_project.copy(tmp_path_factory.mktemp("small") / "project"))


@pytest.fixture(scope="module")
def made(project: Project) -> Made:
    """The site of the project, as files or as a server has it."""

    def make(*, as_files: bool = True, **settings: object) -> Flask:
        return offswitch.build(
            SMALL.model_copy(update=settings),
            content=project.folder / "content",
            translations=project.folder / "translations",
            now=lambda: NOW,
            as_files=as_files,
        )

    return make


@pytest.fixture(scope="module")
def files(made: Made) -> Flask:
    """The site whose pages become files, with one guide in two languages."""
    return made()


@pytest.fixture(scope="module")
def served(made: Made) -> Browser:
    """The same site on a server."""
    return Browser(made(as_files=False))


def write(app: Flask, folder: Path) -> export.Written:
    mark = export.mark_of(app.extensions[EXTENSION])
    return export.write(app, folder, mark, export.hosting_of(app).inside, lambda done, of: None, 2)


@pytest.fixture(scope="module")
def folder(files: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web space") / "public"
    write(files, folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def without_marker(files: dict[str, bytes]) -> dict[str, bytes]:
    """The mark is of how the site was asked for, too."""
    return {name: content for name, content in files.items() if name != MARKER}


def parsed(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "lxml")


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, str]:
    """The pages by address."""
    return {
        f"/{path.parent.relative_to(folder)}/".replace("/./", "/"): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("index.html"))
    }


# ---------------------------------------------------------------- what is there


def test_every_address_that_needs_no_query_has_a_file(files: Flask, folder: Path):
    here = files.extensions[EXTENSION]
    addresses = list(listed(here))
    assert len(addresses) == len(set(addresses))
    assert all((folder / file_of(address)).is_file() for address in addresses)
    matcher = files.url_map.bind("")
    reached = {matcher.match(address)[0] for address in addresses}
    every = {rule.endpoint for rule in files.url_map.iter_rules()}
    assert every - reached == NO_FILE.keys() | {"site.own"} & every
    assert reached >= ANSWERED_BY_FILES


def test_every_link_of_a_file_leads_to_a_file(folder: Path):
    dead = {
        (str(path), link)
        for path in folder.rglob("index.html")
        for link in re.findall(
            r' (?:href|src|action|data-hx-get)="(/[^"?#]*)', path.read_text(encoding="utf-8")
        )
        if not (folder / file_of(link)).is_file()
    }
    assert not dead, sorted(dead)[:10]


def test_every_text_is_there_compressed_too_and_says_the_same(folder: Path):
    for name, content in contents(folder).items():
        if name.endswith(".gz"):
            assert gzip.decompress(content) == (folder / name[:-3]).read_bytes()
        elif name.endswith(".br"):
            assert brotli.decompress(content) == (folder / name[:-3]).read_bytes()
        elif name.endswith("index.html") and len(content) >= 500:
            assert (folder / f"{name}.br").exists()
            assert (folder / f"{name}.gz").exists()


def test_the_start_and_the_addresses_without_language_list_all_languages(pages: dict[str, str]):
    for name, rest in (
        ("", ""),
        ("go/gemini/", "gemini/"),
        ("go/gemini/at/settings/", "gemini/at/settings/"),
    ):
        page = parsed(pages[f"/{name}"])
        chosen = {str(tag["hreflang"]): str(tag["href"]) for tag in page.select("[data-languages] a")}
        assert chosen == {language: f"/{language}/{rest}" for language in SMALL.languages}


def test_no_file_says_that_an_address_opens_in_the_readers_language(pages: dict[str, str], served: Browser):
    promise = "It opens the same step in the language that each reader’s browser asks for."
    assert promise in served.look("/en/share/").text
    assert promise not in pages["/en/share/"] + pages["/en/gemini/at/settings/share/"]


def test_a_place_alone_leads_on_to_what_applies_there(pages: dict[str, str]):
    page = parsed(pages["/de/gemini/at/"])
    assert page.select_one("meta[http-equiv=refresh]")["content"] == "0; url=/de/gemini/at/region/"
    assert page.select_one("main a")["href"] == "/de/gemini/at/region/"


def test_oembed_is_a_file_of_each_step_that_says_what_the_server_says(folder: Path, served: Browser):
    step = f"{PUBLIC.base}/de/gemini/at/settings/"
    page = parsed((folder / "de/gemini/at/settings/index.html").read_text(encoding="utf-8"))
    link = str(page.select_one('link[type="application/json+oembed"]')["href"]).removeprefix(str(PUBLIC.base))
    asked = served.look(f"/oembed?url={step}&format=json")
    assert (folder / link[1:]).read_bytes() == asked.response.data == served.look(link).response.data


def test_the_address_of_a_file_for_linkers_works_on_a_server_too(served: Browser):
    led = served.look("/de/gemini/at/settings/share/")
    assert (led.status, led.headers["Location"]) == (302, "/de/share/?guide=gemini&place=at")


# ---------------------------------------------------------------- what a page says


def words_of(tag: Tag) -> str:
    return " ".join(tag.get_text(" ", strip=True).split())


SENTENCES = ":is(h1, h2, h3, p, li, dt, dd, figcaption, summary):not(:has(p, li, dt, h2, h3, form))"
FOR_THE_SCRIPT = (
    ".with-script, [data-with-script], [data-when-finished], [data-turns-with], .label-table, #all-labels"
)
FOR_THE_SERVER = (
    ".without-script, form.labels, .progress, form[data-hx-get] > .ways .progress-words, .lead, label.tick, button, "
    ".with-script, [data-with-script], p:has(> a[data-hx-get]:only-child), section:has(> .dated), .phone > p, "
    "details:has(.letter-languages), .letter-languages, [aria-labelledby=keep] > :is(h2, p)"
)
"""What asks for an answer, or is about answers: files have it only with a script, or say it otherwise."""


def said(text: str, *, left_out: str) -> list[str]:
    """Every sentence of the page in its order, but for what the selector finds."""
    page = parsed(text)
    for tag in page.select(left_out):
        tag.decompose()
    return [words for tag in page.select(f"main {SENTENCES}") if (words := words_of(tag))]


def test_a_file_says_what_the_server_says(pages: dict[str, str], served: Browser):
    """Page by page: no sentence is lost, new or elsewhere, but for what asks for answers."""
    compared = 0
    for address, text in pages.items():
        if not address.startswith("/de/") or "/share/" in address:
            continue
        theirs = served.look(address)
        if theirs.status == 302:
            continue
        if address == "/de/privacy/":  # there is no program that could note anything
            continue
        ours = said(text, left_out=f"{FOR_THE_SCRIPT}, {FOR_THE_SERVER}")
        assert ours == said(theirs.text, left_out=FOR_THE_SERVER), address
        compared += bool(ours)
    assert compared > 40


def test_embeds_and_files_of_pages_are_byte_for_byte_those_of_the_server(folder: Path, served: Browser):
    for name in ("card.png", "qr.svg", "qr.png", "letter.txt", "letter.odt", "feed.xml", "still-off.ics"):
        for path in sorted(folder.rglob(name))[:4]:
            address = f"/{path.relative_to(folder)}"
            assert path.read_bytes() == served.look(address).response.data, address
    for path in sorted((folder / "embed" / "de").rglob("index.html"))[:12]:
        address = f"/{path.parent.relative_to(folder)}/"
        assert path.read_bytes() == served.look(address).response.data, address


def test_without_a_script_no_form_bar_or_box_is_left(pages: dict[str, str]):
    for address, text in pages.items():
        for tag in parsed(text).select("form, progress, input, select, button"):
            hidden = [tag, *tag.parents]
            assert any(
                "with-script" in each.get("class", []) or each.has_attr("hidden") for each in hidden
            ), (
                address,
                str(tag)[:100],
            )


def test_every_task_stands_there_with_its_condition(pages: dict[str, str], served: Browser):
    page = parsed(pages["/en/gemini/checklist/"])
    theirs = parsed(served.look("/en/gemini/checklist/").text)
    for selector in (".task", ".condition"):
        tasks = [words_of(tag) for tag in page.select(selector)]
        assert tasks == [words_of(tag) for tag in theirs.select(selector)] != []


def test_all_recorded_labels_stand_in_one_table(files: Flask, pages: dict[str, str]):
    library = files.extensions[EXTENSION].library
    service, keys = library.service(library.guides["gemini"]), library.label_keys["gemini"]
    page = parsed(pages["/de/gemini/settings/"])
    shown = {
        (str(body["data-language"]), str(cell["data-words"]), str(cell.b.string))
        for body in page.select(".label-table tbody")
        for cell in body.select("[data-words]")
    }
    recorded = {
        (code, key, table.labels[key].text)
        for code, table in service.languages.items()
        for key in keys
        if key in table.labels
    }
    assert shown == recorded
    assert len(recorded) > len(keys)


# ---------------------------------------------------------------- how it is written


ENGLISH_ONLY = {"languages": ("en",), "language": "en"}


@pytest.fixture(scope="module")
def english(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web space") / "public"
    write(made(**ENGLISH_ONLY), folder)
    return folder


def test_what_says_the_same_stays_the_same_file(made: Made, english: Path, tmp_path: Path):
    """So that a copy to the web space takes along only what is new."""
    mine = tmp_path / "public"
    shutil.copytree(english, mine, copy_function=shutil.copy2)
    before = {path: path.stat().st_mtime_ns for path in mine.rglob("*") if path.is_file()}
    written = write(made(**ENGLISH_ONLY, contact="new@offswitch.example"), mine)
    after = {path: path.stat().st_mtime_ns for path in mine.rglob("*") if path.is_file()}
    assert before.keys() == after.keys()
    changed = {str(path.relative_to(mine)) for path in before if before[path] != after[path]}
    assert "en/about/index.html" in changed
    assert not {"en/card.png", "en/gemini/review/qr.png", "robots.txt"} & changed
    assert 0 < written.new < written.files


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path):
    (tmp_path / "thesis.odt").write_text("years of work", encoding="utf-8")
    with pytest.raises(export.ExportError, match="holds something that is no export"):
        export.check(tmp_path)
    with pytest.raises(export.ExportError, match="is a file"):
        export.check(tmp_path / "thesis.odt")


def command(project: Project, folder: Path, *before: str, **environment: str) -> subprocess.Popen[str]:
    """The export of the English pages, as a host calls it; 'before' stands before the command."""
    return subprocess.Popen(
        [
            *before,
            program_path("flask"),
            "--app",
            "app",
            "export",
            folder,
            "--processes",
            "2",
            "--date",
            str(TODAY),
        ],
        cwd=project.folder,
        env=quiet(
            {
                "OFFSWITCH_LANGUAGES": "en",
                "OFFSWITCH_GUIDES": "gemini",
                "OFFSWITCH_OPERATOR": str(PUBLIC.operator),
                "OFFSWITCH_IMPRINT": str(PUBLIC.imprint),
                "OFFSWITCH_CONTACT": "privacy@offswitch.example",
                "OFFSWITCH_BASE": str(PUBLIC.base),
                "OFFSWITCH_PROXY": "ours",
                **environment,
            }
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=hears_interrupts,
    )


def test_a_full_disk_leaves_the_last_export_as_it_is(project: Project, tmp_path: Path):
    """No file may grow beyond a limit: for who writes, that is a disk without room."""
    last = tmp_path / "public"
    last.mkdir()
    (last / "index.html").write_text("the last export", encoding="utf-8")
    (last / MARKER).write_text('{"mark": "of the last export"}', encoding="utf-8")
    before = contents(last)
    ran = command(project, last, "/bin/bash", "-c", "trap '' XFSZ; ulimit -f 20; exec \"$@\"", "-")
    words, _ = ran.communicate(timeout=120)
    assert ran.returncode == 1, words
    assert "Nothing has changed." in words
    assert contents(last) == before
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_an_interrupted_export_goes_on_and_ends_with_the_same_bytes(
    project: Project, english: Path, tmp_path: Path
):
    folder, aside = tmp_path / "public", tmp_path / ".public.new"
    first = command(project, folder)
    for _ in range(600):
        if len(list(aside.rglob("index.html"))) > 20:
            break
        time.sleep(0.1)
    begun = set(aside.rglob("index.html"))
    times = {path.relative_to(aside): path.stat().st_mtime_ns for path in begun}
    first.send_signal(signal.SIGINT)
    words, _ = first.communicate(timeout=60)
    assert first.returncode == 130, words
    assert "the next export goes on from here" in words
    assert not folder.exists()

    second = command(project, folder)
    words, _ = second.communicate(timeout=120)
    assert second.returncode == 0, words
    assert re.search(r"\d+ files, .* MB, in \d+ seconds", words), words
    assert "The next sentence turns on " in words
    assert {path.name for path in tmp_path.iterdir()} == {"public", "public.nginx.conf", "public.Caddyfile"}
    assert all((folder / path).stat().st_mtime_ns == time_ for path, time_ in times.items())

    assert without_marker(contents(folder)) == without_marker(contents(english))

    third = command(project, folder)
    words, _ = third.communicate(timeout=60)
    assert "nothing has changed since the last export" in words


def test_who_serves_files_to_others_says_what_their_server_notes(project: Project, tmp_path: Path):
    """The page on privacy would else promise what nobody looked at."""
    ran = command(project, tmp_path / "public", OFFSWITCH_PROXY="none")
    words, _ = ran.communicate(timeout=60)
    assert ran.returncode == 1
    assert "OFFSWITCH_PROXY" in words
    assert not list(tmp_path.iterdir())


def test_no_file_speaks_of_what_the_program_notes(pages: dict[str, str]):
    notes = parsed(pages["/en/privacy/"]).select("[aria-labelledby=logs] li")
    assert [words_of(tag) for tag in notes] == [
        "For each request, the server notes the time, the method, the path, the status, how long it took, and the "
        "size of the answer, and nothing else.",
        "All these notes are deleted after 14 days.",
    ]
    for section in ("logs", "server"):
        assert "program" not in words_of(
            parsed(pages["/en/privacy/"]).select_one(f"[aria-labelledby={section}]")
        )


def test_a_language_that_is_not_exported_is_linked_by_no_page(pages: dict[str, str]):
    others = set(ALL) - set(SMALL.languages)
    for address, text in pages.items():
        assert not others & set(re.findall(r' href="/([a-z]+)/', text)), address
