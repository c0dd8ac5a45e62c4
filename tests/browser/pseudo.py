"""The app with the pseudo-language beside the real ones, for gunicorn.

Readers are never offered it; it shows what longer words and other letters do to the pages.
"""

import os
from pathlib import Path

from offswitch import build
from offswitch.settings import Settings

from .serving import FOLDER

app = build(
    Settings(
        operator="Verein für digitale Selbstbestimmung in Niederösterreich",
        imprint="https://operator.example/imprint",
        contact="mail@operator.example",
    ),
    translations=Path(os.environ[FOLDER]),
)
