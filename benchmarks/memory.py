"""Memory and start: what four workers take after a walk through all languages, and when the first page comes.

    make build && .venv/bin/python -m benchmarks.memory

Starts six servers one after another, on this machine only; one or two minutes. Each request comes over a
connection of its own and the walk is gone four times, so nearly every worker is asked for nearly every page.
Cards and letters as .odt are left out: few ask for them, and what draws and writes them is loaded only then.
"""

from itertools import cycle
from statistics import median

from benchmarks.instance import ROOT, instance, machine

WORKERS = 4
STARTS = 5
ROUNDS = 4
STEPS = ("region", "review", "settings", "checklist")


def pages() -> list[str]:
    """Every kind of page in each language; the guides take turns."""
    languages = sorted(path.parent.name for path in (ROOT / "translations").glob("*/names.toml"))
    guides = sorted(path.stem for path in (ROOT / "content/guides").glob("*.toml"))
    return [
        path
        for language, guide in zip(languages, cycle(guides), strict=False)
        for path in walk(language, guide)
    ]


def walk(language: str, guide: str) -> list[str]:
    at = f"/{language}/{guide}"
    return [
        f"/{language}/",
        *(
            f"/{language}/{page}/"
            for page in ("authorities", "about", "privacy", "accessibility", "share", "done")
        ),
        f"{at}/",
        *(f"{at}/{page}/" for page in ("sources", "misreported", "handout")),
        *(f"{at}/{step}/" for step in STEPS),
        *(f"{at}/{place}/{step}/" for step in STEPS for place in ("at", "gb")),
        *(f"/partial{at}/at/{step}/" for step in STEPS),
        f"{at}/at/letters/",
        f"{at}/at/letters/objection/",
        f"/{language}/feed.xml",
        f"/api/1/{language}/guides.json",
        f"/api/1/{language}/guides/{guide}.json",
        f"{at}/checklist/still-off.ics",
    ]


def main() -> None:
    print(machine())
    starts, works = [], []
    for _ in range(STARTS):
        with instance(workers=WORKERS) as running:
            starts.append(running.first_answer)
            works.append(running.first_work)
    print(
        f"First answer: {median(starts):.2f} s, median of {STARTS} ({min(starts):.2f} to {max(starts):.2f}); "
        f"of that the server worked {median(works):.2f} s ({min(works):.2f} to {max(works):.2f})"
    )
    asked = pages()
    with instance(workers=WORKERS) as running:
        report("After the start", running.memory())
        running.walk(asked, rounds=ROUNDS)
        report(f"After {len(asked)} pages, {ROUNDS} times", running.memory())


def report(when: str, memory: dict[str, float]) -> None:
    each = ", ".join(f"{name} {size:.0f}" for name, size in memory.items())
    print(f"{when}: {sum(memory.values()):.0f} MB together ({each})")


if __name__ == "__main__":
    main()
