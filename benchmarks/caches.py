"""How many of a mixed walk's requests nginx and Varnish answer themselves: the hit rate, by kind of address.

`.venv/bin/python -m benchmarks.caches` takes less than a minute. It needs nginx and varnish, and asks nobody
but this machine.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import NamedTuple, TypeVar

import offswitch
from offswitch.addresses import Step
from offswitch.settings import Settings
from offswitch.site import Site
from tests.caches import Cache, Origin, nginx, varnish

VISITS = 120
"""Each of a dozen requests: what a busy site may see within the four minutes for which a page is fresh."""
LANGUAGES = ("en", "de", "fr", "pl")
PLACES = 6
"""In how many countries the readers of a language live."""
SEED = 9

BROWSERS = [
    "gzip, deflate, br, zstd",
    "gzip, deflate, br",
    "br;q=1.0, gzip;q=0.8, *;q=0.1",
    "gzip, deflate",
    "",
]
"""What browsers and programs say that they can unpack, the most usual first."""

Thing = TypeVar("Thing")


class Request(NamedTuple):
    kind: str
    path: str
    encoding: str
    language: str


def some(among: Sequence[Thing], chance: random.Random) -> Thing:
    """One of them; the second half as often as the first, the third a third as often, and so on."""
    return chance.choices(among, [1 / rank for rank in range(1, len(among) + 1)])[0]


def walk(site: Site, chance: random.Random) -> Iterator[Request]:
    """One visit: somebody goes through a guide, their browser fetches its files, and a program comes by."""
    library = site.library
    language = some(LANGUAGES, chance)
    first = LANGUAGES.index(language) * PLACES
    guide = some([*library.guides.values()], chance)
    place = some([*library.places.countries][first : first + PLACES], chance)
    encoding = some(BROWSERS, chance)
    home, start = f"/{language}/", f"/{language}/{guide.slug}/"
    partial = "/partial" if chance.random() < 0.85 else ""

    def asks(kind: str, path: str) -> Request:
        return Request(kind, path, encoding, language)

    match chance.randrange(4):
        case 0:
            yield asks("/ and /go/", "/")
            yield asks("home and guide", home)
        case 1:
            yield asks("/ and /go/", f"/go/{guide.slug}/")
        case _:
            yield asks("home and guide", home)
    yield asks("home and guide", start)
    for name in ("site.css", "site.js", "icon.svg"):
        if asset := site.assets.get(name):
            yield asks("file with its mark", asset.address)

    yield asks("step", f"{partial}{start}region/")
    if chance.random() < 0.2:
        return
    for step in (Step.REGION, Step.REVIEW):
        yield asks("step", f"{partial}{start}{place}/{step}/")
    stays = "&stays" if partial else ""
    have = sorted(each.id for each in guide.contents)
    ticked = sorted(chance.sample(have, min(len(have), chance.randrange(4))))
    for number in range(len(ticked)):
        query = "&".join(f"have={each}" for each in ticked[: number + 1])
        yield asks("step with answers", f"{partial}{start}{place}/review/?{query}{stays}")
    query = "&".join(f"have={each}" for each in ticked)
    asked = f"?{query}" if query else ""
    for step in (Step.SETTINGS, Step.CHECKLIST):
        yield asks("step with answers" if query else "step", f"{partial}{start}{place}/{step}/{asked}")
    tasks = [each.id for each in guide.tasks][: chance.randrange(4)]
    for number in range(len(tasks)):
        done = "&".join(f"done={each}" for each in sorted(tasks[: number + 1]))
        both = f"{query}&{done}" if query else done
        yield asks("step with answers", f"{partial}{start}{place}/checklist/?{both}{stays}")
    if guide.letters and chance.random() < 0.2:
        yield asks("letters", f"{start}{place}/letters/")
    yield by_a_program(site, chance, language, guide.slug, place)


def by_a_program(site: Site, chance: random.Random, language: str, slug: str, place: str) -> Request:
    step = some([*Step], chance)
    kind, path = some(
        [
            ("embed", f"/embed/{language}/{slug}/{step}/"),
            ("embed", f"/embed/{language}/{slug}/{place}/{step}/"),
            ("card", f"/{language}/{slug}/card.png"),
            ("feed and sitemap", f"/{language}/feed.xml"),
            ("made-up query", f"/{language}/{slug}/?fbclid={chance.randrange(10**9)}"),
            ("open data", f"/api/1/{language}/guides/{slug}.json"),
            ("open data", f"/oembed?url={site.settings.origin}/{language}/{slug}/{step}/"),
            ("not there", f"/wp-login.php?{chance.randrange(10**9)}"),
            ("feed and sitemap", "/sitemap.xml"),
        ],
        chance,
    )
    return Request(kind, path, some(BROWSERS, chance), language)


class Counted(NamedTuple):
    """Of each kind: how many were asked for, and how many of these the cache answered."""

    asked: Counter[str]
    hits: Counter[str]

    def share(self, kind: str) -> str:
        return f"{self.hits[kind] / self.asked[kind]:.0%}"


ALL = "**all**"


def counted(cache: Cache, origin: Origin, requests: Sequence[Request]) -> Counted:
    asked: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for request in requests:
        before = len(origin.asked)
        answer = cache.answer(
            request.path, Accept_Encoding=request.encoding, Accept_Language=request.language
        )
        if answer.status >= 500:
            raise SystemExit(f"{cache.name}: {answer.status} for {request.path}")
        hit = len(origin.asked) == before
        for kind in (request.kind, ALL):
            asked[kind] += 1
            hits[kind] += hit
    return Counted(asked, hits)


def main() -> None:
    settings = Settings(
        operator="Example Foundation",
        imprint="https://foundation.example/imprint",
        base="https://localhost",
        proxies=1,
    )
    app = offswitch.build(settings)
    site: Site = app.extensions["offswitch"]
    chance = random.Random(SEED)  # the same walk in every run
    visits = [list(walk(site, chance)) for _ in range(VISITS)]
    parts = {
        "a cold cache": [each for visit in visits[: VISITS // 2] for each in visit],
        "after that": [each for visit in visits[VISITS // 2 :] for each in visit],
    }
    origin = Origin(app)
    found: dict[tuple[str, str], Counted] = {}
    with origin.served(), tempfile.TemporaryDirectory() as folder:
        for start in (nginx, varnish):
            with start(Path(folder) / start.__name__, origin.port) as cache:
                for name, requests in parts.items():
                    found[cache.name, name] = counted(cache, origin, requests)

    total = sum(map(len, visits))
    print(f"{datetime.now(UTC):%Y-%m-%d}, {cpu_count()} cores, {VISITS} visits, {total} requests\n")
    columns = [f"{cache}, {part}" for cache, part in found]
    print(f"| Asked for | {' | '.join(columns)} |")
    print(f"|---|{'---:|' * len(columns)}")
    kinds = Counter(request.kind for visit in visits for request in visit)
    for kind in [ALL, *(kind for kind, _ in kinds.most_common())]:
        cells = [
            f"{each.share(kind)} of {each.asked[kind]}" if each.asked[kind] else "–"
            for each in found.values()
        ]
        print(f"| {kind} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
