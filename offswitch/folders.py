"""Folders: where the parts of the project lie."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "offswitch"
FONTS = CODE / "fonts"
CONTENT = ROOT / "content"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
TRANSLATIONS = ROOT / "translations"
