"""Hosted: a made-up society's folder and settings, with everything of its own that a host may have."""

from pathlib import Path

from offswitch.settings import Settings
from tests.conftest import PUBLIC

PAGES = {
    "imprint.en.md": """# Imprint

Example Foundation, Example Street 1, **Vienna**. [The register](https://register.example/?a=1&b=2)

## Who decides

1. The members
2. The board

Write to <mail@offswitch.example> or read [what is noted](/en/privacy/).
""",
    "imprint.de.md": "# Impressum\n\nVerein Beispiel, Beispielstraße 1, *Wien*.\n",
    "donate.de.md": """# Spenden

Danke! Mehr dazu: <https://spenden.example/>

#### Konto

> Nur für den Verein.

```
AT00 1234 5678
```

- - -

+43 1 234: [anrufen](tel:+431234)
""",
    "about.en.md": "# Why we run it\n\nBecause nobody else did.\n",
    "privacy.en.md": """# Our proxy

It notes the day, and nothing else. It keeps that for a year. [Its maker](https://proxy.example/)

## Our officer

Ms Example.
""",
    "accessibility.de.md": "# Durchsetzung\n\nDie [Schlichtungsstelle](https://schlichtung.example/) hilft.\n",
}


def write_pages(folder: Path, pages: dict[str, str] = PAGES) -> Path:
    """The host's folder with these pages in it."""
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / "pages" / name).write_text(text, encoding="utf-8")
    return folder


def hosted(folder: Path, **settings: object) -> Settings:
    """A public site with everything set."""
    everything = {
        "folder": write_pages(folder),
        "imprint": "imprint",
        "privacy": "https://foundation.example/privacy",
        "hosting": "Example Hosting, Austria",
        "cdn": "Example Network, Ireland",
        "log": "requests",
        "proxy": "own",
        "place": "at",
    }
    return Settings.model_validate({**PUBLIC.model_dump(exclude_unset=True), **everything, **settings})
