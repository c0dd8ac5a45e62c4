"""Settings: what a host decides. Read from OFFSWITCH_* or from one TOML file; a wrong one stops the start."""

import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from offswitch import theme

PREFIX = "OFFSWITCH_"
FILE = "OFFSWITCH_SETTINGS"
FOLDER = "OFFSWITCH_FOLDER"
FILE_IN_FOLDER = "settings.toml"

THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


class SettingsError(Exception):
    """A setting is unknown or malformed. Names each one, its value and what is allowed."""


def _base_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("an address such as https://offswitch.example")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        raise ValueError("an address without path, query or name, such as https://offswitch.example")
    if parts.scheme == "http" and not is_this_machine(parts.hostname):
        raise ValueError("https, unless it is this machine")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise ValueError("a port between 1 and 65535") from None
    return f"{parts.scheme}://{_in_brackets(parts.hostname)}{port}"


def _in_brackets(host: str) -> str:
    """A host name as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or re.search(r"[\s<>\"]", value):
        raise ValueError("an address that starts with https://")
    return value


def _contact(value: str) -> str:
    address = value.removeprefix("mailto:")
    name, at, domain = address.partition("@")
    if at and name and "." in domain and not set(address) & set(" <>\"'?&"):
        return f"mailto:{address}"
    try:
        return _web_address(value)
    except ValueError:
        raise ValueError("a mail address, or an address that starts with https://") from None


def _host_name(value: str) -> str:
    if not value or set(value) & set("/@ ?#*:") or value != value.lower():
        raise ValueError(
            "host names such as offswitch.example, lower case, without port, separated by spaces"
        )
    return value


def _imprint(value: str) -> str:
    if OWN_PAGE.fullmatch(value):
        return value
    try:
        return _web_address(value)
    except ValueError:
        raise ValueError(
            "an address that starts with https://, or the name of a page of your own, such as imprint"
        ) from None


def _metrics_address(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isascii() and port.isdecimal() and 0 < int(port) < 65536) or set(
        host
    ) & set("/@ "):
        raise ValueError("an address of this machine and a port of its own, such as 127.0.0.1:9464")
    return value


def _place(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2}", value):
        raise ValueError("the code of a country in lower case, such as at")
    return value


def _split(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    if twice := [value for value, count in Counter(values).items() if count > 1]:
        raise ValueError(f"each of them once, not {twice[0]!r} again")
    return values


def _parsed(value: object) -> object:
    """A variable holds one line: what has parts stands there as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise ValueError(f"JSON, in a variable; this is none: {error}") from None


def _folder(value: object) -> object:
    """Looked at here: all that stands in it is read later, and would be said to be missing."""
    if isinstance(value, str) and not (
        value and Path(value).is_dir() and os.access(value, os.R_OK | os.X_OK)
    ):
        raise ValueError("a folder that is there and may be read")
    return value


def _like(pattern: str, allowed: str) -> AfterValidator:
    """Text of this form. What is allowed is said in words, as no host reads patterns."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(allowed)
        return value

    return AfterValidator(check)


def is_this_machine(host: str) -> bool:
    """Whether a host name or address means the machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


OWN_PAGE = re.compile(r"[a-z][a-z0-9-]{0,39}")

ONE_LINE = _like(r"[^\r\n<>]*", "one line without < and >")
COLOUR = _like(r"#[0-9a-fA-F]{6}", "a colour such as #0b5d4e: # and six digits from 0 to f")

