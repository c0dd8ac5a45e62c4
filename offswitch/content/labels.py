"""Labels: the words on a service's own screens, per language, with what they rest on."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from offswitch.content.model import Key, LanguageCode, Record, Slug
from offswitch.language import ENGLISH

TAKEN = frozenset({"since", "until", "app"})
"""Placeholders with a meaning of their own: no label may be called so."""


class Label(Record):
    """Words on the service's screen in one language."""

    text: Annotated[str, Field(min_length=1, max_length=120)]
    """The words exactly as a source prints them. Never translated by us."""
    confirmed: Literal[1, 2]
    """How many sources print them: 1, or 2 for two and more. Words that a person saw live count as 2."""
    sources: tuple[Slug, ...] = ()
    """Where they were read, if not in all sources of the language."""


class LabelLanguage(Record):
    """What is recorded of the service's screens in one language."""

    autonym: str
    """The language's name in itself, as readers choose it."""
    offered: bool
    """Whether the service can be set to this language."""
    sources: tuple[Slug, ...] = ()
    """Where the labels of this language were read."""
    labels: dict[Key, Label] = Field(default_factory=dict)
    """The labels by key; what nobody recorded is left out."""

    @model_validator(mode="after")
    def _has_sources(self) -> Self:
        for key, label in self.labels.items():
            if not (label.sources or self.sources):
                raise ValueError(f"labels.{key}: no source")
        if self.labels and not self.offered:
            raise ValueError("labels: the service does not offer this language, so it has no labels in it")
        return self


@dataclass(frozen=True)
class ShownLabel:
    """A label as a reader gets it: the words, their language, and the English ones beside it where needed."""

    key: str
    text: str
    language: str
    english: str | None
    """The English words, where those shown are not confirmed by two sources."""
    fallback: bool
    """Whether another language, mostly English, stands in for words that nobody recorded."""


class Service(Record):
    """A service and its table of labels."""

    slug: Slug
    """The name of the file."""
    name: str
    """The service's name: a proper noun, never translated."""
    language: LanguageCode = ENGLISH
    """The language that holds every key: English, unless the service itself has none."""
    languages: dict[str, LabelLanguage]
    """By language (BCP 47)."""

    @model_validator(mode="after")
    def _is_complete_in_one_language(self) -> Self:
        main = f"languages.{self.language}"
        if self.language not in self.languages:
            raise ValueError(f"{main}: is missing; it is what all others fall back to")
        known = self.languages[self.language].labels
        for key in sorted(TAKEN & known.keys()):
            raise ValueError(f"{main}.labels.{key}: the name is taken: texts use it for something else")
        for language, table in self.languages.items():
            for key in table.labels:
                if key not in known:
                    where = f"languages.{language}.labels.{key}"
                    raise ValueError(f"{where}: has no words in {main}, which all others fall back to")
        return self

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(self.languages[self.language].labels)

    @cached_property
    def offered(self) -> dict[str, str]:
        """The languages that the service can be set to, with their names in themselves."""
        offered = {code: table.autonym for code, table in self.languages.items() if table.offered}
        return dict(sorted(offered.items(), key=lambda item: item[1].casefold()))

    def label_language(self, language: str) -> str:
        """The language a reader of this page most likely sees on the service."""
        return language if language in self.offered else self.language

    def is_recorded(self, key: str, language: str) -> bool:
        table = self.languages.get(language)
        return table is not None and key in table.labels

    def label(self, key: str, language: str) -> ShownLabel:
        main = self.languages[self.language].labels[key].text
        if language == self.language:
            return ShownLabel(key, main, self.language, None, fallback=False)
        if not self.is_recorded(key, language):
            return ShownLabel(key, main, self.language, None, fallback=True)
        label = self.languages[language].labels[key]
        needs_english = self.language == ENGLISH and label.confirmed < 2
        return ShownLabel(key, label.text, language, main if needs_english else None, fallback=False)

    def sources_of(self, key: str, language: str) -> tuple[str, ...]:
        table = self.languages[language if self.is_recorded(key, language) else self.language]
        return table.labels[key].sources or table.sources
