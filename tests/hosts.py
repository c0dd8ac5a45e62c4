"""Hosts: a folder as a host mounts it, made in a test or copied out of the documents."""

import re
from pathlib import Path
from typing import Self

from offswitch.folders import ROOT
from offswitch.settings import Settings
from tests.conftest import PUBLIC

DOCUMENT = ROOT / "docs" / "your-own-words.md"


class Host:
    """Somebody with a folder of their own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    @classmethod
    def of_document(cls, folder: Path) -> Self:
        """One who copied every whole file out of the document."""
        host = cls(folder)
        files = re.findall(
            r"```(?:toml|po)\n# (\S+)\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL
        )
        for name, text in files:
            host.write(name, text)
        return host

    @property
    def settings(self) -> Settings:
        return PUBLIC.model_copy(update={"folder": self.folder})

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text, old
        self.write(name, text.replace(old, new))
