"""Settings: what a host decides. A wrong one stops the start and says what is allowed."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

import offswitch
from offswitch.settings import PREFIX, Settings, SettingsError
from tests.reader import Browser

Start = Callable[[dict[str, str]], Flask]

GOOD = {
    "OFFSWITCH_OPERATOR": "Example Foundation",
    "OFFSWITCH_BASE": "https://offswitch.example",
    "OFFSWITCH_IMPRINT": "https://offswitch.example/imprint",
}


WRONG = [
    ("NAME", "", "at least 1"),
    ("NAME", "x" * 81, "80"),
    ("NAME", "<b>Offswitch</b>", "without <"),
    ("NAME", "two\nlines", "one line"),
    ("OPERATOR", "", "at least 1"),
    ("OPERATOR", "<script>", "without <"),
    ("IMPRINT", "http://offswitch.example/imprint", "https://"),
    ("IMPRINT", "imprint.html", "https://"),
    ("IMPRINT", "javascript:alert(1)", "https://"),
    ("CONTACT", "write to us", "a mail address"),
    ("CONTACT", "http://offswitch.example", "https://"),
    ("CONTACT", "a b@offswitch.example", "a mail address"),
    ("CONTACT", "mailto:x@offswitch.example?cc=y@z.example", "a mail address"),
    ("BASE", "offswitch.example", "https://offswitch.example"),
    ("BASE", "ftp://offswitch.example", "https://offswitch.example"),
    ("BASE", "https://offswitch.example/wizard", "without path"),
    ("BASE", "https://offswitch.example/?a=b", "without path"),
    ("BASE", "https://me:secret@offswitch.example", "without path"),  # pragma: allowlist secret: made up here
    ("BASE", "http://offswitch.example", "https"),
    ("BASE", "https://", "https://offswitch.example"),
    ("BASE", "https://offswitch.example:notaport", "https://offswitch.example"),
    ("HOSTS", "https://offswitch.example", "host names"),
    ("HOSTS", "offswitch.example/wizard", "host names"),
    ("HOSTS", "Offswitch.Example", "lower case"),
    ("HOSTS", "*", "host names"),
    ("HOSTS", "good.example *.example", "host names"),
    ("IMPRINT", "Imprint", "the name of a page of your own"),
    ("PRIVACY", "http://offswitch.example/privacy", "https://"),
    ("PRIVACY", "https://offswitch.example/two words", "https://"),
    ("REPORTS", "the tracker", "a mail address"),
    ("STALE_DAYS", "0", "greater than or equal to 1"),
    ("STALE_DAYS", "soon", "integer"),
    ("PROXIES", "-1", "greater than or equal to 0"),
    ("PROXIES", "6", "less than or equal to 5"),
    ("PROXIES", "*", "integer"),
    ("PROXY", "nginx", "'none', 'ours' or 'own'"),
    ("LOG", "everything", "'failures' or 'requests'"),
    ("METRICS", "9464", "such as 127.0.0.1:9464"),
    ("METRICS", "127.0.0.1:99999", "such as 127.0.0.1:9464"),
    ("HOSTING", "a\nb", "one line"),
    ("CDN", "", "at least 1"),
    ("LOG_DAYS", "0", "greater than or equal to 1"),
    ("LOG_DAYS", "366", "less than or equal to 365"),
    ("LOG_DAYS", "two weeks", "integer"),
    ("PLACE", "Austria", "the code of a country"),
    ("PLACE", "AT", "lower case"),
    ("LOGO", "logo.gif", "logo.svg or logo.png"),
    ("LOGO", "../logo.svg", "logo.svg or logo.png"),
    ("LOGO", "logo.svg", "OFFSWITCH_FOLDER"),
    ("ACCENT", "red", "a colour such as #0b5d4e"),
    ("ACCENT", "#0b5", "a colour such as #0b5d4e"),
    ("ACCENT", "#ffcc00", "1.34 : 1, and 4.5 : 1 is needed; the nearest colour that has it is #846a00"),
    ("ACCENT_DARK", "#0b5d4e", "4.5 : 1 is needed; the nearest colour that has it is #"),
    ("ACCENT_DARK", "#ffffff", "OFFSWITCH_ACCENT is not set"),
    ("LANGUAGES", "de-AT", "such as de"),
    ("LANGUAGES", "en xx", "names 'xx', which there is not; there are "),
    ("LANGUAGES", "en en", "once"),
    ("NATIVE_READERS", "de xx", "names 'xx', which there is not; there are "),
    ("NATIVE_READERS", "de de", "once"),
    ("LANGUAGE", "German", "such as de"),
    ("LANGUAGE", "xx", "names 'xx', which there is not; there are "),
    ("GUIDES", "LinkedIn", "as they stand in addresses"),
    ("GUIDES", "linkedin-ai no-guide", "there are linkedin-ai, "),
    ("GUIDES", "gemini gemini", "once"),
    ("SOURCE", "git@offswitch.example", "https://"),
    ("LINKS", "https://offswitch.example", "JSON"),
    ("LINKS", '{"text": "Us"}', "a list"),
    ("LINKS", '[{"text": "Us"}]', "› 1 › address: is missing"),
    ("LINKS", '[{"text": {}, "address": "https://us.example"}]', "› 1 › text is {}"),
    ("LINKS", '[{"text": "Us", "address": "javascript:alert(1)"}]', "https://"),
    ("LINKS", '[{"text": "<b>", "address": "https://us.example"}]', "without <"),
    (
        "LINKS",
        '[{"text": "Us", "url": "https://us.example", "address": "https://us.example"}]',
        "there are text, address",
    ),
    ("LINKS", '[{"text": {"xx": "Us"}, "address": "https://us.example"}]', "there are "),
    ("LINKS", f"[{', '.join(['{}'] * 7)}]", "› 1 › text: is missing"),
    ("NOTICE", "We move.", "JSON"),
    ("NOTICE", "[]", "a table with text and since and until"),
    ("NOTICE", '{"text": ""}', "at least 1"),
    ("NOTICE", '{"text": "We move.", "since": "3.12.2026"}', "a day, written as 2027-03-07"),
    (
        "NOTICE",
        '{"text": "We move.", "since": "2026-02-02", "until": "2026-02-01"}',
        "on the day it begins, or later",
    ),
    ("NOTICE", '{"text": {"xx": "We move."}}', "there are "),
    ("FOLDER", "", "a folder that is there"),
    ("FOLDER", "/nowhere", "a folder that is there"),
]
"""The setting, a wrong value, and a part of what is said of it."""


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start the app as a server does, in an environment of nothing but these variables."""

    def start(environ: dict[str, str]) -> Flask:
        for name in [each for each in os.environ if each.startswith(PREFIX)]:
            monkeypatch.delenv(name)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["gunicorn"])
        return offswitch.create_app()

    return start


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_setting_stops_the_start_and_is_named_with_what_is_allowed(
    start: Start, name: str, value: str, said: str
):
    with pytest.raises(SystemExit) as caught:
        start({**GOOD, f"OFFSWITCH_{name}": value})
    first, *lines = str(caught.value).splitlines()
    assert first == "Offswitch does not start."
    assert all(line.startswith(f"OFFSWITCH_{name}") for line in lines)
    assert any(said in line for line in lines)


