"""Weights: which page of each step is the heaviest."""

from dataclasses import dataclass

from flask import Flask

from offswitch import addresses
from offswitch.addresses import Step
from offswitch.answers import Answers
from offswitch.site import Site


@dataclass(frozen=True)
class Page:
    step: Step
    path: str
    size: int
    """Bytes, not compressed."""
    answers: tuple[str, ...]
    """Every pair that a query of this page may hold and that the site keeps, in its order."""


def heaviest(app: Flask) -> list[Page]:
    """The heaviest page of each step, over all guides and places, in the heaviest language of all."""
    site: Site = app.extensions["offswitch"]
    language = max(
        site.languages,
        key=lambda code: sum(
            _size(app, addresses.step(code, slug, step)) for slug in site.library.guides for step in Step
        ),
    )
    return [_heaviest(app, site, language, step) for step in Step]


def _heaviest(app: Flask, site: Site, language: str, step: Step) -> Page:
    sizes = {
        (addresses.step(language, slug, step, Answers(place=place)), slug): 0
        for slug in site.library.guides
        for place in (None, *site.library.places.codes)
    }
    sizes = {key: _size(app, key[0]) for key in sizes}
    path, slug = max(sizes, key=lambda key: sizes[key])
    guide = site.library.guides[slug]
    have = sorted(f"have={content.id}" for content in guide.contents)
    done = sorted(f"done={task.id}" for task in guide.tasks)
    return Page(step, path, sizes[path, slug], (*have, *done))


def _size(app: Flask, path: str) -> int:
    with app.test_client() as reader:
        answer = reader.get(path, headers={"Host": "localhost"})
    return len(answer.data) if answer.status_code == 200 else 0
