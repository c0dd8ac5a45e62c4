"""Writing: the sheet as a page for print and as a file to fill in."""

from datetime import date

import tomlkit
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from offswitch.folders import TEMPLATES
from offswitch.verification.sheet import Sheet

FORMS = ("html", "toml")


def write_sheet(sheet: Sheet, today: date) -> dict[str, str]:
    """The two forms of the sheet, by the name of their file. They hold the same entries."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "sheets"),
        autoescape=select_autoescape(("html.jinja",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["toml"] = _toml
    return {
        f"verify-{sheet.guide.slug}.{form}": environment.get_template(f"verification.{form}.jinja").render(
            sheet=sheet, today=today
        )
        for form in FORMS
    }


def _toml(value: str | date) -> str:
    return tomlkit.item(value).as_string()