def test_every_setting_is_tried_with_something_wrong():
    assert {name.lower() for name, _, _ in WRONG} == set(Settings.model_fields)


def test_the_value_that_is_wrong_is_shown():
    for value in ("", "<b>Offswitch</b>", "two\nlines"):
        with pytest.raises(SettingsError, match=re.escape(f"OFFSWITCH_NAME is {value!r}: ")):
            Settings.read({**GOOD, "OFFSWITCH_NAME": value})


def test_a_language_for_all_others_has_to_be_one_that_is_offered(start: Start):
    with pytest.raises(SystemExit, match=r"OFFSWITCH_LANGUAGE is 'en': one of those that .* offers, de"):
        start({**GOOD, "OFFSWITCH_LANGUAGES": "de"})


RIGHT = {
    "NAME": "Off at last",
    "OPERATOR": "Example Society",
    "IMPRINT": "https://society.example/imprint",
    "PRIVACY": "https://society.example/privacy",
    "CONTACT": "privacy@society.example",
    "REPORTS": "https://tracker.society.example/new",
    "STALE_DAYS": "90",
    "BASE": "https://offswitch.example",
    "HOSTS": "www.offswitch.example",
    "PROXIES": "1",
    "PROXY": "ours",
    "LOG": "requests",
    "METRICS": "127.0.0.1:9464",
    "HOSTING": "Example Hosting, Austria",
    "CDN": "Example Network, Iceland",
    "LOG_DAYS": "7",
    "PLACE": "at",
    "LOGO": "logo.svg",
    "ACCENT": "#7a0a5c",
    "ACCENT_DARK": "#f0a8dc",
    "LANGUAGES": "de en",
    "NATIVE_READERS": "de",
    "LANGUAGE": "de",
    "GUIDES": "meta-ai linkedin-ai",
    "SOURCE": "https://society.example/offswitch",
    "LINKS": '[{"text": {"de": "Spenden", "en": "Donate"}, "address": "https://society.example/donate"}]',
    "NOTICE": '{"text": "We move on Sunday.", "since": "2026-03-01", "until": "2026-03-08"}',
}
"""Every setting but the folder."""

