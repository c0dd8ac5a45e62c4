"""Settings: what a host decides. Read from OFFSWITCH_* or from one TOML file; a wrong one stops the start."""

import json
import re
import tomllib
from collections.abc import Mapping
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
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

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
    if parts.scheme != "https" or not parts.hostname:
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


def _split(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _parsed(value: object) -> object:
    """A variable holds one line: what has parts stands there as JSON."""
    if not isinstance(value, str) or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise ValueError(f"JSON, in a variable: {error}") from None


def is_this_machine(host: str) -> bool:
    """Whether a host name or address means the machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


OWN_PAGE = re.compile(r"[a-z][a-z0-9-]{0,39}")

Line = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\n<>]*$")]
HostName = Annotated[str, AfterValidator(_host_name)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Contact = Annotated[str, AfterValidator(_contact)]
Code = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Sentence = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\n<>]*$")]


class Part(BaseModel):
    """A setting with parts of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Link(Part):
    """A link of the host's own, at the foot of every page."""

    text: Line | dict[Code, Line]
    """What it says: one text for all languages, or one for each."""
    address: WebAddress


class Notice(Part):
    """What the host tells every reader, at the top of every page, for a while."""

    text: Sentence | dict[Code, Sentence]
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
    """What stands before the server: nothing, one of the shipped proxies, or one whose logs the host describes."""
    log: Literal["failures", "requests"] = "failures"
    """What the server logs: failures only, or a line for every request too."""
    hosting: Line | None = None
    """Who runs the machine for the operator, and in which country."""
    cdn: Line | None = None
    """Whose network hands out the pages for the operator, and from which country."""
    logo: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+\.(svg|png)$")] | None = None
    """The file of the operator's logo in the host's folder."""
    accent: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    """The colour of buttons and links on a light ground."""
    accent_dark: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    """The colour of buttons and links on a dark ground."""
    languages: Annotated[tuple[Code, ...], BeforeValidator(_split)] = ()
    """The languages that are offered; all if none is named."""
    language: Code = "en"
    """The language for readers whose browser asks for none that is offered."""
    guides: Annotated[tuple[Slug, ...], BeforeValidator(_split)] = ()
    """The guides that are offered, in their order; all if none is named."""
    source: WebAddress | None = None
    """Where the source code of this instance can be had."""
    links: Annotated[tuple[Link, ...], BeforeValidator(_parsed), Field(max_length=6)] = ()
    """Links of the host's own, at the foot of every page."""
    notice: Annotated[Notice | None, BeforeValidator(_parsed)] = None
    """What the host tells every reader for a while."""
    folder: Path | None = None
    """The host's folder: words, guides, pages, logo."""

    _port: str = PrivateAttr("8000")
    """Where the server listens that is only for this machine."""

    @model_validator(mode="after")
    def _is_public_or_local(self) -> Self:
        if self.base and not is_this_machine(urlsplit(self.base).hostname or "") and not self.operator:
            raise ValueError("OFFSWITCH_OPERATOR is not set: a site for others must say who runs it")
        return self

    @property
    def serves_only_this_machine(self) -> bool:
        return self.operator is None or self.base is None

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
        if path := _settings_file(environ):
            values |= _read_file(path)
        for variable, value in environ.items():
            if variable.startswith(PREFIX) and variable != FILE:
                values[variable.removeprefix(PREFIX).lower()] = value
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError("\n".join(_explain(cls, error))) from None
        settings._port = environ.get("PORT") or settings._port
        return settings


def _settings_file(environ: Mapping[str, str]) -> Path | None:
    if path := environ.get(FILE):
        return Path(path)
    in_folder = Path(environ.get(FOLDER, "")) / FILE_IN_FOLDER
    return in_folder if environ.get(FOLDER) and in_folder.exists() else None


def _read_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{FILE}: {path.name} cannot be read: {error}") from None


def _explain(kind: type[Settings], error: ValidationError) -> list[str]:
    lines = []
    for detail in error.errors(include_url=False):
        reason = detail["msg"].removeprefix("Value error, ")
        if detail["type"] == "string_pattern_mismatch":
            reason = "one line without < and >"
        if detail["type"] == "extra_forbidden":
            known = ", ".join(f"{PREFIX}{name.upper()}" for name in kind.model_fields)
            reason = f"there is no such setting; there are {known}"
        name = "_".join(str(part) for part in detail["loc"][:1]).upper()
        value = "" if detail["type"] == "extra_forbidden" or not name else f" is {detail['input']!r}"
        lines.append(f"{PREFIX}{name}{value}: {reason}" if name else reason)
    return lines