Line = Annotated[str, Field(min_length=1, max_length=80), ONE_LINE]
HostName = Annotated[str, AfterValidator(_host_name)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Contact = Annotated[str, AfterValidator(_contact)]
Code = Annotated[str, _like(r"[a-z]{2,3}", "codes of languages, such as de")]
Slug = Annotated[str, _like(r"[a-z][a-z0-9-]*", "names of guides, as they stand in addresses")]
Sentence = Annotated[str, Field(min_length=1, max_length=400), ONE_LINE]

ONE, EACH = "one text", "a text for each language"
"""How a text may stand. Of a wrong one, only what it was meant to be is spoken of."""
_one_or_each = Discriminator(lambda value: EACH if isinstance(value, Mapping) else ONE)
Title = Annotated[
    Annotated[Line, Tag(ONE)] | Annotated[dict[Code, Line], Field(min_length=1), Tag(EACH)], _one_or_each
]
Message = Annotated[
    Annotated[Sentence, Tag(ONE)] | Annotated[dict[Code, Sentence], Field(min_length=1), Tag(EACH)],
    _one_or_each,
]
Text = str | dict[str, str]
"""What a host says: one text for all languages, or one for each."""


class Part(BaseModel):
    """A setting with parts of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(Part):
    """A link of the host's own, at the foot of every page."""

    text: Title
    """What it says: one text for all languages, or one for each."""
    address: WebAddress


class Notice(Part):
    """What the host tells every reader, at the top of every page, for a while."""

    text: Message
    """What it says: one text for all languages, or one for each."""
    since: date | None = None
    """The first day on which it is shown; from the start if none."""
    until: date | None = None
    """The last day on which it is shown; for good if none."""

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise ValueError("a notice that ends on the day it begins, or later")
        return self

    def is_shown_on(self, day: date) -> bool:
        return (self.since or day) <= day <= (self.until or day)

    def turns(self) -> Iterator[date]:
        """The days on which it comes and goes."""
        if self.since:
            yield self.since
        if self.until and self.until < date.max:
            yield self.until + timedelta(days=1)


class Settings(Part):
    """What a host decides. Each field is a setting: 'name' is OFFSWITCH_NAME."""

    name: Line = "Offswitch"
    """What the site calls itself."""
    operator: Line | None = None
    """Who runs this instance: the name of a person or organisation."""
    imprint: Annotated[str, AfterValidator(_imprint)] | None = None
    """The operator's imprint: its address, or the name of a page of the host's own."""
    privacy: WebAddress | None = None
    """The address of the operator's privacy notice, for what is beyond this site."""
    contact: Contact | None = None
    """Where readers reach the operator: a mail address, or the address of a page."""
    reports: Contact | None = None
    """Where readers report what differs on their screen: a mail address, or an issue tracker's address."""
    stale_days: Annotated[int, Field(ge=1, le=3650)] = 180
    """After how many days a claim says when its source was last seen."""
    base: Annotated[str, AfterValidator(_base_address)] | None = None
    """The address that the site is reached at, such as https://offswitch.example."""
    hosts: Annotated[tuple[HostName, ...], BeforeValidator(_split)] = ()
    """Further host names that the site answers to."""

    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    """How many proxies stand before the server and may say by which scheme and host a request came."""
    proxy: Literal["none", "ours", "own"] = "none"
    """What stands before the server: nothing, a shipped proxy, or one whose logs the host describes."""
    log: Literal["failures", "requests"] = "failures"
    """What the server logs: failures only, or a line for every request too."""
    metrics: Annotated[str, AfterValidator(_metrics_address)] | None = None
    """Where Prometheus finds counts of requests: an address of this machine with a port of its own."""
    hosting: Line | None = None
    """Who runs the machine for the operator, and in which country."""
    cdn: Line | None = None
    """Whose network hands out the pages for the operator, and from which country."""
    log_days: Annotated[int, Field(ge=1, le=365)] = 14
    """After how many days the operator has logs deleted. The shipped set-ups do."""
    place: Annotated[str, AfterValidator(_place)] | None = None
    """Where the operator sits: the code of a country. Names the authority that watches over it."""
    logo: (
        Annotated[
            str, _like(r"[A-Za-z0-9._-]+\.(svg|png)", "the name of a file, such as logo.svg or logo.png")
        ]
        | None
    ) = None
    """The file of the operator's logo in the host's folder."""
    accent: Annotated[str, COLOUR, AfterValidator(theme.checked_light)] | None = None
    """The colour of buttons and links on a light ground."""
    accent_dark: Annotated[str, COLOUR, AfterValidator(theme.checked_dark)] | None = None
    """The colour of buttons and links on a dark ground."""
    languages: Annotated[tuple[Code, ...], BeforeValidator(_split), AfterValidator(_once)] = ()
    """The languages that are offered; all if none is named."""
    language: Code = "en"
    """The language for readers whose browser asks for none that is offered."""
    native_readers: Annotated[tuple[Code, ...], BeforeValidator(_split), AfterValidator(_once)] = ()
    """The languages that somebody whose first language they are has read all of for the host."""
    guides: Annotated[tuple[Slug, ...], BeforeValidator(_split), AfterValidator(_once)] = ()
    """The guides that are offered, in their order; all if none is named."""
    source: WebAddress | None = None
    """Where the source code of this instance can be had."""
    links: Annotated[tuple[Link, ...], BeforeValidator(_parsed), Field(max_length=6)] = ()
    """Links of the host's own, at the foot of every page."""
    notice: Annotated[Notice | None, BeforeValidator(_parsed)] = None
    """What the host tells every reader for a while."""
    folder: Annotated[Path | None, BeforeValidator(_folder)] = None
    """The host's folder: words, guides, pages, logo."""

    _port: str = PrivateAttr("8000")
    """Where the server listens that is only for this machine."""

    @model_validator(mode="after")
    def _is_public_or_local(self) -> Self:
        if self.base and self.missing and not is_this_machine(urlsplit(self.base).hostname or ""):
            raise ValueError(
                f"{' and '.join(self.missing)} not set: "
                "a site for others must say who runs it, and where its imprint is"
            )
        return self

    @model_validator(mode="after")
    def _has_a_light_accent_if_a_dark_one(self) -> Self:
        if self.accent_dark and not self.accent:
            raise ValueError(
                f"{PREFIX}ACCENT_DARK is {self.accent_dark!r}, and {PREFIX}ACCENT is not set: "
                "the dark accent follows from the other, not the other way round"
            )
        return self

    @model_validator(mode="after")
    def _offers_its_own_language(self) -> Self:
        if self.languages and self.language not in self.languages:
            raise ValueError(
                f"{PREFIX}LANGUAGE is {self.language!r}: "
                f"one of those that {PREFIX}LANGUAGES offers, {', '.join(self.languages)}"
            )
        return self

    @property
    def missing(self) -> tuple[str, ...]:
        """What only the host can say, and has not said: without it, the site is not for others."""
        needed = {"OPERATOR": self.operator, "IMPRINT": self.imprint, "BASE": self.base}
        return tuple(f"{PREFIX}{name}" for name, value in needed.items() if value is None)

    @property
    def serves_only_this_machine(self) -> bool:
        return bool(self.missing)

    @property
    def origin(self) -> str:
        """What every whole address of the site starts with: for QR codes, calendars, feeds, links to copy.

        It comes from the settings, never from a request: a page that may be kept says it to everyone.
        """
        return self.base or f"http://127.0.0.1:{self._port}"

    @property
    def stale_after(self) -> timedelta:
        return timedelta(days=self.stale_days)

    @property
    def is_https(self) -> bool:
        return self.base is not None and self.base.startswith("https://")

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        """The host names that requests may ask for."""
        if self.serves_only_this_machine:
            return THIS_MACHINE
        return (*THIS_MACHINE, _in_brackets(urlsplit(self.base or "").hostname or ""), *self.hosts)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """The settings from the file that OFFSWITCH_SETTINGS names, or settings.toml in OFFSWITCH_FOLDER.

        OFFSWITCH_* overrule the file.

        Raises SettingsError with every wrong setting.
        """
        values: dict[str, object] = {}
        if file := _settings_file(environ):
            values |= _read_file(*file)
        for variable, value in environ.items():
            if variable.startswith(PREFIX) and variable != FILE:
                values[variable.removeprefix(PREFIX).lower()] = value
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError(
                "\n".join(_explain(detail) for detail in error.errors(include_url=False))
            ) from None
        settings._port = environ.get("PORT") or settings._port
        return settings


WITH_PARTS: dict[str, type[Part]] = {"links": Link, "notice": Notice}


def _settings_file(environ: Mapping[str, str]) -> tuple[str, Path] | None:
    """The variable that leads to it, and where it is."""
    if path := environ.get(FILE):
        return FILE, Path(path)
    in_folder = Path(environ.get(FOLDER, "")) / FILE_IN_FOLDER
    return (FOLDER, in_folder) if environ.get(FOLDER) and in_folder.exists() else None


def _read_file(variable: str, path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{variable}: {path.name} cannot be read: {error}") from None


def _explain(detail: ErrorDetails) -> str:
    if not detail["loc"]:
        return detail["msg"].removeprefix("Value error, ")
    name, *parts = (part for part in detail["loc"] if part not in {ONE, EACH})
    setting = f"{PREFIX}{str(name).upper()}"
    if name in WITH_PARTS:  # A host counts from 1.
        setting += "".join(f" › {part + 1 if isinstance(part, int) else part}" for part in parts)
    match detail["type"]:
        case "extra_forbidden":
            return f"{setting}: there is no such setting; there are {', '.join(_known(str(name), parts))}"
        case "missing":
            return f"{setting}: is missing"
        case "model_type":
            return f"{setting} is {detail['input']!r}: a table with {' and '.join(_known(str(name), [0]))}"
        case "tuple_type":
            return f"{setting} is {detail['input']!r}: a list"
        case type_ if type_.startswith("date_"):
            return f"{setting} is {detail['input']!r}: a day, written as 2027-03-07"
        case _:
            return f"{setting} is {detail['input']!r}: {detail['msg'].removeprefix('Value error, ')}"


def _known(name: str, parts: list[int | str]) -> list[str]:
    """What there is where somebody wrote something else."""
    if parts:
        return list(WITH_PARTS[name].model_fields)
    return [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]