RIGHT_FILE = """
name = "Off at last"
operator = "Example Society"
imprint = "https://society.example/imprint"
privacy = "https://society.example/privacy"
contact = "privacy@society.example"
reports = "https://tracker.society.example/new"
stale_days = 90
base = "https://offswitch.example"
hosts = ["www.offswitch.example"]
proxies = 1
proxy = "ours"
log = "requests"
metrics = "127.0.0.1:9464"
hosting = "Example Hosting, Austria"
cdn = "Example Network, Iceland"
log_days = 7
place = "at"
logo = "logo.svg"
accent = "#7a0a5c"
accent_dark = "#f0a8dc"
languages = ["de", "en"]
native_readers = ["de"]
language = "de"
guides = ["meta-ai", "linkedin-ai"]
source = "https://society.example/offswitch"

[[links]]
text = { de = "Spenden", en = "Donate" }
address = "https://society.example/donate"

[notice]
text = "We move on Sunday."
since = 2026-03-01
until = 2026-03-08
"""


def test_every_setting_means_the_same_in_a_variable_and_in_a_file(tmp_path: Path):
    (tmp_path / "settings.toml").write_text(RIGHT_FILE, encoding="utf-8")
    folder = {"OFFSWITCH_FOLDER": str(tmp_path)}
    by_variables = Settings.read(
        {
            "OFFSWITCH_SETTINGS": os.devnull,
            **folder,
            **{f"OFFSWITCH_{name}": value for name, value in RIGHT.items()},
        }
    )
    assert Settings.read(folder) == by_variables
    assert by_variables.model_fields_set == set(Settings.model_fields)


def test_a_site_with_every_setting_starts(start: Start, tmp_path: Path):
    (tmp_path / "settings.toml").write_text(RIGHT_FILE, encoding="utf-8")
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>')
    browse = Browser(start({"OFFSWITCH_FOLDER": str(tmp_path)}))
    page = browse("/de/", headers={"Host": "www.offswitch.example"})
    assert page.words("a.brand") == "Off at last"
    assert "Spenden" in page.words("footer.site")


def test_variables_overrule_the_file_in_the_folder_setting_by_setting(tmp_path: Path):
    (tmp_path / "settings.toml").write_text(RIGHT_FILE, encoding="utf-8")
    settings = Settings.read(
        {"OFFSWITCH_FOLDER": str(tmp_path), "OFFSWITCH_LINKS": "[]", "OFFSWITCH_GUIDES": ""}
    )
    assert (settings.links, settings.guides, settings.language) == ((), (), "de")


def test_a_folder_may_hold_no_settings(tmp_path: Path):
    assert Settings.read({"OFFSWITCH_FOLDER": str(tmp_path)}) == Settings(folder=tmp_path)


