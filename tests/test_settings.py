"""Settings: what a host decides. A wrong one stops the start and says what is allowed."""

import sys
from pathlib import Path

import pytest

import offswitch
from offswitch.settings import Settings, SettingsError
from tests.reader import Browser

GOOD = {
    "OFFSWITCH_OPERATOR": "Example Foundation",
    "OFFSWITCH_BASE": "https://offswitch.example",
}


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
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
        ("BASE", "https://me:secret@offswitch.example", "without path"),
        ("BASE", "http://offswitch.example", "https"),
        ("BASE", "https://", "https://offswitch.example"),
        ("BASE", "https://offswitch.example:notaport", "https://offswitch.example"),
        ("HOSTS", "https://offswitch.example", "host names"),
        ("HOSTS", "offswitch.example/wizard", "host names"),
        ("HOSTS", "Offswitch.Example", "lower case"),
        ("HOSTS", "*", "host names"),
        ("HOSTS", "good.example *.example", "host names"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_what_is_allowed(name: str, value: str, allowed: str):
    with pytest.raises(SettingsError) as caught:
        Settings.read({**GOOD, f"OFFSWITCH_{name}": value})
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"OFFSWITCH_{name} is ")
    assert repr(value) in line or "*.example" in line
    assert allowed in line


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


def test_a_site_for_others_has_to_say_who_runs_it():
    with pytest.raises(SettingsError, match="OFFSWITCH_OPERATOR"):
        Settings.read({"OFFSWITCH_BASE": "https://offswitch.example"})


def test_other_variables_are_none_of_our_business():
    assert Settings.read({"HOME": "/", "OFFSWITCHES": "x", "PATH": ""}) == Settings()


def test_settings_can_stand_in_one_file(tmp_path: Path):
    file = tmp_path / "offswitch.toml"
    file.write_text(
        'name = "Aus damit"\noperator = "Example Foundation"\nbase = "https://offswitch.example"\n'
        'hosts = ["www.offswitch.example"]\n',
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
    assert Settings(operator="Example Foundation", base=given).base == kept


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


@pytest.mark.parametrize(
    "environ", [{}, {"OFFSWITCH_OPERATOR": "Example Foundation"}, {"OFFSWITCH_BASE": "http://localhost:8000"}]
)
def test_without_operator_and_base_a_site_answers_only_to_this_machine(environ: dict[str, str]):
    settings = Settings.read({**environ, "OFFSWITCH_HOSTS": "offswitch.example"})
    assert settings.serves_only_this_machine
    assert "offswitch.example" not in settings.trusted_hosts


def test_with_both_it_answers_to_its_base_and_its_further_hosts():
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
        links = [link["href"] for link in page.all("main a") if not str(link["href"]).startswith("/")]
        assert links == ["mailto:privacy@offswitch.example", "https://offswitch.example/imprint"]


def test_the_name_of_the_site_stands_in_its_head_and_in_every_title(serve):
    page = serve(Settings(name="Aus & damit"))("/de/linkedin-ai/")
    assert page.words("a.brand") == "Aus & damit"
    assert page.title.endswith(" – Aus & damit")


def test_a_wrong_setting_stops_the_start(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["gunicorn"])
    monkeypatch.setenv("OFFSWITCH_COLOUR", "red")
    with pytest.raises(SystemExit, match="OFFSWITCH_COLOUR"):
        offswitch.create_app()


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
