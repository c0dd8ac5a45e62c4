"""Version: which release this is, and when it passed its tests. The accessibility statement names both."""

from datetime import date

VERSION = "0.1.0"
TESTED = date(2026, 11, 22)