def test_a_wrong_file_in_the_folder_is_named(tmp_path: Path):
    (tmp_path / "settings.toml").write_text("name = \n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"OFFSWITCH_FOLDER: settings.toml cannot be read: .*line 1"):
        Settings.read({"OFFSWITCH_FOLDER": str(tmp_path)})


def test_a_file_that_is_named_counts_before_the_one_in_the_folder(tmp_path: Path):
    (tmp_path / "settings.toml").write_text('name = "In the folder"', encoding="utf-8")
    (tmp_path / "other.toml").write_text('name = "Named"', encoding="utf-8")
    environ = {"OFFSWITCH_FOLDER": str(tmp_path), "OFFSWITCH_SETTINGS": str(tmp_path / "other.toml")}
    assert Settings.read(environ).name == "Named"


def test_all_wrong_settings_are_named_at_once():
    with pytest.raises(SettingsError) as caught:
        Settings.read({"OFFSWITCH_BASE": "nowhere", "OFFSWITCH_HOSTS": "*", "OFFSWITCH_COLOUR": "red"})
    lines = str(caught.value).splitlines()
    assert [line.split()[0].strip(":") for line in lines] == [
        "OFFSWITCH_BASE",
        "OFFSWITCH_HOSTS",
        "OFFSWITCH_COLOUR",
    ]


def test_an_unknown_setting_is_named_with_those_that_there_are():
    with pytest.raises(SettingsError) as caught:
        Settings.read({"OFFSWITCH_OPERATER": "Typo"})
    assert str(caught.value).startswith("OFFSWITCH_OPERATER: ")
    for field in Settings.model_fields:
        assert f"OFFSWITCH_{field.upper()}" in str(caught.value)


@pytest.mark.parametrize("missing", ["OFFSWITCH_OPERATOR", "OFFSWITCH_IMPRINT"])
def test_a_site_for_others_has_to_say_who_runs_it_and_where_its_imprint_is(missing: str):
    with pytest.raises(SettingsError, match=f"^{missing} not set"):
        Settings.read({name: value for name, value in GOOD.items() if name != missing})


def test_of_both_that_are_missing_both_are_named():
    with pytest.raises(SettingsError, match="OFFSWITCH_OPERATOR and OFFSWITCH_IMPRINT not set"):
        Settings.read({"OFFSWITCH_BASE": "https://offswitch.example"})


def test_other_variables_are_none_of_our_business():
    assert Settings.read({"HOME": "/", "OFFSWITCHES": "x", "PATH": ""}) == Settings()


def test_settings_can_stand_in_one_file(tmp_path: Path):
    file = tmp_path / "offswitch.toml"
    file.write_text(
        'name = "Aus damit"\noperator = "Example Foundation"\nbase = "https://offswitch.example"\n'
        'imprint = "imprint"\nhosts = ["www.offswitch.example"]\n',
        encoding="utf-8",
    )
    settings = Settings.read({"OFFSWITCH_SETTINGS": str(file)})
    assert settings.name == "Aus damit"
    assert settings.hosts == ("www.offswitch.example",)
    assert not settings.serves_only_this_machine


def test_the_environment_overrules_the_file(tmp_path: Path):
    file = tmp_path / "offswitch.toml"
    file.write_text('name = "From the file"\noperator = "From the file"\n', encoding="utf-8")
    settings = Settings.read({"OFFSWITCH_SETTINGS": str(file), "OFFSWITCH_NAME": "From the environment"})
    assert (settings.name, settings.operator) == ("From the environment", "From the file")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (b"name = \nbase = 'x'", "offswitch.toml cannot be read: .*line 1"),
        (b"name = '\xff'", "offswitch.toml cannot be read"),
        (b"colour = 'red'", "OFFSWITCH_COLOUR: .*no such setting"),
        (b"name = 3", "OFFSWITCH_NAME is 3: .*string"),
        (b"hosts = 3", "OFFSWITCH_HOSTS is 3: "),
        (b"[name]\nlong = 'x'", "OFFSWITCH_NAME is {'long': 'x'}: .*string"),
    ],
    ids=["no TOML", "no UTF-8", "unknown", "a number", "no list", "a table"],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: bytes, named: str):
    file = tmp_path / "offswitch.toml"
    file.write_bytes(text)
    with pytest.raises(SettingsError, match=named):
        Settings.read({"OFFSWITCH_SETTINGS": str(file)})


