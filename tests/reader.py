"""Readers: open pages as people do. Every page they see is held against the house rules."""

from typing import Any, Self
from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import Tag
from flask import Flask

from tests.house import Page, complaints


class Browser:
    """Opens pages, without cookies, and fails on any that breaks a house rule."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client(use_cookies=False)

    def __call__(self, address: str, *, status: int = 200, **request: Any) -> Page:
        page = self.look(address, **request)
        assert page.status == status, f"{page}, not {status}"
        broken = list(complaints(page))
        assert not broken, "\n".join([str(page), *broken])
        return page

    def look(self, address: str, *, method: str = "GET", **request: Any) -> Page:
        """Open it without judging it."""
        return Page(
            address, self.client.open(address.partition("#")[0], method=method, buffered=True, **request)
        )


class Reader:
    """Somebody without JavaScript, who follows the links and fills in the forms that stand on the page."""

    def __init__(self, browse: Browser) -> None:
        self._browse = browse
        self.page: Page

    def opens(self, address: str) -> Self:
        self.page = self._browse(address)
        return self

    def follows(self, selector: str) -> Self:
        """The only link that the selector finds."""
        return self.opens(urljoin(self.page.address, str(self.page.one(selector)["href"])))

    def lives_in(self, place: str) -> Self:
        return self.follows(f'[data-place="{place}"] a')

    def goes_on(self) -> Self:
        return self.follows(".ways a.button")

    def goes_back(self) -> Self:
        return self.follows(".ways a.back[data-hx-get]")

    def goes_to_step(self, number: int) -> Self:
        return self.follows(f".steps li:nth-of-type({number}) a")

    def reads_in(self, language: str) -> Self:
        return self.follows(f'.languages a[lang="{language}"]')

    def ticks(self, *values: str) -> Self:
        for value in values:
            self._box(value)["checked"] = ""
        return self

    def unticks(self, *values: str) -> Self:
        for value in values:
            del self._box(value)["checked"]
        return self

    def chooses(self, name: str, value: str) -> Self:
        for option in self.page.one(f"select[name={name}]").select("option"):
            del option["selected"]
            if option["value"] == value:
                option["selected"] = ""
        assert self.page.soup.select(f'select[name={name}] option[value="{value}"][selected]'), value
        return self

    def sends(self) -> Self:
        """Press the button of the page's form, not of one that leads to a file."""
        form = self.page.one("main form[data-hx-get]")
        assert form.select("button[type=submit]")
        query = urlencode(list(_fields(form)))
        return self.opens(f"{form['action']}?{query}" if query else str(form["action"]))

    def ticked(self) -> set[str]:
        return {str(box["value"]) for box in self.page.soup.select("input[type=checkbox][checked]")}

    @property
    def path(self) -> str:
        return urlsplit(self.page.address).path

    @property
    def query(self) -> str:
        return urlsplit(self.page.address).query

    def _box(self, value: str) -> Tag:
        return self.page.one(f'input[type=checkbox][value="{value}"]')


def _fields(form: Tag) -> list[tuple[str, str]]:
    """What a browser would send: hidden fields, ticked boxes, chosen options, in the order of the page."""
    fields = []
    for control in form.select("input, select"):
        if control.name == "select":
            chosen = control.select("option[selected]") or control.select("option")[:1]
            fields += [(str(control["name"]), str(option["value"])) for option in chosen]
        elif control["type"] == "hidden" or control.get("checked") is not None:
            fields.append((str(control["name"]), str(control["value"])))
    return fields
