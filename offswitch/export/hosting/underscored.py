"""Underscored: '_headers' and '_redirects', the convention of hosts such as Netlify and Cloudflare Pages.

Where two rules fit an address, such hosts join what both say of one header, and only some can take it back.
So here no two say the same header: each adds to what a wider one says.
"""

from collections.abc import Iterator

from offswitch import addresses
from offswitch.content.ledger import Moved
from offswitch.export.hosting.rules import KIND, LANGUAGES, Rules, Said

EVERYTHING = "/*"


def headers_file(rules: Rules) -> str:
    return "".join(f"{pattern}\n{''.join(_lines(said))}" for pattern, said in _headers(rules).items() if said)


def _lines(said: Said) -> Iterator[str]:
    return (f"  {name}: {value}\n" for name, value in said.items())


def _headers(rules: Rules) -> dict[str, Said]:
    everywhere = _shared(rules.page, *rules.kinds.values())
    files = {pattern: said for pattern, said in rules.kinds.items() if pattern.startswith(LANGUAGES)}
    # What a page says and its files do not is left out: nobody could take it back from the files.
    below = _without(_shared(rules.page, *files.values()), everywhere)
    found: dict[str, Said] = {EVERYTHING: everywhere}
    found |= {f"/{language}/*": below for language in rules.languages}
    for pattern, said in rules.kinds.items():
        own = {name: value for name, value in said.items() if (name, value) != (KIND, rules.page[KIND])}
        found[pattern] = _without(_without(own, everywhere), below if pattern in files else {})
    return found


def _shared(*said: Said) -> Said:
    first, *others = said
    return {name: value for name, value in first.items() if all(each.get(name) == value for each in others)}


def _without(said: Said, others: Said) -> Said:
    return {name: value for name, value in said.items() if others.get(name) != value}


def redirects_file(rules: Rules) -> str:
    """Only 301 and 302: of the others, each host knows some."""
    return "".join(
        f"{line}\n" for line in (*_languages(rules), *_letters(rules), *_moved(rules), *_not_found(rules))
    )


def _languages(rules: Rules) -> Iterator[str]:
    for tag, language in rules.tags.items():
        if tag not in rules.languages:
            status = 301 if rules.is_ours(tag) else 302
            for area in ("", addresses.EMBED):
                yield f"{area}/{tag}/* {area}/{language}/:splat {status}"


def _letters(rules: Rules) -> Iterator[str]:
    page = ":guide/:place/letters/:kind"
    for language in rules.languages:
        yield f"/:language/{page}/{language}/* /{language}/{page}/:splat 302"
    yield f"/:language/{page}/:code/ /:language/{page}/ 302"
    yield f"/:language/{page}/:code/:file /:language/{page}/:file 302"


def _moved(rules: Rules) -> Iterator[str]:
    lines = (_line(moved, old) for moved in rules.ledger.moved for old in rules.ledger.addresses)
    return iter(dict.fromkeys(filter(None, lines)))


def _line(moved: Moved, old: str) -> str | None:
    """From the ledger's address. What is the same at the end of both is left to the splat."""
    new = moved.address(old)
    if new is None:
        return None
    before, after = old.split("/"), new.split("/")
    end = ""
    while before[-1] == after[-1]:
        before, after, end = before[:-1], after[:-1], "/*"
    source, target = (_with_placeholders("/".join(parts)) for parts in (before, after))
    return f"{source}{end} {target}{end.replace('*', ':splat')} 301"


def _with_placeholders(pattern: str) -> str:
    return pattern.replace("<", ":").replace(">", "")


def _not_found(rules: Rules) -> Iterator[str]:
    """Last: a host that finds these pages by itself counts the lines, and throws them away."""
    return (f"/{language}/* /{language}/404.html 404" for language in rules.languages)
