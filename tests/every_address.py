"""Every address: one of each kind that the site answers at, read off the app itself. A new kind is there by itself."""

from flask import Flask
from werkzeug.routing import Rule

from offswitch.addresses import Step

EXAMPLES = {
    "language": "en",
    "slug": "linkedin-ai",
    "place": "at",
    "kind": "objection",
    "code": "de",
    "ending": "txt",
    "picture": "png",
    "name": "about",
    "filename": "site.css",
    "_rest": "nothing",
}


def every_address(app: Flask, language: str = "en") -> list[str]:
    """Sorted, with each of the steps."""
    with app.test_request_context():
        found = {
            address
            for rule in app.url_map.iter_rules()
            for address in _addresses(rule, app, {**EXAMPLES, "language": language})
        }
    assert len(found) > 90
    return sorted(found)


def _addresses(rule: Rule, app: Flask, examples: dict[str, str]) -> list[str]:
    examples = dict(examples)
    if rule.rule.startswith("/api/"):
        examples["name"] = "guide"
    if rule.rule.startswith("/static/"):
        examples["name"] = "site.css"
    urls = app.url_map.bind("localhost")
    steps = Step if "step" in rule.arguments else [Step.SETTINGS]
    return [
        urls.build(rule.endpoint, {name: {**examples, "step": step}[name] for name in rule.arguments})
        for step in steps
    ]
