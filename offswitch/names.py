"""Names: writes names.toml of a language from CLDR: autonym, dates, names of countries in their order.

A maintainer's tool. It needs ICU, which a running site does not: what it writes is kept with the catalogues.
"""

from datetime import date
from pathlib import Path

from babel import Locale
from babel.dates import format_date

from offswitch.content.places import Places

SHORT = frozenset({"hk"})
"""Countries whose long name is a political statement; CLDR has a short one."""

VARIANTS = {"en": "en_GB", "pt": "pt_PT"}
"""For readers in Europe: CLDR's plain English is American, its plain Portuguese Brazilian."""

FIRST = {"fr": "1er"}
"""How the first day of a month is written, where it is not a plain 1. CLDR does not say it."""

YEAR, DAY = 2000, 11


def write_names(language: str, places: Places, folder: Path) -> None:
    """Raises ImportError without ICU (requirements-dev.txt has it)."""
    import icu

    variant = VARIANTS.get(language, language)
    locale = icu.Locale(variant)
    in_full = icu.LocaleDisplayNames.createInstance(locale, [icu.UDisplayContext.LENGTH_FULL])
    in_short = icu.LocaleDisplayNames.createInstance(locale, [icu.UDisplayContext.LENGTH_SHORT])
    names = {
        code: (in_short if code in SHORT else in_full).regionDisplayName(code.upper())
        for code in places.countries
    }
    order = icu.Collator.createInstance(locale)
    in_order = sorted(names.items(), key=lambda item: order.getSortKey(item[1]))
    autonym = locale.getDisplayLanguage(locale)
    likely = icu.Locale(variant)
    likely.addLikelySubtags()

    lines = [
        "# Written by 'flask catalogues names' from Unicode CLDR. Do not edit.",
        f'autonym = "{autonym[0].upper()}{autonym[1:]}"',
        f'locale = "{likely.getLanguage()}_{likely.getCountry()}"',
        f'direction = "{Locale.parse(variant).text_direction}"',
        "dates = [",
        *(f'  "{_date(variant, month)}",' for month in range(1, 13)),
        "]",
        *([f'first = "{FIRST[language]}"'] if language in FIRST else []),
        "",
        "[places]",
        *(f'{code} = "{name}"' for code, name in in_order),
        "",
    ]
    path = folder / language / "names.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


def _date(language: str, month: int) -> str:
    written = format_date(date(YEAR, month, DAY), "long", language)
    return written.replace(str(YEAR), "{year}").replace(str(DAY), "{day}")
