"""In process: leaves out the tests that start a program or a copy of the project, where pytest is told '-p' this.

What is spoiled on purpose is spoiled in this process alone: they would not notice, and take long.
"""

import pytest

import offswitch.kept
import offswitch.site

# What is kept from another test would hide which tests pass through a place.
offswitch.kept.PAGES = offswitch.kept.ANSWERED = offswitch.site.ROOM = 0

ELSEWHERE = {"project", "whole_project"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    left_out = [item for item in items if ELSEWHERE & set(item.fixturenames)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
