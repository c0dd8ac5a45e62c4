"""Hosting: how a static host is set up so that it says of files what our server says of pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from offswitch.export.hosting.caddy import caddyfile
from offswitch.export.hosting.nginx import nginx_site
from offswitch.export.hosting.rules import Rules
from offswitch.export.hosting.underscored import headers_file, redirects_file
from offswitch.export.writing import ExportError

__all__ = ["Hosting", "hosting_of"]


@dataclass(frozen=True)
class Hosting:
    """Texts by the names of their files."""

    inside: Mapping[str, str]
    """For the folder: what hosts look for there by name."""
    beside: Mapping[str, str]
    """For whoever sets up the host: these must not be served."""

    def write_beside(self, folder: Path) -> tuple[Path, ...]:
        """Next to the folder, under its name and theirs. Raises ExportError where that cannot be done."""
        written = {folder.with_name(f"{folder.name}.{name}"): text for name, text in self.beside.items()}
        try:
            for path, text in written.items():
                path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise ExportError(f"{error.filename}: {error.strerror}. The files themselves are new.") from None
        return tuple(written)


def hosting_of(app: Flask) -> Hosting:
    """All of it, made from what the app itself answers. 'app' is one whose pages become files."""
    rules = Rules.of(app)
    return Hosting(
        inside={
            "404.html": rules.not_found,
            "_headers": headers_file(rules),
            "_redirects": redirects_file(rules),
        },
        beside={"nginx.conf": nginx_site(rules), "Caddyfile": caddyfile(rules)},
    )