@pytest.mark.parametrize("path", ["nowhere.toml", "."])
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, path: str):
    with pytest.raises(SettingsError, match=r"OFFSWITCH_SETTINGS: .*cannot be read"):
        Settings.read({"OFFSWITCH_SETTINGS": str(tmp_path / path)})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://offswitch.example/", "https://offswitch.example"),
        ("https://offswitch.example:8443", "https://offswitch.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_base_address_is_kept_without_its_slash(given: str, kept: str):
    assert Settings(operator="Example Foundation", imprint="imprint", base=given).base == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("privacy@offswitch.example", "mailto:privacy@offswitch.example"),
        ("mailto:privacy@offswitch.example", "mailto:privacy@offswitch.example"),
        ("https://offswitch.example/contact", "https://offswitch.example/contact"),
    ],
)
def test_a_contact_becomes_an_address_that_can_be_opened(given: str, kept: str):
    assert Settings(contact=given).contact == kept


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        ("", ()),
        ("a.example", ("a.example",)),
        ("a.example b.example", ("a.example", "b.example")),
        (" a.example,b.example, ", ("a.example", "b.example")),
    ],
)
def test_further_hosts_are_separated_by_spaces_or_commas(given: str, hosts: tuple[str, ...]):
    assert Settings.read({"OFFSWITCH_HOSTS": given}).hosts == hosts


@pytest.mark.parametrize("missing", [*GOOD, None])
def test_without_operator_imprint_or_base_a_site_answers_only_to_this_machine(missing: str | None):
    local = {**GOOD, "OFFSWITCH_BASE": "http://localhost:8000"}
    environ = {name: value for name, value in local.items() if name != missing and missing}
    settings = Settings.read({**environ, "OFFSWITCH_HOSTS": "offswitch.example"})
    assert settings.serves_only_this_machine
    assert settings.missing == (
        (missing,) if missing else ("OFFSWITCH_OPERATOR", "OFFSWITCH_IMPRINT", "OFFSWITCH_BASE")
    )
    assert "offswitch.example" not in settings.trusted_hosts


def test_with_all_three_it_answers_to_its_base_and_its_further_hosts():
    settings = Settings.read({**GOOD, "OFFSWITCH_HOSTS": "www.offswitch.example"})
    assert {"offswitch.example", "www.offswitch.example", "localhost"} <= set(settings.trusted_hosts)


def test_a_site_for_this_machine_only_says_so_on_every_page(serve):
    local: Browser = serve(Settings())
    for address in ("/en/", "/de/linkedin-ai/at/settings/", "/en/about/"):
        assert local(address).words(".local")
        assert str(local(address).one("link[rel=canonical]")["href"]).startswith("http://127.0.0.1:")


def test_a_site_for_all_names_operator_contact_and_imprint(browse: Browser):
    for address in ("/en/about/", "/en/privacy/"):
        page = browse(address)
        assert not page.all(".local")
        assert "Example Foundation" in page.words("main")
        links = [link["href"] for link in page.all("section[aria-labelledby=who] a")]
        assert links == ["mailto:privacy@offswitch.example", "https://offswitch.example/imprint"]


def test_the_name_of_the_site_stands_in_its_head_and_in_every_title(serve):
    page = serve(Settings(name="Aus & damit"))("/de/linkedin-ai/")
    assert page.words("a.brand") == "Aus & damit"
    assert page.title.endswith(" – Aus & damit")


@pytest.mark.parametrize(
    ("environ", "origin"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8111"}, "http://127.0.0.1:8111"),
        ({**GOOD, "PORT": "8111"}, "https://offswitch.example"),
    ],
)
def test_whole_addresses_start_with_the_base_or_with_where_the_trial_listens(
    environ: dict[str, str], origin: str
):
    assert Settings.read(environ).origin == origin
