"""Descriptions: what the fields of a model mean, as the string below each of them in the code says.

Pydantic can read them whenever a model is made. That took a quarter of the start, and only schemas need them.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

Table = dict[str, Any]


def description_of(kind: type[BaseModel], field: str) -> str | None:
    """What the model, or the one that it has the field from, says of it."""
    told = (_told_in(each.__module__).get((each.__name__, field)) for each in kind.__mro__)
    return next((words for words in told if words), None)


def described(schema: Table, base: type[BaseModel]) -> Table:
    """The JSON schema of models made from this one, with the descriptions of all their fields."""
    kinds = {kind.__name__: kind for kind in _made_from(base)}
    for part in (schema, *schema.get("$defs", {}).values()):
        kind = kinds.get(part.get("title", ""))
        for field, table in part.get("properties", {}).items():
            if kind and (words := description_of(kind, field)):
                table["description"] = words
    return schema


def _made_from(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _made_from(kind)


@cache
def _told_in(module: str) -> dict[tuple[str, str], str]:
    """By the names of the model and of its field."""
    return {
        (model.name, field.target.id): inspect.cleandoc(below.value.value)
        for model in ast.parse(inspect.getsource(sys.modules[module])).body
        if isinstance(model, ast.ClassDef)
        for field, below in pairwise(model.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }
