"""Templating: what templates may use besides the page they show."""

import json
from collections.abc import Callable
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import flask.templating
import jinja2.compiler
import jinja2.environment
import jinja2.runtime
import jinja2.utils
from flask import Flask
from jinja2 import BytecodeCache, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from offswitch import addresses, language
from offswitch.assets import HTMX
from offswitch.folders import TEMPLATES
from offswitch.pages.host_page import own_links
from offswitch.pages.operator import notice_on, operator_links
from offswitch.prepared import mark_of, prepare, prepared
from offswitch.site import Site

PREPARED = "templates"

HTMX_CONFIG = json.dumps(
    {
        # What is inherited says so in its name (data-hx-target-inherited); HTML has no colons there.
        "metaCharacter": "-",
        "includeIndicatorCSS": False,
        "defaultTimeout": 10_000,
        # What the reader unfolded stays open when the page around it changes.
        "morphIgnore": ["data-htmx-powered", "open"],
    },
    separators=(",", ":"),
)


class Context(jinja2.runtime.Context):
    """Calls what a template calls. Nothing of ours asks to be handed the context, and nobody looks for it."""

    def call(
        self,
        function: Callable[..., Any],
        /,
        *args: Any,
        _loop_vars: object = None,
        _block_vars: object = None,
        **kwargs: Any,
    ) -> Any:
        return function(*args, **kwargs)


class Macro(jinja2.runtime.Macro):
    """A macro that is called as the function that it is, unless its arguments are named."""

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        if kwargs:
            return super().__call__(*args, **kwargs)
        return Markup(self._func(*args, *self._unsaid[len(args) :]))  # noqa: S704

    @cached_property
    def _unsaid(self) -> tuple[object, ...]:
        return (jinja2.utils.missing,) * self._argument_count


class Generator(jinja2.compiler.CodeGenerator):
    """Compiles templates as Jinja does. A page escapes and calls macros thousands of times: that is ours."""

    def visit_Template(self, *args: Any) -> None:  # noqa: N802
        super().visit_Template(*args)
        # It is the last import of a name that counts.
        self.writeline("from offswitch.escaping import html as escape")
        self.writeline("from offswitch.templating import Macro")


class Template(jinja2.environment.Template):
    """A template. All share the same globals, so what one imports is the same for each that imports it."""

    def _get_default_module(self, _ctx: object = None) -> Any:
        return super()._get_default_module()


class Environment(flask.templating.Environment):
    """Reads templates as Flask's does, in less time. Attributes are attributes, and never items."""

    code_generator_class = Generator
    context_class = Context
    template_class = Template
    getattr = staticmethod(getattr)  # type: ignore[assignment]


def init_app(app: Flask, site: Site) -> None:
    app.jinja_environment = Environment
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        _=language.gettext,
        ngettext=language.ngettext,
        addresses=addresses,
        settings=site.settings,
        logo=site.logo,
        notice=lambda: notice_on(site.today, site.settings),
        operator_links=lambda: operator_links(site.settings),
        static={name: asset.address for name, asset in site.assets.items()},
        htmx=HTMX,
        htmx_config=HTMX_CONFIG,
        current_language=language.current,
        partial=addresses.partial,
        own_links=lambda: own_links(site),
        as_files=site.as_files,
    )
    app.jinja_env.filters["plain"] = plain


class _Compiled(BytecodeCache):
    """Templates as the code that Jinja makes of them, by its own names for them."""

    def __init__(self, code: dict[str, bytes]) -> None:
        self.code = code

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := self.code.get(bucket.key):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


def load(app: Flask) -> dict[str, bytes]:
    """Load every template, so that no request has to and the workers share them. Returns their code."""
    environment = app.jinja_env
    environment.bytecode_cache = compiled = _Compiled(prepared(PREPARED, _mark()) or {})
    for name in environment.list_templates(["html", "xml"]):
        environment.get_template(name)
    environment.bytecode_cache = None
    return compiled.code


def prepare_templates(site: Callable[[], Flask]) -> None:
    """Prepare them for the starts of sites."""
    if prepared(PREPARED, _mark()) is None:
        prepare(PREPARED, _mark(), load(site()))


def _mark() -> bytes:
    """Of the templates, and of what decides how they are read."""
    return mark_of([*TEMPLATES.rglob("*.*"), Path(__file__)], version("jinja2"))


def plain(words: object) -> str:
    """Words without markup, for an attribute or a title."""
    return str.__str__(words) if isinstance(words, str) else str(words)
